package io.ixi.testnet.scenario;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.cli.RpcClient;
import io.ixi.cli.RpcException;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.economy.governance.proto.ProposalStatus;
import io.ixi.vm.economy.governance.proto.VoteOption;
import io.ixi.vm.economy.staking.StakingModule;
import io.ixi.vm.economy.staking.proto.Delegate;
import io.ixi.vm.economy.staking.proto.GenesisState;
import io.ixi.vm.economy.staking.proto.MemberInfo;
import io.ixi.vm.economy.staking.proto.Parameters;
import io.ixi.vm.economy.staking.proto.RemoveValidator;
import io.ixi.vm.economy.staking.proto.SetQuery;
import io.ixi.vm.economy.staking.proto.SetResult;
import io.ixi.vm.economy.staking.proto.Undelegate;
import java.io.IOException;
import java.util.List;

/**
 * The set of validators changes while the network runs: a new node joins by stake and proposes blocks, those who stake
 * vote another one out, and the new one leaves by taking its stake back. All of them follow on.
 */
final class SetChange implements Scenario {
    private static final int EPOCH_BLOCKS = 10;
    private static final int UNBONDING_S = 60;
    private static final long BOND = 50_000;
    private static final long STAKE = 60_000;

    @Override
    public String name() {
        return "set-change";
    }

    @Override
    public List<String> cast() {
        return List.of("operator", "delegator", "stranger");
    }

    @Override
    public void found(GenesisEdit genesis) {
        genesis.module("staking", GenesisState.getDefaultInstance(), state -> {
            Parameters.Builder parameters =
                    (state.hasParameters() ? state.getParameters() : StakingModule.DEFAULTS).toBuilder();
            return state.toBuilder()
                    .setParameters(parameters.setEpochBlocks(EPOCH_BLOCKS).setUnbondingS(UNBONDING_S))
                    .build();
        });
        Motion.soon(genesis);
        genesis.heartbeat(200);
    }

    @Override
    public void play(Stage stage) throws IOException, RpcException {
        stage.network();
        new Play(stage, new Motion(stage)).all();
    }

    /** One run. */
    private static final class Play {
        private final Stage stage;
        private final Motion motion;
        private final Candidate candidate;

        Play(Stage stage, Motion motion) {
            this.stage = stage;
            this.motion = motion;
            this.candidate = new Candidate(stage.actor("operator"));
        }

        void all() throws IOException, RpcException {
            List<MemberInfo> first = set();
            int size = first.size();
            RpcClient newcomer = stage.invite("newcomer", candidate.seed());
            stage.step("a node starts that the genesis does not name: it has no vote", -1, place(newcomer));
            joins(newcomer, size);
            RpcClient last = stage.nodes().get(size - 1);
            ByteString leaver = first.get(place(last)).getValidator();
            votedOut(leaver, last, size);
            leaves(newcomer, size - 1);
            goesOn(newcomer, "the newcomer follows on");
            goesOn(last, "the one voted out follows on");
            Outcome paid = stage.send(
                    stage.actor("stranger"),
                    Send.newBuilder()
                            .setTo(candidate.operator().bytes())
                            .setAmount(Stage.ixi(1))
                            .build());
            stage.step("a payment is final on the smaller network", "OK", paid);
        }

        private void joins(RpcClient newcomer, int size) throws IOException, RpcException {
            ByteString operator = candidate.operator().bytes();
            Message create = candidate.create(stage.chain(), BOND);
            stage.step("its operator stakes 50,000", "OK", stage.send(candidate.operator(), create));
            stage.await("the newcomer in the set", () -> has(operator));
            stage.step("validators of the epoch", size + 1, set().size());
            stage.await("the newcomer's vote", () -> place(newcomer) >= 0);
            stage.step("the newcomer's place in its own eyes", size, place(newcomer));
            long[] blocks = new long[1];
            stage.await("a block of the newcomer", () -> {
                blocks[0] = proposed(operator);
                return blocks[0] > 0;
            });
            stage.step("a block that it proposed is final", true, blocks[0] > 0);
        }

        private void votedOut(ByteString leaver, RpcClient node, int size) throws IOException, RpcException {
            Actor delegator = stage.actor("delegator");
            Delegate stake = Delegate.newBuilder()
                    .setValidator(set().getFirst().getValidator())
                    .setAmount(Stage.ixi(STAKE))
                    .build();
            stage.step("somebody stakes", "OK", stage.send(delegator, stake));
            Message removal = RemoveValidator.newBuilder().setValidator(leaver).build();
            stage.step("a stranger removes a validator alone", "NOT_OWNER", stage.send(stranger(), removal));
            ByteString proposal = motion.propose("proposal: remove the last validator", stranger(), removal);
            Message yes = Motion.vote(proposal, VoteOption.VOTE_YES);
            stage.step("who stakes votes yes", "OK", stage.send(delegator, yes));
            motion.ended(proposal, ProposalStatus.PROPOSAL_EXECUTED, "the scheduler executes it");
            stage.await("a set without it", () -> !has(leaver));
            stage.step(
                    "validators of the epoch, the newcomer among them",
                    size + " true",
                    set().size() + " " + has(candidate.operator().bytes()));
            stage.await("its last vote", () -> place(node) == -1);
            stage.step("the one voted out has no vote in its own eyes", -1, place(node));
        }

        private void leaves(RpcClient newcomer, int size) throws IOException, RpcException {
            Message undelegate = Undelegate.newBuilder()
                    .setValidator(candidate.operator().bytes())
                    .setAmount(Stage.ixi(BOND))
                    .build();
            stage.step(
                    "the newcomer's operator takes its stake back", "OK", stage.send(candidate.operator(), undelegate));
            stage.await(
                    "a set without the newcomer",
                    () -> !has(candidate.operator().bytes()));
            stage.step("validators of the epoch", size, set().size());
            stage.await("the newcomer's last vote", () -> place(newcomer) == -1);
            stage.step("the newcomer has no vote in its own eyes", -1, place(newcomer));
        }

        private Actor stranger() {
            return stage.actor("stranger");
        }

        private void goesOn(RpcClient node, String what) throws IOException, RpcException {
            long target = stage.height() + EPOCH_BLOCKS;
            stage.await(what, () -> height(node) >= target);
            stage.step(what, true, height(node) >= target);
        }

        private static long height(RpcClient node) throws IOException, RpcException {
            return Long.parseLong(node.call("ixi_status").path("height").asString());
        }

        /** Its index in the set as it sees it; -1: it follows only. */
        private static int place(RpcClient node) throws IOException, RpcException {
            return node.call("ixi_status").path("validator").asInt(-1);
        }

        private List<MemberInfo> set() throws IOException, RpcException {
            return stage.ask("staking/set", SetQuery.getDefaultInstance(), SetResult.getDefaultInstance())
                    .getCurrentList();
        }

        private boolean has(ByteString operator) throws IOException, RpcException {
            return set().stream().anyMatch(member -> member.getValidator().equals(operator));
        }

        private long proposed(ByteString operator) throws IOException, RpcException {
            return set().stream()
                    .filter(member -> member.getValidator().equals(operator))
                    .mapToLong(MemberInfo::getProposed)
                    .sum();
        }
    }
}
