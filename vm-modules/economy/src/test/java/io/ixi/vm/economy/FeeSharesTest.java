package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.economy.fee.proto.GrantFee;
import io.ixi.vm.economy.fee.proto.QuotaQuery;
import io.ixi.vm.economy.fee.proto.QuotaResult;
import io.ixi.vm.economy.fee.proto.SetQuota;
import io.ixi.vm.economy.fee.proto.Totals;
import io.ixi.vm.economy.fee.proto.TotalsQuery;
import io.ixi.vm.economy.governance.GovernanceModule;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.AtLeast;
import io.ixi.vm.kernel.proto.BuilderFee;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.proto.Gate;
import io.ixi.vm.kernel.proto.GateClause;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Draft;
import io.ixi.vm.kernel.tx.Tx;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is paid besides, and who sends for nothing. */
class FeeSharesTest {
    private static final long FUNDS = 1_000_000_000_000L;
    private static final int BUILDER = 3;

    private final ToyModule toy = new ToyModule();
    private final TestChain chain = new TestChain(4, Amount.of(FUNDS), List.of(toy));

    /** What governance's decision would come to. */
    private String decided(Message decision) {
        toy.decree(decision);
        String outcome = chain.outcome(2, ToyModule.message(ToyModule.DECREE, GovernanceModule.ACCOUNT, 0, 0));
        TestChain.tried(decision.getDescriptorForType().getName(), outcome);
        return outcome;
    }

    /** A message of the SOCIAL lane. */
    private static Message chatter() {
        return ToyModule.message(ToyModule.COUNT, TestChain.account(0), 0, 30);
    }

    private static Send pay() {
        return Send.newBuilder()
                .setTo(TestChain.account(2).toByteString())
                .setAmount(TestChain.amount(1))
                .build();
    }

    private Amount free(Address account) {
        return chain.bank().free(new Overlay(chain.state), account, "");
    }

    private Totals totals() {
        return chain.ask("fee/totals", TotalsQuery.getDefaultInstance(), Totals.getDefaultInstance());
    }

    private Draft built(int account, int ppm) {
        long sequence = chain.executor.sequence(TestChain.account(account), chain.state);
        return chain.draft(account, sequence, pay())
                .with(body -> body.setBuilder(BuilderFee.newBuilder()
                        .setAccount(TestChain.account(BUILDER).toByteString())
                        .setPpm(ppm)));
    }

