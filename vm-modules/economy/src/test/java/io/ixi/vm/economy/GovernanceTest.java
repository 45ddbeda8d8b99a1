package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.economy.fee.proto.AssetsQuery;
import io.ixi.vm.economy.fee.proto.AssetsResult;
import io.ixi.vm.economy.fee.proto.SetFeeAsset;
import io.ixi.vm.economy.governance.GovernanceModule;
import io.ixi.vm.economy.governance.proto.Deposit;
import io.ixi.vm.economy.governance.proto.Execute;
import io.ixi.vm.economy.governance.proto.OpenQuery;
import io.ixi.vm.economy.governance.proto.OpenResult;
import io.ixi.vm.economy.governance.proto.PauseModule;
import io.ixi.vm.economy.governance.proto.PlanUpgrade;
import io.ixi.vm.economy.governance.proto.Proposal;
import io.ixi.vm.economy.governance.proto.ProposalQuery;
import io.ixi.vm.economy.governance.proto.ProposalStatus;
import io.ixi.vm.economy.governance.proto.ProposalSubmitted;
import io.ixi.vm.economy.governance.proto.ResumeModule;
import io.ixi.vm.economy.governance.proto.SetParameter;
import io.ixi.vm.economy.governance.proto.SpendTreasury;
import io.ixi.vm.economy.governance.proto.SubmitProposal;
import io.ixi.vm.economy.governance.proto.Vote;
import io.ixi.vm.economy.governance.proto.VoteOption;
import io.ixi.vm.economy.staking.proto.Delegate;
import io.ixi.vm.economy.staking.proto.RemoveValidator;
import io.ixi.vm.economy.staking.proto.Undelegate;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.module.ParamSpec;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Draft;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Proposals from deposit to execution. */
class GovernanceTest {
    private static final int BOB = StakingChain.OPERATORS;
    private static final int CAROL = BOB + 1;
    private static final long DEPOSIT = GovernanceModule.DEFAULTS.getMinDeposit();
    private static final long VOTING_MS = GovernanceModule.DEFAULTS.getVotingS() * 1_000;

    private final StakingChain staking = new StakingChain();
    private final TestChain chain = staking.chain;

    private static ByteString of(int account) {
        return TestChain.account(account).toByteString();
    }

    private static SubmitProposal.Builder submit(long deposit, Message... messages) {
        SubmitProposal.Builder submit = SubmitProposal.newBuilder()
                .setTextHash(ByteString.copyFrom(new byte[32]))
                .setDeposit(TestChain.amount(deposit));
        for (Message message : messages) {
            submit.addMessages(Draft.typed(message));
        }
        return submit;
    }

    private ByteString propose(long deposit, Message... messages) {
        Receipt receipt = chain.run(BOB, submit(deposit, messages).build());
        assertThat(chain.name(receipt.code())).isEqualTo("OK");
        return ((ProposalSubmitted) receipt.events().getFirst().body()).getProposal();
    }

    private static Vote vote(ByteString id, VoteOption option) {
        return Vote.newBuilder().setProposal(id).setOption(option).build();
    }

    private void expect(String outcome, int account, Message message) {
        assertThat(chain.outcome(account, message)).as(message.toString()).isEqualTo(outcome);
    }

    private Proposal proposal(ByteString id) {
        return chain.ask(
                "governance/proposal",
                ProposalQuery.newBuilder().setProposal(id).build(),
                Proposal.getDefaultInstance());
    }

    private void pass(ByteString id) {
        for (int i = 0; i < StakingChain.OPERATORS; i++) {
            expect("OK", i, vote(id, VoteOption.VOTE_YES));
        }
        chain.pass(VOTING_MS + 1_000);
        chain.block();
    }

    private long free(int account) {
        return chain.bank()
                .free(new Overlay(chain.state), TestChain.account(account), "")
                .toBigInteger()
                .longValueExact();
    }

    private long parameter(String module, String name) {
        ParamSpec spec = chain.executor.registry().parameter(module, name).orElseThrow();
        return spec.get(new Overlay(chain.state));
    }

