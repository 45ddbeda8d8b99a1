package io.ixi.vm.economy.governance;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.governance.proto.Ballot;
import io.ixi.vm.economy.governance.proto.Deposit;
import io.ixi.vm.economy.governance.proto.Execute;
import io.ixi.vm.economy.governance.proto.GovernanceError;
import io.ixi.vm.economy.governance.proto.Parameters;
import io.ixi.vm.economy.governance.proto.Proposal;
import io.ixi.vm.economy.governance.proto.ProposalEnded;
import io.ixi.vm.economy.governance.proto.ProposalStatus;
import io.ixi.vm.economy.governance.proto.ProposalSubmitted;
import io.ixi.vm.economy.governance.proto.SubmitProposal;
import io.ixi.vm.economy.governance.proto.Vote;
import io.ixi.vm.economy.governance.proto.VoteOption;
import io.ixi.vm.economy.governance.proto.Voted;
import io.ixi.vm.economy.governance.proto.VotingStarted;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.exec.Rejection;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.proto.TypedMessage;
import io.ixi.vm.kernel.sched.Scheduler;
import java.math.BigInteger;
import java.util.List;

/** A proposal's life: deposit, votes counted as they come, and the end. */
final class Proposals {
    static final int MODULE = 21;
    static final int END = 1;
    static final int MAX_OPEN = 16;
    static final int MAX_DEPOSITORS = 16;
    private static final long MS = 1_000;
    private static final int FIRST_DEPOSIT = 10;
    private static final long PPM = 1_000_000;

    private final Money money;
    private final Scheduler scheduler;
    private final Voters voters;

    Proposals(Money money, Scheduler scheduler, Voters voters) {
        this.money = money;
        this.scheduler = scheduler;
        this.voters = voters;
    }

    private static Bytes id(ByteString bytes) {
        return Bytes.wrap(bytes.toByteArray());
    }

    private static Hash ref(Bytes id) {
        return Hash.sha256(id.unsafeArray());
    }

