package io.ixi.vm.agents;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.agents.proto.AgentsError;
import io.ixi.vm.agents.proto.ApprovalNeeded;
import io.ixi.vm.agents.proto.Approve;
import io.ixi.vm.agents.proto.Decline;
import io.ixi.vm.agents.proto.Mandate;
import io.ixi.vm.agents.proto.Proposal;
import io.ixi.vm.agents.proto.ProposalEnded;
import io.ixi.vm.agents.proto.Propose;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.proto.TypedMessage;

/** What an agent may not do unasked, it asks for: the grantor sees exactly what would run. */
final class ProposalHandlers {
    private final Deposits deposits;
    private final Leash leash;

    ProposalHandlers(Deposits deposits, Leash leash) {
        this.deposits = deposits;
        this.leash = leash;
    }

    private static Proposal known(AgentsState state, Bytes id) throws RejectedException {
        Proposal proposal = state.proposal(id);
        if (proposal == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        return proposal;
    }

    void propose(Context context, Propose message) throws RejectedException {
        AgentsState state = new AgentsState(context.state());
        Bytes mandateId = Bytes.wrap(message.getMandate().toByteArray());
        Mandate mandate = Leash.inForce(context, mandateId, context.signer());
        long now = context.block().parentTimeMs();
        boolean fits = message.getMessagesCount() > 0
                && message.getUntilMs() > now
                && message.getUntilMs() <= mandate.getLimits().getUntilMs();
        for (TypedMessage typed : message.getMessagesList()) {
            fits &= !typed.hasSigner()
                    && context.registry().message(typed.getType()).isPresent();
        }
        if (!fits) {
            throw RejectedException.of(AgentsError.BAD_PROPOSAL);
        }
        Bytes id = context.newId("proposal");
        Proposal proposal = Proposal.newBuilder()
                .setMandate(message.getMandate())
                .setProposer(context.signer().toByteString())
                .addAllMessages(message.getMessagesList())
                .setUntilMs(message.getUntilMs())
                .build();
        deposits.lock(context, context.signer(), id, proposal.getSerializedSize());
        state.put(id, proposal);
        context.emit(ApprovalNeeded.newBuilder()
                .setProposal(ByteString.copyFrom(id.unsafeArray()))
                .setMandate(message.getMandate())
                .setGrantor(mandate.getGrantor())
                .setGrantee(mandate.getGrantee())
                .build());
    }

    void approve(Context context, Approve message) throws RejectedException {
        AgentsState state = new AgentsState(context.state());
        Bytes id = Bytes.wrap(message.getProposal().toByteArray());
        Proposal proposal = known(state, id);
        Bytes mandateId = Bytes.wrap(proposal.getMandate().toByteArray());
        Mandate mandate = Leash.inForce(context, mandateId, Address.of(proposal.getProposer()));
        if (!mandate.getGrantor().equals(context.signer().toByteString())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        if (proposal.getUntilMs() <= context.block().parentTimeMs()) {
            throw RejectedException.of(AgentsError.EXPIRED);
        }
        end(context, state, id, proposal, true);
        int mark = context.state().mark();
        int debts = context.debts().size();
        int promises = context.promises().size();
        for (TypedMessage typed : proposal.getMessagesList()) {
            context.run(context.signer(), typed, (spec, body) -> Rules.require(mandate.getLimits(), spec, body));
        }
        leash.settle(context, mandateId, mark, debts, promises, true);
    }

    void decline(Context context, Decline message) throws RejectedException {
        AgentsState state = new AgentsState(context.state());
        Bytes id = Bytes.wrap(message.getProposal().toByteArray());
        Proposal proposal = known(state, id);
        Mandate mandate = state.mandate(Bytes.wrap(proposal.getMandate().toByteArray()));
        ByteString signer = context.signer().toByteString();
        boolean party =
                signer.equals(proposal.getProposer()) || (mandate != null && signer.equals(mandate.getGrantor()));
        boolean over = proposal.getUntilMs() <= context.block().parentTimeMs() || mandate == null;
        if (!party && !over) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        end(context, state, id, proposal, false);
    }

    private void end(Context context, AgentsState state, Bytes id, Proposal proposal, boolean approved)
            throws RejectedException {
        // the grantor tidies up on the agent's behalf
        Address proposer = Address.of(proposal.getProposer());
        boolean expired = proposal.getUntilMs() <= context.block().parentTimeMs();
        deposits.unlock(context, id, expired ? context.signer() : proposer);
        state.deleteProposal(id);
        context.emit(ProposalEnded.newBuilder()
                .setProposal(ByteString.copyFrom(id.unsafeArray()))
                .setApproved(approved)
                .setGrantee(proposal.getProposer())
                .build());
    }
}
