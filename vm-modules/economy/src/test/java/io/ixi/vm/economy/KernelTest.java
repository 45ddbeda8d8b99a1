package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.economy.bank.proto.Transfer;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.BlockLimits;
import io.ixi.vm.kernel.exec.Breaker;
import io.ixi.vm.kernel.exec.Built;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.exec.Versions;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Gates;
import io.ixi.vm.kernel.module.ParamSpec;
import io.ixi.vm.kernel.proto.AtLeast;
import io.ixi.vm.kernel.proto.CoSigner;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.proto.Gate;
import io.ixi.vm.kernel.proto.GateClause;
import io.ixi.vm.kernel.sched.proto.JobRun;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Draft;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the kernel offers to modules and asks of transactions. */
class KernelTest {
    private static final long FUNDS = 1_000_000_000_000L;
    private static final Address ALICE = TestChain.account(0);
    private static final Address BOB = TestChain.account(1);

    private TestChain chain = new TestChain(4, Amount.of(FUNDS), List.of(new ToyModule()));

    private static Message toy(int op, long amount, int ref) {
        return ToyModule.message(op, ALICE, amount, ref);
    }

    private static Send send(long amount) {
        return Send.newBuilder()
                .setTo(BOB.toByteString())
                .setAmount(TestChain.amount(amount))
                .build();
    }

    private long free(Address account) {
        return chain.bank()
                .free(new Overlay(chain.state), account, "")
                .toBigInteger()
                .longValueExact();
    }