    private static Proposal known(GovernanceState state, Bytes id) throws RejectedException {
        Proposal proposal = state.proposal(id);
        if (proposal == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        return proposal;
    }

    void submit(Context context, SubmitProposal message) throws RejectedException {
        GovernanceState state = new GovernanceState(context.state());
        List<Bytes> open = state.open();
        if (open.size() >= MAX_OPEN) {
            throw RejectedException.of(GovernanceError.TOO_MANY_PROPOSALS);
        }
        boolean fits = message.getMessagesCount() > 0;
        for (TypedMessage typed : message.getMessagesList()) {
            fits &= context.registry().message(typed.getType()).isPresent() && !typed.hasSigner();
        }
        if (!fits) {
            throw RejectedException.of(GovernanceError.BAD_PROPOSAL);
        }
        Parameters parameters = state.parameters();
        Amount least = Amount.of(Math.max(1, parameters.getMinDeposit() / FIRST_DEPOSIT));
        Amount deposit = Amount.of(message.getDeposit());
        if (deposit.compareTo(least) < 0) {
            throw RejectedException.of(GovernanceError.DEPOSIT_LOW);
        }
        Bytes id = context.newId("proposal");
        long end = context.block().timeMs() + parameters.getVotingS() * MS;
        state.putOpen(id);
        state.put(
                id,
                Proposal.newBuilder()
                        .setProposer(context.signer().toByteString())
                        .addAllMessages(message.getMessagesList())
                        .setTextHash(message.getTextHash())
                        .setEndMs(end)
                        .build());
        context.emit(ProposalSubmitted.newBuilder()
                .setProposal(ByteString.copyFrom(id.unsafeArray()))
                .setProposer(context.signer().toByteString())
                .build());
        scheduler.at(context, MODULE, END, id, Address.ofModule(MODULE), end);
        add(context, id, deposit);
    }

    void deposit(Context context, Deposit message) throws RejectedException {
        Bytes id = id(message.getProposal());
        Proposal proposal = known(new GovernanceState(context.state()), id);
        if (proposal.getStatus() != ProposalStatus.PROPOSAL_DEPOSIT
                || message.getAmount().isEmpty()) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        add(context, id, Amount.of(message.getAmount()));
    }

    /** Holds a deposit; when it is complete, voting begins. */
    private void add(Context context, Bytes id, Amount amount) throws RejectedException {
        GovernanceState state = new GovernanceState(context.state());
        Proposal proposal = known(state, id);
        ByteString depositor = context.signer().toByteString();
        Proposal.Builder next = proposal.toBuilder();
        if (!proposal.getDepositorsList().contains(depositor)) {
            if (proposal.getDepositorsCount() >= MAX_DEPOSITORS) {
                throw RejectedException.of(GovernanceError.TOO_MANY_PROPOSALS);
            }
            next.addDepositors(depositor);
        }
        money.hold(context, context.signer(), "", amount, MODULE, ref(id));
        Amount sum = Amount.of(proposal.getDeposit()).plus(amount);
        Parameters parameters = state.parameters();
        if (sum.compareTo(Amount.of(parameters.getMinDeposit())) >= 0) {
            long end = context.block().timeMs() + parameters.getVotingS() * MS;
            next.setStatus(ProposalStatus.PROPOSAL_VOTING).setEndMs(end);
            if (end != proposal.getEndMs()) {
                scheduler.at(context, MODULE, END, id, Address.ofModule(MODULE), end);
            }
            context.emit(VotingStarted.newBuilder()
                    .setProposal(ByteString.copyFrom(id.unsafeArray()))
                    .setEndMs(end)
                    .build());
        }
        state.put(id, next.setDeposit(sum.toByteString()).build());
    }

    /** Takes back what an account gave, unless votes are taken already. Throws NOT_FOUND or BAD_STATE. */
    void cancel(Context context, Address owner, Hash ref) throws RejectedException {
        GovernanceState state = new GovernanceState(context.state());
        for (Bytes id : state.open()) {
            if (!ref(id).equals(ref)) {
                continue;
            }
            Proposal proposal = known(state, id);
            if (proposal.getStatus() != ProposalStatus.PROPOSAL_DEPOSIT) {
                throw RejectedException.of(KernelError.BAD_STATE);
            }
            Amount held = money.held(context.state(), owner, "", MODULE, ref);
            Proposal.Builder next = proposal.toBuilder().clearDepositors();
            for (ByteString depositor : proposal.getDepositorsList()) {
                if (!depositor.equals(owner.toByteString())) {
                    next.addDepositors(depositor);
                }
            }
            Amount left = Amount.of(proposal.getDeposit()).minus(held);
            state.put(id, next.setDeposit(left.toByteString()).build());
            money.release(context, owner, "", held, MODULE, ref);
            return;
        }
        throw RejectedException.of(KernelError.NOT_FOUND);
    }

    void vote(Context context, Vote message) throws RejectedException {
        GovernanceState state = new GovernanceState(context.state());
        Bytes id = id(message.getProposal());
        Proposal proposal = known(state, id);
        if (proposal.getStatus() != ProposalStatus.PROPOSAL_VOTING
                || proposal.getEndMs() <= context.block().parentTimeMs()) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        Amount weight = voters.stake(context.state(), context.signer());
        if (weight.isZero()) {
            throw RejectedException.of(GovernanceError.NO_STAKE);
        }
        count(state, id, proposal, context.signer(), message.getOption(), weight);
        context.emit(Voted.newBuilder()
                .setProposal(message.getProposal())
                .setVoter(context.signer().toByteString())
                .setOption(message.getOption())
                .setWeight(weight.toByteString())
                .build());
    }

    /** Takes the voter's former vote out of the tally and puts this one in. */
    private static void count(
            GovernanceState state, Bytes id, Proposal proposal, Address voter, VoteOption option, Amount weight) {
        Ballot before = state.ballot(id, voter);
        Amount old = Amount.of(before.getWeight());
        Proposal.Builder next = proposal.toBuilder();
        set(next, before.getOption(), tally(next, before.getOption()).minus(old));
        set(next, option, tally(next, option).plus(weight));
        state.put(id, next.build());
        state.put(
                id,
                voter,
                Ballot.newBuilder()
                        .setOption(option)
                        .setWeight(weight.toByteString())
                        .build());
    }

    static Amount tally(Proposal.Builder proposal, VoteOption option) {
        return Amount.of(
                switch (option) {
                    case VOTE_ABSTAIN -> proposal.getAbstain();
                    case VOTE_YES -> proposal.getYes();
                    case VOTE_NO -> proposal.getNo();
                    case VOTE_VETO -> proposal.getVeto();
                    case UNRECOGNIZED -> throw new IllegalArgumentException("no such option");
                });
    }

    private static void set(Proposal.Builder proposal, VoteOption option, Amount value) {
        ByteString bytes = value.toByteString();
        switch (option) {
            case VOTE_ABSTAIN -> proposal.setAbstain(bytes);
            case VOTE_YES -> proposal.setYes(bytes);
            case VOTE_NO -> proposal.setNo(bytes);
            case VOTE_VETO -> proposal.setVeto(bytes);
            case UNRECOGNIZED -> throw new IllegalArgumentException("no such option");
        }
    }

    /** Votes follow the stake: those who leave take their vote along. */
    void stakeChanged(Context context, Address account) {
        GovernanceState state = new GovernanceState(context.state());
        for (Bytes id : state.open()) {
            Proposal proposal = state.proposal(id);
            boolean voting = proposal != null && proposal.getStatus() == ProposalStatus.PROPOSAL_VOTING;
            if (proposal != null && voting && state.hasVoted(id, account)) {
                VoteOption option = state.ballot(id, account).getOption();
                count(state, id, proposal, account, option, voters.stake(context.state(), account));
            }
        }
    }

    void execute(Context context, Execute message) throws RejectedException {
        Bytes id = id(message.getProposal());
        GovernanceState state = new GovernanceState(context.state());
        Proposal proposal = known(state, id);
        if (!isDue(context, proposal)) {
            throw RejectedException.of(GovernanceError.VOTING_OPEN);
        }
        end(context, state, id, proposal);
    }

    /** The scheduler's. A proposal has a job for each end that it was given: an early one finds nothing to do. */
    void job(Context context, Bytes id) throws RejectedException {
        GovernanceState state = new GovernanceState(context.state());
        Proposal proposal = known(state, id);
        if (isDue(context, proposal)) {
            end(context, state, id, proposal);
        }
    }

    private static boolean isDue(Context context, Proposal proposal) {
        boolean open = proposal.getStatus() == ProposalStatus.PROPOSAL_DEPOSIT
                || proposal.getStatus() == ProposalStatus.PROPOSAL_VOTING;
        return open && proposal.getEndMs() <= context.block().parentTimeMs();
    }

    private void end(Context context, GovernanceState state, Bytes id, Proposal proposal) throws RejectedException {
        Parameters parameters = state.parameters();
        Amount yes = Amount.of(proposal.getYes());
        Amount veto = Amount.of(proposal.getVeto());
        Amount decided = yes.plus(Amount.of(proposal.getNo())).plus(veto);
        Amount all = decided.plus(Amount.of(proposal.getAbstain()));
        boolean vetoed = !decided.isZero() && atLeast(veto, decided, parameters.getVetoPpm());
        boolean quorum = !all.isZero() && atLeast(all, voters.all(context.state()), parameters.getQuorumPpm());
        boolean passed = proposal.getStatus() == ProposalStatus.PROPOSAL_VOTING
                && quorum
                && !vetoed
                && above(yes, decided, parameters.getThresholdPpm());
        state.deleteOpen(id);
        giveBack(context, id, proposal, vetoed && quorum);
        ProposalStatus status = ProposalStatus.PROPOSAL_REJECTED;
        int code = 0;
        if (passed) {
            Rejection fault = context.attempt(() -> run(context, proposal));
            status = fault == null ? ProposalStatus.PROPOSAL_EXECUTED : ProposalStatus.PROPOSAL_FAILED;
            code = fault == null ? 0 : fault.code();
        }
        state.put(id, proposal.toBuilder().setStatus(status).build());
        context.emit(ProposalEnded.newBuilder()
                .setProposal(ByteString.copyFrom(id.unsafeArray()))
                .setProposer(proposal.getProposer())
                .setStatus(status)
                .setCode(code)
                .build());
    }

    private static void run(Context context, Proposal proposal) throws RejectedException {
        for (TypedMessage typed : proposal.getMessagesList()) {
            context.run(Address.ofModule(MODULE), typed);
        }
    }

    private void giveBack(Context context, Bytes id, Proposal proposal, boolean burned) throws RejectedException {
        for (ByteString bytes : proposal.getDepositorsList()) {
            Address depositor = Address.of(bytes);
            Amount held = money.held(context.state(), depositor, "", MODULE, ref(id));
            money.release(context, depositor, "", held, MODULE, ref(id));
            if (burned) {
                money.burn(context.state(), depositor, "", held);
            }
        }
    }

    private static boolean atLeast(Amount part, Amount whole, int ppm) {
        return scaled(part, PPM).compareTo(scaled(whole, ppm)) >= 0;
    }

    private static boolean above(Amount part, Amount whole, int ppm) {
        return scaled(part, PPM).compareTo(scaled(whole, ppm)) > 0;
    }

    private static BigInteger scaled(Amount amount, long by) {
        return amount.toBigInteger().multiply(BigInteger.valueOf(by));
    }
}
