package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.economy.bank.proto.Burn;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.economy.fee.proto.Grant;
import io.ixi.vm.economy.fee.proto.GrantFee;
import io.ixi.vm.economy.fee.proto.GrantQuery;
import io.ixi.vm.economy.fee.proto.RevokeFee;
import io.ixi.vm.economy.fee.proto.SetFeeAsset;
import io.ixi.vm.economy.fee.proto.Totals;
import io.ixi.vm.economy.fee.proto.TotalsQuery;
import io.ixi.vm.economy.governance.GovernanceModule;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.CoSigner;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who pays: the account, a sponsor that signs, a sponsor that granted. */
class FeePayersTest {
    private static final long FUNDS = 1_000_000_000_000L;
    private static final int SPONSOR = 1;
    private static final ByteString SPONSOR_BYTES = TestChain.account(SPONSOR).toByteString();
    private static final Send PAY = Send.newBuilder()
            .setTo(TestChain.account(3).toByteString())
            .setAmount(TestChain.amount(1))
            .build();

    private final TestChain chain = new TestChain(4, Amount.of(FUNDS));

    private GrantFee.Builder grant() {
        return GrantFee.newBuilder()
                .setGrantee(TestChain.account(0).toByteString())
                .setLimit(TestChain.amount(FUNDS))
                .setPerTx(TestChain.amount(FUNDS))
                .setUntilMs(TestChain.START_MS + 3_600_000);
    }

    private Tx sponsored(long sequence, Message... messages) {
        return chain.decode(chain.draft(0, sequence, messages).with(body -> body.setSponsor(SPONSOR_BYTES)));
    }

    private long next() {
        return chain.executor.sequence(TestChain.account(0), chain.state);
    }

    private Amount free(Address account) {
        return chain.bank().free(new Overlay(chain.state), account, "");
    }