    private void refused(String name, Tx... transactions) {
        assertThatThrownBy(() -> chain.executor.execute(chain.next(), List.of(transactions), chain.state))
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        e -> assertThat(e.rejection().name()).isEqualTo(name));
    }

    @Test
    void anOverflowFailsTheTransactionAndNotTheNode() {
        Receipt receipt = chain.run(0, send(1), toy(ToyModule.OVERFLOW, 0, 0));
        assertThat(chain.name(receipt.code())).isEqualTo("OVERFLOW");
        assertThat(receipt.messageIndex()).isEqualTo(1);
        assertThat(free(BOB)).isEqualTo(FUNDS);
    }

    @Test
    void severalPartiesSignOneTransaction() {
        Draft draft = chain.draft(0, 0, send(5))
                .with(body -> body.addMessages(Draft.typed(
                        Send.newBuilder()
                                .setTo(ALICE.toByteString())
                                .setAmount(TestChain.amount(7))
                                .build(),
                        BOB)));
        refused("NOT_SIGNED", chain.decode(draft));
        Draft both = draft.with(body -> body.addCoSigners(
                CoSigner.newBuilder().setAccount(BOB.toByteString()).setKey(TestChain.key(1))));
        Tx tx = chain.decode(both);
        Receipt receipt = chain.last(tx);
        assertThat(receipt.succeeded()).isTrue();
        assertThat(((Transfer) receipt.events().getLast().body()).getFrom()).isEqualTo(BOB.toByteString());
        assertThat(free(BOB)).isEqualTo(FUNDS + 5 - 7);
        assertThat(tx.gas()).isGreaterThan(chain.decode(draft).gas() + 149);
    }

    @Test
    void everyCoSignerNeedsASignature() {
        Draft both = chain.draft(0, 0, send(5))
                .with(body -> body.addCoSigners(
                        CoSigner.newBuilder().setAccount(BOB.toByteString()).setKey(TestChain.key(1))));
        var one = both.signed(
                io.ixi.vm.kernel.crypto.Scheme.ML_DSA_44, io.ixi.consensus.types.Bytes.wrap(new byte[2420]));
        assertThatThrownBy(() -> chain.executor.decode(one, chain.id)).hasMessageContaining("BAD_SIG");
        Draft twice = chain.draft(0, 0, send(5))
                .with(body -> body.addCoSigners(CoSigner.newBuilder().setKey(TestChain.key(0))));
        refused("KEY_MISMATCH", chain.decode(twice));
    }

    @Test
    void aPausedModuleStillLetsPeopleOut() {
        chain.run(0, toy(ToyModule.HOLD, 500, 1));
        chain.run(0, toy(ToyModule.PAUSE, 0, 0));
        assertThat(chain.executor.paused(chain.state)).hasSize(1);
        assertThat(chain.outcome(0, toy(ToyModule.HOLD, 1, 2))).isEqualTo("PAUSED");
        assertThat(chain.outcome(0, send(1))).isEqualTo("OK");
        assertThat(chain.outcome(0, ToyModule.leave(ToyModule.RELEASE, ALICE, 500, 1)))
                .isEqualTo("OK");
        chain.pass(Breaker.MAX_MS);
        assertThat(chain.outcome(0, toy(ToyModule.HOLD, 1, 2))).isEqualTo("OK");
    }

    @Test
    void aBrokenInvariantPausesItsModuleAndNotTheChain() {
        assertThat(chain.outcome(0, toy(ToyModule.BREAK, 0, 0))).isEqualTo("OK");
        assertThat(chain.outcome(0, toy(ToyModule.HOLD, 1, 1))).isEqualTo("PAUSED");
        assertThat(chain.outcome(0, send(1))).isEqualTo("OK");
        assertThat(chain.executor.audits(chain.state))
                .containsEntry("toy", "toy: broken")
                .containsEntry("bank", "");
    }

    @Test
    void aDepositComesBackAndATenthGoesToWhoeverTidiesUp() {
        assertThat(chain.outcome(0, toy(ToyModule.DEPOSIT, 900, 1))).isEqualTo("OK");
        Overlay state = new Overlay(chain.state);
        Amount deposit = chain.bank()
                .held(
                        state,
                        ALICE,
                        "",
                        ToyModule.ID,
                        io.ixi.vm.kernel.module.Deposits.ref(io.ixi.consensus.types.Bytes.wrap(
                                ToyModule.ref(1).toBytes())));
        assertThat(deposit).isEqualTo(Amount.of(1_000 * 100));
        long before = free(ALICE);
        Receipt receipt = chain.run(1, toy(ToyModule.UNDEPOSIT, 0, 1));
        assertThat(receipt.succeeded()).isTrue();
        assertThat(free(ALICE) - before).isEqualTo(90_000);
        assertThat(free(BOB))
                .isEqualTo(FUNDS + 10_000 - receipt.fee().toBigInteger().longValueExact());
        assertThat(chain.outcome(2, toy(ToyModule.DEPOSIT, Integer.MAX_VALUE, 2)))
                .isEqualTo("OK");
        assertThat(chain.outcome(2, toy(ToyModule.DEPOSIT, (FUNDS - free(TestChain.account(2))) / 50, 3)))
                .isIn("OK", "DEPOSIT");
        chain.executor.audit(chain.state);
    }

    @Test
    void anObjectsAccountCannotBeSentToNorKnownBefore() {
        Receipt receipt = chain.run(0, toy(ToyModule.OPEN, 50, 1));
        assertThat(receipt.succeeded()).isTrue();
        Address one = chain.context(new Overlay(chain.state)).newAddress(1, bytes(1));
        assertThat(one.isObject()).isTrue();
        chain.run(0, send(1));
        assertThat(chain.context(new Overlay(chain.state)).newAddress(1, bytes(1)))
                .isNotEqualTo(one);
        assertThat(chain.outcome(
                        0, send(1).toBuilder().setTo(one.toByteString()).build()))
                .isEqualTo("MODULE_ACCOUNT");
    }

    private static io.ixi.consensus.types.Bytes bytes(int n) {
        return io.ixi.consensus.types.Bytes.wrap(new byte[] {(byte) n});
    }

    private static Gate gate(Condition... conditions) {
        return Gate.newBuilder()
                .addAnyOf(GateClause.newBuilder().addAllAllOf(List.of(conditions)))
                .build();
    }

    private static Condition rich(long amount) {
        return Condition.newBuilder()
                .setBalance(AtLeast.newBuilder().setAmount(TestChain.amount(amount)))
                .build();
    }

    @Test
    void gatesAreAnyOfAllOfWithNegation() throws RejectedException {
        Context context = chain.context(new Overlay(chain.state));
        Condition poor = rich(FUNDS + 1).toBuilder().setNegated(true).build();
        assertThat(Gates.passes(context, gate(rich(FUNDS)), ALICE)).isTrue();
        assertThat(Gates.passes(context, gate(rich(FUNDS + 1)), ALICE)).isFalse();
        assertThat(Gates.passes(context, gate(rich(FUNDS), poor), ALICE)).isTrue();
        assertThat(Gates.passes(context, gate(rich(FUNDS), rich(FUNDS + 1)), ALICE))
                .isFalse();
        Gate either = Gate.newBuilder()
                .addAnyOf(GateClause.newBuilder().addAllOf(rich(FUNDS + 1)))
                .addAnyOf(GateClause.newBuilder().addAllOf(rich(1)))
                .build();
        assertThat(Gates.passes(context, either, ALICE)).isTrue();
        assertThat(Gates.passes(context, Gate.getDefaultInstance(), ALICE)).isFalse();
        Condition unknown = Condition.newBuilder().setReputation(1).build();
        assertThat(Gates.passes(context, gate(unknown), ALICE)).isFalse();
        assertThat(Gates.passes(
                        context, gate(unknown.toBuilder().setNegated(true).build()), ALICE))
                .isFalse();
        Gates.require(context, either);
        for (Gate bad : List.of(
                Gate.getDefaultInstance(),
                gate(),
                gate(unknown),
                Gate.newBuilder()
                        .addAnyOf(GateClause.newBuilder().addAllAllOf(java.util.Collections.nCopies(5, rich(1))))
                        .addAnyOf(GateClause.newBuilder().addAllAllOf(java.util.Collections.nCopies(4, rich(1))))
                        .build())) {
            assertThatThrownBy(() -> Gates.require(context, bad)).hasMessageContaining("BAD_GATE");
        }
        assertThatThrownBy(() -> context.require(gate(rich(FUNDS + 1)), ALICE)).hasMessageContaining("GATE_FAIL");
    }

    @Test
    void aFullLaneKeepsNobodyElseOut() {
        List<Tx> candidates = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            candidates.add(chain.decode(chain.draft(0, i, toy(20, 0, 1))));
        }
        for (int i = 0; i < 20; i++) {
            candidates.add(chain.decode(chain.draft(1, i, send(1))));
        }
        long one = candidates.getFirst().gas();
        BlockLimits limits = new BlockLimits(10_000_000, 40 * one, 1_000);
        Built built = chain.executor.build(chain.next(), candidates.iterator(), chain.state, limits);
        long pays = built.executed().transactions().stream()
                .filter(tx -> tx.account().equals(BOB))
                .count();
        assertThat(pays).isEqualTo(20);
        assertThat(built.executed().transactions().size()).isGreaterThan(35);
        assertThat(built.skipped()).isEmpty();
        chain.block(built.executed().transactions());
    }

    @Test
    void aMigrationRunsInPartsAndItsModuleWaits() {
        chain = new TestChain(4, Amount.of(FUNDS), List.of(new ToyModule(2)));
        for (int ref = 20; ref < 30; ref++) {
            chain.run(0, toy(20, 0, ref));
        }
        chain.run(0, toy(ToyModule.PLAN, 2, 2));
        assertThat(chain.executor.protocol(chain.state)).isEqualTo(1);
        assertThat(chain.outcome(0, toy(20, 0, 40))).isEqualTo("OK");
        assertThat(chain.executor.protocol(chain.state)).isEqualTo(2);
        assertThat(chain.outcome(0, toy(20, 0, 41))).isEqualTo("MIGRATING");
        chain.block();
        chain.block();
        chain.block();
        assertThat(Versions.of(chain.state, ToyModule.ID)).isEqualTo(2);
        assertThat(chain.outcome(0, toy(20, 0, 41))).isEqualTo("OK");
        Overlay state = new Overlay(chain.state);
        assertThat(ToyModule.row(state, 25)).isEqualTo(2);
        assertThat(ToyModule.row(state, 41)).isEqualTo(1);
    }

    @Test
    void rulesThatThisVersionDoesNotKnowStopTheNode() {
        chain.run(0, toy(ToyModule.PLAN, 9, 2));
        assertThatThrownBy(() -> chain.block())
                .isInstanceOf(BrokenInvariantException.class)
                .hasMessageContaining("needs protocol 9");
    }

    @Test
    void parametersComeFromDescriptors() {
        ParamSpec burn = chain.executor.registry().parameter("fee", "burn_ppm").orElseThrow();
        Overlay state = new Overlay(chain.state);
        assertThat(burn.get(state)).isEqualTo(500_000);
        assertThat(burn.allows(500_000, 600_000)).isTrue();
        assertThat(burn.allows(500_000, 600_001)).isFalse();
        assertThat(burn.allows(500_000, 1_000_001)).isFalse();
        burn.set(state, 450_000);
        assertThat(burn.get(state)).isEqualTo(450_000);
        assertThat(chain.executor.registry().parameter("kernel", "deposit_per_byte"))
                .isPresent();
    }

    @Test
    void theEventsOfABlocksEndAreInItsLastReceipt() {
        assertThat(chain.block().receipts()).isEmpty();
        Executed executed = chain.block(chain.tx(0, toy(ToyModule.SCHEDULE, 0, 1)));
        assertThat(executed.transactions()).hasSize(1);
        assertThat(executed.receipts()).hasSize(2);
        Receipt end = executed.receipts().getLast();
        assertThat(end.transaction()).isEqualTo(io.ixi.consensus.types.Hash.ZERO);
        JobRun run = (JobRun) end.events().getFirst().body();
        assertThat(chain.executor
                        .registry()
                        .event(end.events().getFirst().type())
                        .orElseThrow()
                        .notified(run))
                .containsExactly(ALICE);
        assertThat(executed.receiptsRoot()).isEqualTo(io.ixi.vm.kernel.exec.Receipts.root(executed.receipts()));
    }
}