    private static SetParameter set(String module, String name, long value) {
        return SetParameter.newBuilder()
                .setModule(module)
                .setName(name)
                .setValue(value)
                .build();
    }

    @Test
    void aProposalThatPassesChangesAParameter() {
        ByteString id = propose(DEPOSIT, set("fee", "burn_ppm", 600_000), set("staking", "max_validators", 60));
        OpenResult open = chain.ask("governance/open", OpenQuery.getDefaultInstance(), OpenResult.getDefaultInstance());
        assertThat(open.getProposals(0).getProposal()).isEqualTo(id);
        long before = free(BOB);
        pass(id);
        assertThat(proposal(id).getStatus()).isEqualTo(ProposalStatus.PROPOSAL_EXECUTED);
        assertThat(parameter("fee", "burn_ppm")).isEqualTo(600_000);
        assertThat(parameter("staking", "max_validators")).isEqualTo(60);
        assertThat(free(BOB)).isEqualTo(before + DEPOSIT);
        expect("VOTING_OPEN", CAROL, Execute.newBuilder().setProposal(id).build());
        chain.executor.audit(chain.state);
    }

    @Test
    void aStepTooFarFailsTheWholeProposal() {
        ByteString id = propose(DEPOSIT, set("fee", "burn_ppm", 600_000), set("fee", "treasury_ppm", 500_000));
        pass(id);
        assertThat(proposal(id).getStatus()).isEqualTo(ProposalStatus.PROPOSAL_FAILED);
        assertThat(parameter("fee", "burn_ppm")).isEqualTo(500_000);
        ByteString unknown = propose(DEPOSIT, set("fee", "nothing", 1));
        pass(unknown);
        assertThat(proposal(unknown).getStatus()).isEqualTo(ProposalStatus.PROPOSAL_FAILED);
    }

    @Test
    void nobodyElseDecides() {
        expect("NOT_OWNER", 0, set("fee", "burn_ppm", 500_001));
        expect(
                "NOT_OWNER",
                0,
                SpendTreasury.newBuilder()
                        .setTo(of(0))
                        .setAmount(TestChain.amount(1))
                        .build());
        expect(
                "NOT_OWNER",
                0,
                PauseModule.newBuilder().setModule("bank").setUntilMs(1).build());
        expect("NOT_OWNER", 0, ResumeModule.newBuilder().setModule("bank").build());
        expect(
                "NOT_OWNER",
                0,
                PlanUpgrade.newBuilder().setProtocol(2).setHeight(9_999).build());
    }

    @Test
    void shouldRejectProposals() {
        SetParameter one = set("fee", "burn_ppm", 500_001);
        expect("BAD_PROPOSAL", BOB, submit(DEPOSIT).build());
        expect(
                "BAD_PROPOSAL",
                BOB,
                submit(DEPOSIT)
                        .addMessages(Draft.typed(one).toBuilder().setType(65_000))
                        .build());
        expect(
                "BAD_PROPOSAL",
                BOB,
                submit(DEPOSIT)
                        .addMessages(Draft.typed(one, TestChain.account(0)))
                        .build());
        expect("DEPOSIT_LOW", BOB, submit(DEPOSIT / 10 - 1, one).build());
        expect("INSUFFICIENT_FREE", BOB, submit(StakingChain.FUNDS * 2, one).build());
        for (int i = 0; i < 16; i++) {
            propose(DEPOSIT / 10, one);
        }
        expect("TOO_MANY_PROPOSALS", BOB, submit(DEPOSIT, one).build());
    }

