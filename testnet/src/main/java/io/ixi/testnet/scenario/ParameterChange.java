package io.ixi.testnet.scenario;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.cli.RpcException;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.economy.fee.proto.BaseFeeQuery;
import io.ixi.vm.economy.fee.proto.BaseFeeResult;
import io.ixi.vm.economy.governance.proto.ProposalStatus;
import io.ixi.vm.economy.governance.proto.SetParameter;
import io.ixi.vm.economy.governance.proto.Vote;
import io.ixi.vm.economy.governance.proto.VoteOption;
import io.ixi.vm.economy.staking.proto.Delegate;
import io.ixi.vm.kernel.Amount;
import java.io.IOException;
import java.util.List;

/** Those who stake raise the floor of base fees: proposed, voted, executed by the scheduler, felt by a payment. */
final class ParameterChange implements Scenario {
    private static final long STAKE = 60_000;

    @Override
    public String name() {
        return "parameter-change";
    }

    @Override
    public List<String> cast() {
        return List.of("proposer", "delegator", "stranger");
    }

    @Override
    public void found(GenesisEdit genesis) {
        Motion.soon(genesis);
        genesis.heartbeat(250);
    }

    @Override
    public void play(Stage stage) throws IOException, RpcException {
        new Play(stage, new Motion(stage)).all();
    }

    /** One run. */
    private static final class Play {
        private final Stage stage;
        private final Motion motion;

        Play(Stage stage, Motion motion) {
            this.stage = stage;
            this.motion = motion;
        }

        void all() throws IOException, RpcException {
            Actor delegator = stage.actor("delegator");
            ByteString operator = stage.validators().getFirst();
            Delegate stake = Delegate.newBuilder()
                    .setValidator(operator)
                    .setAmount(Stage.ixi(STAKE))
                    .build();
            stage.step("somebody stakes", "OK", stage.send(delegator, stake));
            long floor =
                    stage.ask("fee/parameters", feeQuery(), feeParameters()).getFloor();
            Message change = change(floor * 3 / 2);
            stage.step("anybody sets the parameter alone", "NOT_OWNER", stage.send(stage.actor("stranger"), change));
            ByteString good = propose("proposal: raise the floor of base fees by half", change);
            ByteString bad = propose("proposal: raise it to the tenfold", change(floor * 10));
            Vote yes = Motion.vote(good, VoteOption.VOTE_YES);
            stage.step("who has no stake votes", "NO_STAKE", stage.send(stage.actor("stranger"), yes));
            stage.step("who stakes votes no", "OK", stage.send(delegator, Motion.vote(good, VoteOption.VOTE_NO)));
            stage.step("and then yes", "OK", stage.send(delegator, yes));
            stage.step(
                    "the tally counts the last vote, once",
                    Amount.of(STAKE * Stage.IXI) + " yes, 0 no",
                    Amount.of(motion.proposal(good).getYes()) + " yes, "
                            + Amount.of(motion.proposal(good).getNo()) + " no");
            stage.step("yes to the tenfold too", "OK", stage.send(delegator, Motion.vote(bad, VoteOption.VOTE_YES)));
            motion.ended(good, ProposalStatus.PROPOSAL_EXECUTED, "the scheduler executes the first proposal");
            motion.ended(
                    bad, ProposalStatus.PROPOSAL_FAILED, "a step beyond the parameter's bound fails, though it passed");
            stage.step(
                    "the floor now",
                    floor * 3 / 2,
                    stage.ask("fee/parameters", feeQuery(), feeParameters()).getFloor());
            felt(floor * 3 / 2);
        }

        /** The next payment's fee is its gas at the new floor. */
        private void felt(long floor) throws IOException, RpcException {
            Actor payer = stage.actor("stranger");
            stage.await(
                    "the base fee at its floor",
                    () -> stage.ask(
                                            "fee/baseFee",
                                            BaseFeeQuery.getDefaultInstance(),
                                            BaseFeeResult.getDefaultInstance())
                                    .getPay()
                            == floor);
            Outcome paid = stage.send(
                    payer,
                    Send.newBuilder()
                            .setTo(stage.actor("proposer").bytes())
                            .setAmount(Stage.ixi(1))
                            .build());
            long gas = Long.parseLong(paid.receipt().path("gas").asString());
            stage.step("a payment costs its gas at the new floor", Amount.of(gas * floor), paid.fee());
        }

        private static io.ixi.vm.economy.fee.proto.ParametersQuery feeQuery() {
            return io.ixi.vm.economy.fee.proto.ParametersQuery.getDefaultInstance();
        }

        private static io.ixi.vm.economy.fee.proto.Parameters feeParameters() {
            return io.ixi.vm.economy.fee.proto.Parameters.getDefaultInstance();
        }

        private static Message change(long floor) {
            return SetParameter.newBuilder()
                    .setModule("fee")
                    .setName("floor")
                    .setValue(floor)
                    .build();
        }

        private ByteString propose(String what, Message change) throws IOException, RpcException {
            return motion.propose(what, stage.actor("proposer"), change);
        }
    }
}