    private void refused(String name, Tx... transactions) {
        assertThatThrownBy(() -> chain.executor.execute(chain.next(), List.of(transactions), chain.state))
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        e -> assertThat(e.rejection().name()).isEqualTo(name));
    }

    @Test
    void aSponsorThatSignsPays() {
        Tx tx = chain.decode(chain.draft(0, 0, PAY)
                .with(body -> body.setSponsor(SPONSOR_BYTES)
                        .addCoSigners(
                                CoSigner.newBuilder().setAccount(SPONSOR_BYTES).setKey(TestChain.key(SPONSOR)))));
        Receipt receipt = chain.last(tx);
        assertThat(free(TestChain.account(SPONSOR))).isEqualTo(Amount.of(FUNDS).minus(receipt.fee()));
        assertThat(free(TestChain.account(0))).isEqualTo(Amount.of(FUNDS - 1));
    }

    @Test
    void aGrantPaysWithinItsLimits() {
        refused("GRANT_EXHAUSTED", sponsored(0, PAY));
        Amount fee = chain.decode(chain.draft(0, 0, PAY)).units().total() == 0
                ? Amount.ZERO
                : chain.executor.prices(chain.state).fee(sponsored(0, PAY).units());
        long one = fee.toBigInteger().longValueExact();
        assertThat(chain.outcome(
                        SPONSOR, grant().setPerTx(TestChain.amount(one - 1)).build()))
                .isEqualTo("OK");
        refused("GRANT_EXHAUSTED", sponsored(0, PAY));
        chain.run(SPONSOR, grant().setLimit(TestChain.amount(2 * one)).build());
        assertThat(chain.last(sponsored(0, PAY)).succeeded()).isTrue();
        assertThat(chain.last(sponsored(1, PAY)).succeeded()).isTrue();
        refused("GRANT_EXHAUSTED", sponsored(2, PAY));
        chain.run(
                SPONSOR,
                grant().setPerPeriod(TestChain.amount(one)).setPeriodS(60).build());
        assertThat(chain.last(sponsored(2, PAY)).succeeded()).isTrue();
        refused("GRANT_EXHAUSTED", sponsored(3, PAY));
        chain.pass(60_000);
        assertThat(chain.last(sponsored(3, PAY)).succeeded()).isTrue();
        chain.pass(3_600_000);
        refused("GRANT_EXHAUSTED", sponsored(4, PAY));
        chain.executor.audit(chain.state);
    }

    @Test
    void shouldRejectGrants() {
        assertThat(chain.outcome(SPONSOR, grant().setGrantee(SPONSOR_BYTES).build()))
                .isEqualTo("BAD_GRANT");
        assertThat(chain.outcome(SPONSOR, grant().clearLimit().build())).isEqualTo("BAD_GRANT");
        assertThat(chain.outcome(SPONSOR, grant().clearPerTx().build())).isEqualTo("BAD_GRANT");
        assertThat(chain.outcome(SPONSOR, grant().setUntilMs(1).build())).isEqualTo("BAD_GRANT");
        assertThat(chain.outcome(
                        SPONSOR,
                        grant().setPerPeriod(TestChain.amount(1)).setPeriodS(59).build()))
                .isEqualTo("BAD_GRANT");
    }

    @Test
    void aRevokedGrantPaysNothing() {
        RevokeFee revoke = RevokeFee.newBuilder()
                .setGrantee(TestChain.account(0).toByteString())
                .build();
        assertThat(chain.outcome(SPONSOR, revoke)).isEqualTo("NOT_FOUND");
        chain.run(SPONSOR, grant().build());
        assertThat(chain.outcome(SPONSOR, revoke)).isEqualTo("OK");
        refused("GRANT_EXHAUSTED", sponsored(0, PAY));
    }

    @Test
    void failuresUseASponsorUp() {
        chain.run(SPONSOR, grant().build());
        Burn tooMuch = Burn.newBuilder().setAmount(Amount.MAX.toByteString()).build();
        for (int i = 0; i < 9; i++) {
            assertThat(chain.last(sponsored(i, tooMuch)).succeeded()).isFalse();
        }
        refused("SPONSOR_RATE", sponsored(9, PAY));
        Grant left = chain.ask(
                "fee/grant",
                GrantQuery.newBuilder()
                        .setSponsor(SPONSOR_BYTES)
                        .setGrantee(TestChain.account(0).toByteString())
                        .build(),
                Grant.getDefaultInstance());
        assertThat(left.getFailures()).isEqualTo(9);
        assertThat(left.getUses()).isEqualTo(9);
    }

    @Test
    void aSponsorPaysFor50InABlock() {
        chain.run(SPONSOR, grant().build());
        List<Tx> many = new ArrayList<>();
        for (int i = 0; i < 51; i++) {
            many.add(sponsored(i, PAY));
        }
        refused("SPONSOR_RATE", many.toArray(Tx[]::new));
        chain.block(many.subList(0, 50));
        chain.block(many.get(50));
        assertThat(next()).isEqualTo(51);
    }

    @Test
    void onlyGovernanceListsAssets() {
        SetFeeAsset list = SetFeeAsset.newBuilder().setAsset("EUR").setRate(5).build();
        assertThat(chain.outcome(0, list)).isEqualTo("NOT_OWNER");
        Tx inEuro = chain.decode(chain.draft(0, 1, PAY).with(body -> body.setFeeAsset("EUR")));
        refused("NO_FEE_ASSET", inEuro);
    }

    @Test
    void feesAreBurnedGivenToTheTreasuryAndCollected() {
        Receipt receipt = chain.run(0, PAY);
        long fee = receipt.fee().toBigInteger().longValueExact();
        Totals totals = chain.ask("fee/totals", TotalsQuery.getDefaultInstance(), Totals.getDefaultInstance());
        assertThat(Amount.of(totals.getCharged())).isEqualTo(Amount.of(fee));
        assertThat(Amount.of(totals.getBurned())).isEqualTo(Amount.of(fee / 2));
        assertThat(Amount.of(totals.getTreasury())).isEqualTo(Amount.of(fee / 10));
        assertThat(free(GovernanceModule.ACCOUNT)).isEqualTo(Amount.of(fee / 10));
    }
}