    @Test
    void votingBeginsWithTheWholeDeposit() {
        ByteString id = propose(DEPOSIT / 10, set("fee", "burn_ppm", 500_001));
        expect("BAD_STATE", 0, vote(id, VoteOption.VOTE_YES));
        Deposit more = Deposit.newBuilder()
                .setProposal(id)
                .setAmount(TestChain.amount(DEPOSIT))
                .build();
        expect(
                "NOT_FOUND",
                CAROL,
                more.toBuilder().setProposal(ByteString.copyFrom(new byte[20])).build());
        expect(
                "NOT_FOUND",
                CAROL,
                more.toBuilder().setProposal(ByteString.copyFrom(new byte[3])).build());
        expect("BAD_STATE", CAROL, more.toBuilder().clearAmount().build());
        expect(
                "INSUFFICIENT_FREE",
                CAROL,
                more.toBuilder().setAmount(Amount.MAX.toByteString()).build());
        for (int i = 0; i < 15; i++) {
            int depositor = i < BOB ? i : i + 1;
            expect(
                    "OK",
                    depositor,
                    more.toBuilder().setAmount(TestChain.amount(1)).build());
        }
        expect("TOO_MANY_PROPOSALS", 17, more);
        expect("OK", CAROL, more);
        expect("BAD_STATE", CAROL, more);
        expect("OK", 0, vote(id, VoteOption.VOTE_YES));
        expect("NO_STAKE", CAROL, vote(id, VoteOption.VOTE_YES));
        expect("NOT_FOUND", 0, vote(ByteString.EMPTY, VoteOption.VOTE_YES));
        expect("VOTING_OPEN", CAROL, Execute.newBuilder().setProposal(id).build());
        expect("NOT_FOUND", CAROL, Execute.getDefaultInstance());
        chain.pass(VOTING_MS + 1_000);
        chain.block();
        expect("BAD_STATE", 0, vote(id, VoteOption.VOTE_NO));
        chain.executor.audit(chain.state);
    }

    @Test
    void aProposalWithoutDepositIsOver() {
        ByteString id = propose(DEPOSIT / 10, set("fee", "burn_ppm", 500_001));
        long before = free(BOB);
        chain.pass(VOTING_MS + 1_000);
        chain.block();
        assertThat(proposal(id).getStatus()).isEqualTo(ProposalStatus.PROPOSAL_REJECTED);
        assertThat(free(BOB)).isEqualTo(before + DEPOSIT / 10);
    }

    @Test
    void votesFollowTheStake() {
        expect(
                "OK",
                BOB,
                Delegate.newBuilder()
                        .setValidator(of(0))
                        .setAmount(TestChain.amount(5_000))
                        .build());
        ByteString id = propose(DEPOSIT, set("fee", "burn_ppm", 500_001));
        expect("OK", BOB, vote(id, VoteOption.VOTE_YES));
        assertThat(Amount.of(proposal(id).getYes())).isEqualTo(Amount.of(5_000));
        expect("OK", BOB, vote(id, VoteOption.VOTE_NO));
        assertThat(proposal(id).getYes().isEmpty()).isTrue();
        assertThat(Amount.of(proposal(id).getNo())).isEqualTo(Amount.of(5_000));
        expect(
                "OK",
                BOB,
                Undelegate.newBuilder()
                        .setValidator(of(0))
                        .setAmount(TestChain.amount(3_000))
                        .build());
        assertThat(Amount.of(proposal(id).getNo())).isEqualTo(Amount.of(2_000));
        chain.executor.audit(chain.state);
    }

    @Test
    void withoutQuorumOrMajorityNothingHappens() {
        ByteString few = propose(DEPOSIT, set("fee", "burn_ppm", 500_001));
        expect("OK", 0, vote(few, VoteOption.VOTE_YES));
        ByteString split = propose(DEPOSIT, set("fee", "burn_ppm", 500_001));
        expect("OK", 0, vote(split, VoteOption.VOTE_YES));
        expect("OK", 1, vote(split, VoteOption.VOTE_NO));
        expect("OK", 2, vote(split, VoteOption.VOTE_ABSTAIN));
        long before = free(BOB);
        chain.pass(VOTING_MS + 1_000);
        chain.block();
        assertThat(proposal(few).getStatus()).isEqualTo(ProposalStatus.PROPOSAL_REJECTED);
        assertThat(proposal(split).getStatus()).isEqualTo(ProposalStatus.PROPOSAL_REJECTED);
        assertThat(free(BOB)).isEqualTo(before + 2 * DEPOSIT);
    }

