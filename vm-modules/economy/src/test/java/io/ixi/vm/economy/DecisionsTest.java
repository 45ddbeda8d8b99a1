package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
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
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Event;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Draft;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What governance decides and cannot carry out: it passed, failed with this error, and nothing of it stays. */
class DecisionsTest {
    private static final int BOB = StakingChain.OPERATORS;
    private static final long DEPOSIT = GovernanceModule.DEFAULTS.getMinDeposit();
    private static final long VOTING_MS = GovernanceModule.DEFAULTS.getVotingS() * 1_000;
    private static final long END = TestChain.GENESIS_TIME_MS + VOTING_MS;
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

    static Object[] decisions() {
        ByteString bob = TestChain.account(BOB).toByteString();
        return new Object[] {
            Arguments.of("NO_PARAMETER", set("fee", "no_such", 1)),
            Arguments.of("NO_PARAMETER", set("no-module", "floor", 1)),
            Arguments.of("BAD_PARAM_STEP", set("fee", "burn_ppm", 600_001)),
            Arguments.of("BAD_PARAM_STEP", set("fee", "floor", 0)),
            Arguments.of("BAD_PARAM_STEP", set("governance", "threshold_ppm", 499_999)),
            Arguments.of("NO_MODULE", pause("no-module", END + 1_000_000)),
            Arguments.of("NO_MODULE", pause("governance", END + 1_000_000)),
            Arguments.of("LIMIT", pause("bank", END - 1_000_000)),
            Arguments.of("LIMIT", pause("bank", END + 2 * THREE_DAYS_MS)),
            Arguments.of(
                    "NO_MODULE",
                    ResumeModule.newBuilder().setModule("no-module").build()),
            Arguments.of("BAD_UPGRADE", upgrade(1, 1_000_000)),
            Arguments.of("BAD_UPGRADE", upgrade(2, 8)),
            Arguments.of("BAD_STATE", spend(bob, ByteString.EMPTY)),
            Arguments.of("BAD_STATE", spend(Address.ofModule(4).toByteString(), TestChain.amount(1))),
            Arguments.of("INSUFFICIENT_FREE", spend(bob, Amount.MAX.toByteString())),
        };
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

    @ParameterizedTest
    @MethodSource("decisions")
    void itPassesAndFails(String error, Message decision) {
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
        assertThat(chain.name(end.getCode())).isEqualTo(error);
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
