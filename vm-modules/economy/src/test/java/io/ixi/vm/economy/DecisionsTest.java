package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.economy.fee.proto.SetFeeAsset;
import io.ixi.vm.economy.governance.GovernanceModule;
import io.ixi.vm.economy.governance.proto.PauseModule;
import io.ixi.vm.economy.governance.proto.PlanUpgrade;
import io.ixi.vm.economy.governance.proto.ProposalEnded;
import io.ixi.vm.economy.governance.proto.ProposalStatus;
import io.ixi.vm.economy.governance.proto.ProposalSubmitted;
import io.ixi.vm.economy.governance.proto.ResumeModule;
import io.ixi.vm.economy.governance.proto.SetParameter;
import io.ixi.vm.economy.governance.proto.SpendTreasury;
import io.ixi.vm.economy.governance.proto.SubmitProposal;
import io.ixi.vm.economy.governance.proto.Vote;
import io.ixi.vm.economy.governance.proto.VoteOption;
import io.ixi.vm.economy.staking.proto.RemoveValidator;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Event;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Draft;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What governance decides and cannot carry out: it passed, failed with this error, and nothing of it stays. */
class DecisionsTest {
    private static final int BOB = StakingChain.OPERATORS;
    private static final long DEPOSIT = GovernanceModule.DEFAULTS.getMinDeposit();
    private static final long VOTING_MS = GovernanceModule.DEFAULTS.getVotingS() * 1_000;
    private static final long END = TestChain.START_MS + VOTING_MS;
    private static final long THREE_DAYS_MS = 72L * 3_600_000;

    private final TestChain chain = new StakingChain().chain;

    private static SetParameter set(String module, String name, long value) {
        return SetParameter.newBuilder()
                .setModule(module)
                .setName(name)
                .setValue(value)
                .build();
    }

    private static PauseModule pause(String module, long untilMs) {
        return PauseModule.newBuilder().setModule(module).setUntilMs(untilMs).build();
    }

    private static SpendTreasury spend(ByteString to, ByteString amount) {
        return SpendTreasury.newBuilder().setTo(to).setAmount(amount).build();
    }

    private static PlanUpgrade upgrade(int protocol, long height) {
        return PlanUpgrade.newBuilder().setProtocol(protocol).setHeight(height).build();
    }

    /** What cannot be carried out, and why. */
    private static Map<Message, String> decisions() {
        ByteString bob = TestChain.account(BOB).toByteString();
        Map<Message, String> all = new LinkedHashMap<>();
        all.put(set("fee", "no_such", 1), "NO_PARAMETER");
        all.put(set("no-module", "floor", 1), "NO_PARAMETER");
        all.put(set("fee", "burn_ppm", 600_001), "BAD_PARAM_STEP");
        all.put(set("fee", "floor", 0), "BAD_PARAM_STEP");
        all.put(set("governance", "threshold_ppm", 499_999), "BAD_PARAM_STEP");
        all.put(pause("no-module", END + 1_000_000), "NO_MODULE");
        all.put(pause("governance", END + 1_000_000), "NO_MODULE");
        all.put(pause("bank", END - 1_000_000), "LIMIT");
        all.put(pause("bank", END + 2 * THREE_DAYS_MS), "LIMIT");
        all.put(ResumeModule.newBuilder().setModule("no-module").build(), "NO_MODULE");
        all.put(upgrade(1, 1_000_000), "BAD_UPGRADE");
        all.put(upgrade(2, 8), "BAD_UPGRADE");
        all.put(spend(bob, ByteString.EMPTY), "BAD_STATE");
        all.put(spend(Address.ofModule(4).toByteString(), TestChain.amount(1)), "BAD_STATE");
        all.put(spend(bob, Amount.MAX.toByteString()), "INSUFFICIENT_FREE");
        all.put(SetFeeAsset.newBuilder().setAsset("NONE").setRate(1).build(), "NO_FEE_ASSET");
        all.put(RemoveValidator.newBuilder().setValidator(bob).build(), "NO_VALIDATOR");
        return all;
    }

    private static ProposalEnded ended(Executed block) {
        for (Receipt receipt : block.receipts()) {
            for (Event event : receipt.events()) {
                if (event.body() instanceof ProposalEnded end) {
                    return end;
                }
            }
        }
        throw new AssertionError("no proposal ended");
    }

    @Test
    void theyPassAndFail() {
        decisions().forEach((decision, error) -> new DecisionsTest().passesAndFails(decision, error));
    }

    private void passesAndFails(Message decision, String error) {
        SubmitProposal proposal = SubmitProposal.newBuilder()
                .setTextHash(ByteString.copyFrom(new byte[32]))
                .setDeposit(TestChain.amount(DEPOSIT))
                .addMessages(Draft.typed(set("fee", "floor", 1_001)))
                .addMessages(Draft.typed(decision))
                .build();
        Receipt submitted = chain.run(BOB, proposal);
        ByteString id = ((ProposalSubmitted) submitted.events().getFirst().body()).getProposal();
        for (int i = 0; i < StakingChain.OPERATORS; i++) {
            Vote yes = Vote.newBuilder()
                    .setProposal(id)
                    .setOption(VoteOption.VOTE_YES)
                    .build();
            assertThat(chain.outcome(i, yes)).isEqualTo("OK");
        }
        ProposalEnded end = ended(chain.pass(VOTING_MS + 1_000));
        assertThat(end.getStatus()).isEqualTo(ProposalStatus.PROPOSAL_FAILED);
        assertThat(chain.name(end.getCode())).as(decision.toString()).isEqualTo(error);
        TestChain.tried(decision.getDescriptorForType().getName(), error);
        assertThat(chain.executor
                        .registry()
                        .parameter("fee", "floor")
                        .orElseThrow()
                        .get(new Overlay(chain.state)))
                .as("the first message of the proposal")
                .isEqualTo(1_000);
        chain.executor.audit(chain.state);
    }
}
