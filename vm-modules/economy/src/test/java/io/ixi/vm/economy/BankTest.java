package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.bank.Bank;
import io.ixi.vm.economy.bank.proto.AssetCreated;
import io.ixi.vm.economy.bank.proto.AssetQuery;
import io.ixi.vm.economy.bank.proto.AssetResult;
import io.ixi.vm.economy.bank.proto.BalanceQuery;
import io.ixi.vm.economy.bank.proto.BalanceResult;
import io.ixi.vm.economy.bank.proto.BalancesQuery;
import io.ixi.vm.economy.bank.proto.BalancesResult;
import io.ixi.vm.economy.bank.proto.Burn;
import io.ixi.vm.economy.bank.proto.CreateAsset;
import io.ixi.vm.economy.bank.proto.MultiSend;
import io.ixi.vm.economy.bank.proto.Output;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.economy.bank.proto.SupplyQuery;
import io.ixi.vm.economy.bank.proto.SupplyResult;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.state.Overlay;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** One test for each "fails if" row of the bank's README, and what happens if nothing fails. */
class BankTest {
    private static final long FUNDS = 1_000_000_000_000L;
    private static final Address ALICE = TestChain.account(0);
    private static final Address BOB = TestChain.account(1);

    private final TestChain chain = new TestChain(3, Amount.of(FUNDS));

    private static Send.Builder send(long amount) {
        return Send.newBuilder().setTo(BOB.toByteString()).setAmount(TestChain.amount(amount));
    }

    private static Output output(int to, long amount) {
        return Output.newBuilder()
                .setTo(TestChain.account(to).toByteString())
                .setAmount(TestChain.amount(amount))
                .build();
    }

    private static CreateAsset.Builder create() {
        return CreateAsset.newBuilder().setSymbol("GOLD").setDecimals(3).setSupply(TestChain.amount(500));
    }

    private String created() {
        Receipt receipt = chain.run(0, create().build());
        return ((AssetCreated) receipt.events().getFirst().body()).getAsset();
    }

    private long free(Address account, String asset) {
        return amount(balance(account, asset).getFree());
    }

    private BalanceResult balance(Address account, String asset) {
        return chain.ask(
                "bank/balance",
                BalanceQuery.newBuilder()
                        .setAccount(account.toByteString())
                        .setAsset(asset)
                        .build(),
                BalanceResult.getDefaultInstance());
    }

    private static long amount(ByteString bytes) {
        return Amount.of(bytes).toBigInteger().longValueExact();
    }

    private void fails(String error, Message message) {
        assertThat(chain.outcome(0, message)).isEqualTo(error);
        chain.executor.audit(chain.state);
    }

    @Test
    void shouldRejectSendWhenAmountIsZero() {
        fails("ZERO_AMOUNT", send(1).clearAmount().build());
    }

    @Test
    void shouldRejectSendWhenReceiverIsAModule() {
        fails(
                "MODULE_ACCOUNT",
                send(1).setTo(Address.ofModule(3).toByteString()).build());
    }

    @Test
    void shouldRejectSendWhenAssetIsUnknown() {
        fails("UNKNOWN_ASSET", send(1).setAsset("GOLD").build());
    }

    @Test
    void shouldRejectSendWhenBalanceIsTooLow() {
        fails("INSUFFICIENT_FREE", send(FUNDS).build());
        fails("INSUFFICIENT_FREE", send(1).setAsset("EUR").build());
    }

    @Test
    void shouldMoveNothingWhenSentToOneself() {
        Receipt receipt = chain.run(0, send(1_000).setTo(ALICE.toByteString()).build());
        assertThat(receipt.succeeded()).isTrue();
        assertThat(free(ALICE, "")).isEqualTo(FUNDS - amount(receipt.fee().toByteString()));
        chain.executor.audit(chain.state);
    }