    @Test
    void aVetoBurnsTheDeposit() {
        ByteString id = propose(DEPOSIT, set("fee", "burn_ppm", 500_001));
        for (int i = 0; i < 3; i++) {
            expect("OK", i, vote(id, VoteOption.VOTE_VETO));
        }
        long before = free(BOB);
        chain.pass(VOTING_MS + 1_000);
        chain.block();
        assertThat(proposal(id).getStatus()).isEqualTo(ProposalStatus.PROPOSAL_REJECTED);
        assertThat(free(BOB)).isEqualTo(before);
        chain.executor.audit(chain.state);
    }

    @Test
    void governanceSpendsListsRemovesAndPauses() {
        for (int i = 0; i < 30; i++) {
            chain.run(
                    BOB,
                    Send.newBuilder()
                            .setTo(of(CAROL))
                            .setAmount(TestChain.amount(1))
                            .build());
        }
        SpendTreasury spend = SpendTreasury.newBuilder()
                .setTo(of(CAROL))
                .setAmount(TestChain.amount(1_000))
                .build();
        long before = free(CAROL);
        ByteString id = propose(
                DEPOSIT,
                spend,
                SetFeeAsset.newBuilder().setAsset("EUR").setRate(1_000).build(),
                RemoveValidator.newBuilder().setValidator(of(3)).build(),
                PauseModule.newBuilder()
                        .setModule("sched")
                        .setUntilMs(TestChain.START_MS + VOTING_MS + 3_600_000)
                        .setReason("drill")
                        .build());
        pass(id);
        assertThat(proposal(id).getStatus()).isEqualTo(ProposalStatus.PROPOSAL_EXECUTED);
        assertThat(free(CAROL)).isEqualTo(before + 1_000);
        AssetsResult assets =
                chain.ask("fee/assets", AssetsQuery.getDefaultInstance(), AssetsResult.getDefaultInstance());
        assertThat(assets.getAssets(0).getRate()).isEqualTo(1_000);
        assertThat(chain.executor.paused(chain.state)).hasSize(1);
        chain.executor.audit(chain.state);
        ByteString resume =
                propose(DEPOSIT, ResumeModule.newBuilder().setModule("sched").build());
        pass(resume);
        assertThat(chain.executor.paused(chain.state)).isEmpty();
    }

    @Test
    void badDecisionsFail() {
        List<Message> bad = new ArrayList<>();
        bad.add(SpendTreasury.newBuilder().setTo(of(CAROL)).build());
        bad.add(SpendTreasury.newBuilder()
                .setTo(GovernanceModule.ACCOUNT.toByteString())
                .setAmount(TestChain.amount(1))
                .build());
        bad.add(SpendTreasury.newBuilder()
                .setTo(of(CAROL))
                .setAmount(Amount.MAX.toByteString())
                .build());
        bad.add(PauseModule.newBuilder()
                .setModule("governance")
                .setUntilMs(Long.MAX_VALUE)
                .build());
        bad.add(PauseModule.newBuilder().setModule("bank").setUntilMs(1).build());
        bad.add(ResumeModule.newBuilder().setModule("nothing").build());
        bad.add(PlanUpgrade.newBuilder().setProtocol(1).setHeight(100_000).build());
        bad.add(PlanUpgrade.newBuilder().setProtocol(2).setHeight(5).build());
        bad.add(SetFeeAsset.newBuilder().setAsset("NONE").setRate(1).build());
        List<ByteString> ids = new ArrayList<>();
        for (Message message : bad) {
            ids.add(propose(DEPOSIT, message));
        }
        for (ByteString id : ids) {
            for (int i = 0; i < 3; i++) {
                expect("OK", i, vote(id, VoteOption.VOTE_YES));
            }
        }
        chain.pass(VOTING_MS + 1_000);
        chain.block();
        for (ByteString id : ids) {
            assertThat(proposal(id).getStatus()).isEqualTo(ProposalStatus.PROPOSAL_FAILED);
        }
        chain.executor.audit(chain.state);
    }
}