    private void refused(String name, Tx tx) {
        assertThatThrownBy(() -> chain.executor.execute(chain.next(), List.of(tx), chain.state))
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        e -> assertThat(e.rejection().name()).isEqualTo(name));
    }

    @Test
    void aBuilderIsPaidOnTopOfTheFeeAndNothingOfTheFeeIsLost() {
        Amount before = free(TestChain.account(BUILDER));
        Amount burned = Amount.of(totals().getBurned());
        Amount charged = Amount.of(totals().getCharged());
        Receipt receipt = chain.last(chain.decode(built(0, 100_000)));
        assertThat(receipt.succeeded()).isTrue();
        Amount own = receipt.fee().scaledDown(10, 11);
        Amount share = receipt.fee().minus(own);
        assertThat(share).isEqualTo(own.scaledDown(1, 10));
        assertThat(free(TestChain.account(BUILDER))).isEqualTo(before.plus(share));
        Totals totals = totals();
        assertThat(Amount.of(totals.getBuilders())).isEqualTo(share);
        assertThat(Amount.of(totals.getCharged()).minus(charged)).isEqualTo(receipt.fee());
        assertThat(Amount.of(totals.getBurned()).minus(burned)).isEqualTo(own.scaledDown(1, 2));
        chain.block();
        chain.last(chain.decode(built(0, 1)));
        chain.executor.audit(chain.state);
    }

    @Test
    void whatABuilderMayNotHave() {
        refused("BUILDER", chain.decode(built(0, 100_001)));
        refused("BUILDER", chain.decode(built(0, 0)));
        GrantFee grant = GrantFee.newBuilder()
                .setGrantee(TestChain.account(0).toByteString())
                .setLimit(TestChain.amount(FUNDS))
                .setPerTx(TestChain.amount(FUNDS))
                .setUntilMs(TestChain.START_MS * 2)
                .build();
        assertThat(chain.outcome(1, grant)).isEqualTo("OK");
        ByteString sponsor = TestChain.account(1).toByteString();
        refused("BUILDER", chain.decode(built(0, 1).with(body -> body.setSponsor(sponsor))));
        Draft modules = built(0, 1)
                .with(body -> body.setBuilder(BuilderFee.newBuilder()
                        .setAccount(Address.ofModule(3).toByteString())
                        .setPpm(1)));
        refused("BUILDER", chain.decode(modules));
    }

    private static Gate rich(long least) {
        return Gate.newBuilder()
                .addAnyOf(GateClause.newBuilder()
                        .addAllOf(Condition.newBuilder()
                                .setBalance(AtLeast.newBuilder().setAmount(TestChain.amount(least)))))
                .build();
    }

    private QuotaResult quota(int account) {
        return chain.ask(
                "fee/quota",
                QuotaQuery.newBuilder()
                        .setAccount(TestChain.account(account).toByteString())
                        .build(),
                QuotaResult.getDefaultInstance());
    }

    @Test
    void whoPassesTheGateSendsForNothingInTheSocialLaneWithinTheDay() {
        chain.run(
                1,
                Send.newBuilder()
                        .setTo(TestChain.account(2).toByteString())
                        .setAmount(TestChain.amount(FUNDS / 2))
                        .build());
        long gas = chain.tx(0, chatter()).gas();
        SetQuota set = SetQuota.newBuilder()
                .setGate(rich(FUNDS - FUNDS / 10))
                .setGasPerDay(2 * gas)
                .build();
        assertThat(chain.outcome(0, set)).isEqualTo("NOT_OWNER");
        assertThat(decided(set)).isEqualTo("OK");
        Message hold = ToyModule.message(ToyModule.HOLD, GovernanceModule.ACCOUNT, FUNDS / 4, 1);
        Message give = ToyModule.message(ToyModule.CAPTURE, GovernanceModule.ACCOUNT, FUNDS / 4, 1);
        assertThat(chain.outcome(2, hold, give)).isEqualTo("OK");
        Amount before = free(TestChain.account(0));
        Amount treasury = free(GovernanceModule.ACCOUNT);
        Receipt first = chain.last(chain.tx(0, chatter()));
        assertThat(free(TestChain.account(0))).isEqualTo(before);
        assertThat(first.succeeded()).isTrue();
        Amount back = first.fee().scaledDown(1, 10);
        assertThat(free(GovernanceModule.ACCOUNT))
                .isEqualTo(treasury.minus(first.fee()).plus(back));
        assertThat(quota(0).getUsed()).isEqualTo(chain.tx(0, chatter()).gas());
        assertThat(Amount.of(totals().getQuotas())).isEqualTo(first.fee());
        chain.last(chain.tx(0, chatter()));
        Receipt third = chain.last(chain.tx(0, chatter()));
        assertThat(free(TestChain.account(0))).isEqualTo(before.minus(third.fee()));
        Amount other = free(TestChain.account(1));
        Receipt outside = chain.last(chain.tx(1, chatter()));
        assertThat(free(TestChain.account(1))).isEqualTo(other.minus(outside.fee()));
        chain.pass(86_400_000);
        assertThat(quota(0).getUsed()).isZero();
        Amount nextDay = free(TestChain.account(0));
        chain.last(chain.tx(0, chatter()));
        assertThat(free(TestChain.account(0))).isEqualTo(nextDay);
        Receipt mixed = chain.last(chain.tx(0, chatter(), pay()));
        assertThat(free(TestChain.account(0)))
                .isEqualTo(nextDay.minus(mixed.fee()).minus(Amount.of(1)));
        chain.executor.audit(chain.state);
    }

    @Test
    void whatIsNoQuota() {
        assertThat(decided(SetQuota.newBuilder().setGasPerDay(1).build())).isEqualTo("BAD_QUOTA");
        assertThat(decided(SetQuota.newBuilder()
                        .setGasPerDay(10_000_001)
                        .setGate(rich(1))
                        .build()))
                .isEqualTo("BAD_QUOTA");
        assertThat(decided(SetQuota.newBuilder()
                        .setGasPerDay(1)
                        .setGate(Gate.getDefaultInstance())
                        .build()))
                .isEqualTo("BAD_GATE");
        assertThat(decided(SetQuota.getDefaultInstance())).isEqualTo("OK");
    }
}