    @Test
    void shouldMoveAsOftenAsTheMessageStandsInTheTransaction() {
        Message message = send(1_000).build();
        Receipt receipt = chain.run(0, message, message, message);
        assertThat(receipt.succeeded()).isTrue();
        assertThat(free(BOB, "")).isEqualTo(FUNDS + 3_000);
        chain.executor.audit(chain.state);
    }

    @Test
    void shouldRejectMultiSendWhenThereIsNoOutput() {
        fails("NO_OUTPUTS", MultiSend.getDefaultInstance());
    }

    @Test
    void shouldRejectMultiSendWhenOneOutputFails() {
        fails(
                "INSUFFICIENT_FREE",
                MultiSend.newBuilder()
                        .addOutputs(output(1, 10))
                        .addOutputs(output(2, FUNDS))
                        .build());
        assertThat(free(BOB, "")).isEqualTo(FUNDS);
        fails(
                "ZERO_AMOUNT",
                MultiSend.newBuilder()
                        .addOutputs(output(1, 10))
                        .addOutputs(output(2, 0))
                        .build());
    }

    @Test
    void shouldPayEveryOutputOfAMultiSend() {
        assertThat(chain.outcome(
                        0,
                        MultiSend.newBuilder()
                                .addOutputs(output(1, 10))
                                .addOutputs(output(1, 20))
                                .addOutputs(output(7, 30))
                                .build()))
                .isEqualTo("OK");
        assertThat(free(BOB, "")).isEqualTo(FUNDS + 30);
        assertThat(free(TestChain.account(7), "")).isEqualTo(30);
    }

    @Test
    void shouldRejectCreateAssetWhenSymbolIsBad() {
        for (String symbol : new String[] {"", "A", "1A", "gold", "GO-LD"}) {
            fails("BAD_SYMBOL", create().setSymbol(symbol).build());
        }
    }

    @Test
    void shouldRejectCreateAssetWhenDecimalsAreTooMany() {
        fails("BAD_DECIMALS", create().setDecimals(19).build());
        fails("BAD_DECIMALS", create().setDecimals(-1).build());
    }

    @Test
    void shouldRejectCreateAssetWhenSupplyIsZero() {
        fails("ZERO_AMOUNT", create().clearSupply().build());
    }

    @Test
    void shouldGiveTheSupplyToTheIssuerUnderAnIdKnownBefore() {
        String asset = created();
        assertThat(asset)
                .isEqualTo("GOLD." + ObjectId.of("asset", ALICE, 0, 0).hex().substring(0, 16));
        assertThat(free(ALICE, asset)).isEqualTo(500);
        AssetResult result = chain.ask(
                "bank/asset", AssetQuery.newBuilder().setAsset(asset).build(), AssetResult.getDefaultInstance());
        assertThat(result.getIssuer()).isEqualTo(ALICE.toByteString());
        assertThat(result.getDecimals()).isEqualTo(3);
        chain.executor.audit(chain.state);
    }

    @Test
    void shouldRejectBurnWhenAmountIsZero() {
        fails("ZERO_AMOUNT", Burn.getDefaultInstance());
    }

    @Test
    void shouldRejectBurnWhenAssetIsUnknown() {
        fails(
                "UNKNOWN_ASSET",
                Burn.newBuilder().setAsset("X").setAmount(TestChain.amount(1)).build());
    }

    @Test
    void shouldRejectBurnWhenBalanceIsTooLow() {
        fails(
                "INSUFFICIENT_FREE",
                Burn.newBuilder().setAmount(TestChain.amount(FUNDS)).build());
    }

    @Test
    void shouldLowerTheSupplyByWhatIsBurned() {
        String asset = created();
        assertThat(chain.outcome(
                        0,
                        Burn.newBuilder()
                                .setAsset(asset)
                                .setAmount(TestChain.amount(120))
                                .build()))
                .isEqualTo("OK");
        SupplyResult supply = chain.ask(
                "bank/supply", SupplyQuery.newBuilder().setAsset(asset).build(), SupplyResult.getDefaultInstance());
        assertThat(amount(supply.getSupply())).isEqualTo(380);
        assertThat(amount(supply.getFree())).isEqualTo(380);
        chain.executor.audit(chain.state);
    }

