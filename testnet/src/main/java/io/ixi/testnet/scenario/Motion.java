package io.ixi.testnet.scenario;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.cli.RpcException;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.governance.GovernanceModule;
import io.ixi.vm.economy.governance.proto.GenesisState;
import io.ixi.vm.economy.governance.proto.Parameters;
import io.ixi.vm.economy.governance.proto.ParametersQuery;
import io.ixi.vm.economy.governance.proto.Proposal;
import io.ixi.vm.economy.governance.proto.ProposalQuery;
import io.ixi.vm.economy.governance.proto.ProposalStatus;
import io.ixi.vm.economy.governance.proto.SubmitProposal;
import io.ixi.vm.economy.governance.proto.Vote;
import io.ixi.vm.economy.governance.proto.VoteOption;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.tx.Draft;
import java.io.IOException;

/** Proposals of a story, on a network where votes end soon. */
final class Motion {
    private static final int VOTING_S = 4;
    private static final int LONGEST_S = 60;
    private static final int QUORUM_PPM = 10_000;

    private final Stage stage;
    private final Parameters parameters;

    /** IOException: votes of this network end too late to be watched. */
    Motion(Stage stage) throws IOException, RpcException {
        this.stage = stage;
        this.parameters = stage.ask(
                "governance/parameters", ParametersQuery.getDefaultInstance(), Parameters.getDefaultInstance());
        if (parameters.getVotingS() > LONGEST_S) {
            throw new IOException("this network votes for " + parameters.getVotingS() + " seconds: too long to watch");
        }
    }

    /** Shortens votes, and lets a hundredth of the stake decide. */
    static void soon(GenesisEdit genesis) {
        genesis.module(
                "governance",
                GenesisState.getDefaultInstance(),
                state -> state.toBuilder()
                        .setParameters(GovernanceModule.DEFAULTS.toBuilder()
                                .setVotingS(VOTING_S)
                                .setQuorumPpm(QUORUM_PPM))
                        .build());
    }

    /** A step: somebody proposes, with the whole deposit. Returns the proposal's id. */
    ByteString propose(String what, Actor proposer, Message change) throws IOException, RpcException {
        ByteString id = ByteString.copyFrom(ObjectId.of("proposal", proposer.address(), stage.sequence(proposer), 0)
                .toArray());
        SubmitProposal proposal = SubmitProposal.newBuilder()
                .addMessages(Draft.typed(change))
                .setTextHash(ByteString.copyFrom(new byte[Hash.BYTES]))
                .setDeposit(Amount.of(parameters.getMinDeposit()).toByteString())
                .build();
        stage.step(what, "OK", stage.send(proposer, proposal));
        return id;
    }

    static Vote vote(ByteString proposal, VoteOption option) {
        return Vote.newBuilder().setProposal(proposal).setOption(option).build();
    }

    Proposal proposal(ByteString id) throws IOException, RpcException {
        return stage.ask(
                "governance/proposal",
                ProposalQuery.newBuilder().setProposal(id).build(),
                Proposal.getDefaultInstance());
    }

    /** A step: what became of a proposal. */
    void ended(ByteString id, ProposalStatus expected, String what) throws IOException, RpcException {
        stage.await("the end of a proposal", () -> proposal(id).getStatus() != ProposalStatus.PROPOSAL_VOTING);
        stage.step(what, expected, proposal(id).getStatus());
    }
}
