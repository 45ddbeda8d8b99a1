package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.accounts.proto.GenesisState;
import io.ixi.vm.economy.accounts.proto.SetRecovery;
import io.ixi.vm.economy.accounts.proto.Settings;
import io.ixi.vm.economy.governance.proto.Proposal;
import io.ixi.vm.economy.governance.proto.ProposalQuery;
import io.ixi.vm.economy.governance.proto.ProposalSubmitted;
import io.ixi.vm.economy.governance.proto.SetParameter;
import io.ixi.vm.economy.governance.proto.SubmitProposal;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.ParamSpec;
import io.ixi.vm.kernel.module.QuerySpec;
import io.ixi.vm.kernel.proto.Genesis;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.proto.ModuleGenesis;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Draft;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What governance may set is there to be asked for, and genesis may say it; the kill switch and proposals' deposits.
 */
class ParametersTest {
    private static final int BOB = StakingChain.OPERATORS;
    private static final long FIRST_DEPOSIT = 100_000_000;

    private static TestChain chain(Settings settings) {
        ModuleGenesis accounts = ModuleGenesis.newBuilder()
                .setModule("accounts")
                .setState(
                        GenesisState.newBuilder().setSettings(settings).build().toByteString())
                .build();
        Genesis genesis = TestChain.genesis(3, Amount.of(1_000_000_000_000L)).toBuilder()
                .addModules(accounts)
                .build();
        return new TestChain(genesis, List.of());
    }

    private static SetRecovery recovery(long delay) {
        return SetRecovery.newBuilder()
                .addGuardians(TestChain.account(1).toByteString())
                .setNeeded(1)
                .setDelayS(delay)
                .build();
    }

    /**
     * A module with parameters has a query that says all of them, each with the value that governance would step from.
     */
    @ParameterizedTest
    @ValueSource(strings = {"fee", "staking", "governance"})
    void everyParameterIsAnswered(String module) {
        TestChain chain = new StakingChain().chain;
        QuerySpec query =
                chain.executor.registry().query(module + "/parameters").orElseThrow();
        Message answer = chain.ask(module + "/parameters", query.params(), query.result());
        List<ParamSpec> own = chain.executor.registry().parameters().stream()
                .filter(spec -> spec.module().equals(module))
                .toList();
        assertThat(own).isNotEmpty();
        for (ParamSpec spec : own) {
            Object value = answer.getField(answer.getDescriptorForType().findFieldByName(spec.name()));
            assertThat(((Number) value).longValue()).as(spec.name()).isEqualTo(spec.get(new Overlay(chain.state)));
            assertThat(((Number) value).longValue()).as(spec.name()).isBetween(spec.min(), spec.max());
        }
    }

    @Test
    void aGenesisMayShortenTheDelayOfRecoveries() {
        TestChain chain = chain(Settings.newBuilder().setMinRecoveryDelayS(60).build());
        assertThat(chain.outcome(0, recovery(59))).isEqualTo("BAD_RECOVERY");
        assertThat(chain.outcome(0, recovery(60))).isEqualTo("OK");
    }

    @Test
    void aGenesisWithoutADelayIsRefused() {
        assertThatThrownBy(() -> chain(Settings.getDefaultInstance()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("min_recovery_delay_s");
    }

    private static ByteString propose(TestChain chain, long deposit) {
        SetParameter change = SetParameter.newBuilder()
                .setModule("fee")
                .setName("floor")
                .setValue(1_500)
                .build();
        SubmitProposal proposal = SubmitProposal.newBuilder()
                .setTextHash(ByteString.copyFrom(new byte[Hash.BYTES]))
                .setDeposit(TestChain.amount(deposit))
                .addMessages(Draft.typed(change))
                .build();
        return ((ProposalSubmitted) chain.run(BOB, proposal).events().getFirst().body()).getProposal();
    }

    private static void cancel(TestChain chain, Overlay state, Hash ref) throws RejectedException {
        Context context = chain.context(state);
        Objects.requireNonNull(context.roles().orders().get(21)).cancel(context, TestChain.account(BOB), ref);
    }

    @Test
    void theKillSwitchTakesADepositBackWhileItGathers() throws RejectedException {
        TestChain chain = new StakingChain().chain;
        ByteString id = propose(chain, FIRST_DEPOSIT);
        Hash ref = Hash.sha256(id.toByteArray());
        Overlay state = new Overlay(chain.state);
        assertThat(chain.bank().held(state, TestChain.account(BOB), "", 21, ref))
                .isEqualTo(Amount.of(FIRST_DEPOSIT));
        cancel(chain, state, ref);
        assertThat(chain.bank().held(state, TestChain.account(BOB), "", 21, ref))
                .isEqualTo(Amount.ZERO);
        chain.executor.audit(state);
        Proposal left = (Proposal) chain.executor.query(
                chain.executor.registry().query("governance/proposal").orElseThrow(),
                ProposalQuery.newBuilder().setProposal(id).build(),
                state);
        assertThat(left.getDepositorsList()).isEmpty();
        assertThat(Amount.of(left.getDeposit())).isEqualTo(Amount.ZERO);
    }

    @Test
    void oncePeopleVoteTheDepositStays() {
        TestChain chain = new StakingChain().chain;
        Hash ref = Hash.sha256(propose(chain, 10 * FIRST_DEPOSIT).toByteArray());
        assertThatThrownBy(() -> cancel(chain, new Overlay(chain.state), ref))
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        e -> assertThat(e.rejection().code()).isEqualTo(KernelError.BAD_STATE_VALUE));
        assertThatThrownBy(() -> cancel(chain, new Overlay(chain.state), Hash.ZERO))
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        e -> assertThat(e.rejection().code()).isEqualTo(KernelError.NOT_FOUND_VALUE));
    }
}