    @Test
    void shouldHoldReleaseAndCapture() throws RejectedException {
        Overlay state = new Overlay(chain.state);
        Context context = chain.context(state);
        Bank bank = chain.bank();
        Hash ref = Hash.sha256(new byte[] {1});
        Amount free = bank.free(state, ALICE, "");
        bank.hold(context, ALICE, "", Amount.of(100), 9, ref);
        bank.hold(context, ALICE, "", Amount.of(50), 9, ref);
        assertThat(bank.free(state, ALICE, "")).isEqualTo(free.minus(Amount.of(150)));
        bank.release(context, ALICE, "", Amount.of(30), 9, ref);
        bank.capture(context, ALICE, BOB, "", Amount.of(40), 9, ref);
        assertThat(bank.free(state, ALICE, "")).isEqualTo(free.minus(Amount.of(120)));
        assertThat(bank.free(state, BOB, "")).isEqualTo(Amount.of(FUNDS + 40));
        chain.executor.audit(state);

        throwsError("INSUFFICIENT_HOLD", () -> bank.release(context, ALICE, "", Amount.of(81), 9, ref));
        throwsError("INSUFFICIENT_HOLD", () -> bank.capture(context, ALICE, BOB, "", Amount.of(1), 8, ref));
        throwsError("INSUFFICIENT_HOLD", () -> bank.release(context, ALICE, "", Amount.of(1), 9, Hash.ZERO));
        TestChain.tried("For other modules", "INSUFFICIENT_HOLD");
        throwsError("INSUFFICIENT_FREE", () -> bank.hold(context, ALICE, "", Amount.of(FUNDS), 9, ref));
        throwsError("UNKNOWN_ASSET", () -> bank.hold(context, ALICE, "X", Amount.of(1), 9, ref));
        throwsError("UNKNOWN_ASSET", () -> bank.move(state, ALICE, BOB, "X", Amount.of(1)));
        throwsError("INSUFFICIENT_FREE", () -> bank.burn(state, ALICE, "", Amount.of(FUNDS)));
        bank.release(context, ALICE, "", Amount.of(80), 9, ref);
        chain.executor.audit(state);
    }

    private static void throwsError(String name, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        e -> assertThat(e.rejection().name()).isEqualTo(name));
    }

    @Test
    void shouldPageThroughBalances() throws RejectedException {
        for (int i = 0; i < 5; i++) {
            chain.run(0, create().setSymbol("COIN" + i).build());
        }
        BalancesQuery.Builder query =
                BalancesQuery.newBuilder().setAccount(ALICE.toByteString()).setLimit(4);
        BalancesResult first = chain.ask("bank/balances", query.build(), BalancesResult.getDefaultInstance());
        assertThat(first.getBalancesCount()).isEqualTo(4);
        BalancesResult second = chain.ask(
                "bank/balances", query.setCursor(first.getNext()).build(), BalancesResult.getDefaultInstance());
        assertThat(second.getBalancesList())
                .extracting(BalanceResult::getAsset)
                .hasSize(2)
                .contains("ixi");
        assertThat(second.getNext().isEmpty()).isTrue();
        var spec = chain.executor.registry().query("bank/balances").orElseThrow();
        throwsError(
                "LIMIT", () -> chain.executor.query(spec, query.setLimit(101).build(), chain.state));
        throwsError("BAD_ADDRESS", () -> chain.executor.query(spec, BalancesQuery.getDefaultInstance(), chain.state));
    }

    @Test
    void shouldNotKnowAnAssetThatNobodyCreated() {
        var spec = chain.executor.registry().query("bank/asset").orElseThrow();
        throwsError(
                "UNKNOWN_ASSET",
                () -> chain.executor.query(
                        spec, AssetQuery.newBuilder().setAsset("X").build(), chain.state));
    }
}
