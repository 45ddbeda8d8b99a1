package io.ixi.vm.creators;

import static io.ixi.vm.creators.Stage.CREATOR;
import static io.ixi.vm.creators.Stage.FAN;
import static io.ixi.vm.creators.Stage.HOUR;
import static io.ixi.vm.creators.Stage.NOTHING;
import static io.ixi.vm.creators.Stage.OTHER;
import static io.ixi.vm.creators.Stage.POOR;
import static io.ixi.vm.creators.Stage.rich;
import static io.ixi.vm.testkit.MemoryChain.EUR;
import static io.ixi.vm.testkit.MemoryChain.FUNDS;
import static io.ixi.vm.testkit.MemoryChain.address;
import static io.ixi.vm.testkit.MemoryChain.amount;
import static io.ixi.vm.testkit.MemoryChain.hash;
import static io.ixi.vm.testkit.MemoryChain.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.creators.proto.AccessReason;
import io.ixi.vm.creators.proto.BuyContent;
import io.ixi.vm.creators.proto.Channel;
import io.ixi.vm.creators.proto.ChannelChanged;
import io.ixi.vm.creators.proto.ChannelQuery;
import io.ixi.vm.creators.proto.ClaimVoucher;
import io.ixi.vm.creators.proto.CloseChannel;
import io.ixi.vm.creators.proto.CloseGoal;
import io.ixi.vm.creators.proto.ContentChanged;
import io.ixi.vm.creators.proto.CreateContent;
import io.ixi.vm.creators.proto.CreateGoal;
import io.ixi.vm.creators.proto.Donate;
import io.ixi.vm.creators.proto.ForgetContent;
import io.ixi.vm.creators.proto.Goal;
import io.ixi.vm.creators.proto.GoalChanged;
import io.ixi.vm.creators.proto.GoalQuery;
import io.ixi.vm.creators.proto.Invoice;
import io.ixi.vm.creators.proto.InvoiceQuery;
import io.ixi.vm.creators.proto.OpenChannel;
import io.ixi.vm.creators.proto.PayInvoice;
import io.ixi.vm.creators.proto.RemoveContent;
import io.ixi.vm.creators.proto.RemoveInvoice;
import io.ixi.vm.creators.proto.SetSplit;
import io.ixi.vm.creators.proto.Share;
import io.ixi.vm.creators.proto.TopUpChannel;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.kernel.proto.Gate;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Donations, content, invoices and channels. */
class PaymentTest {
    private static final byte[] CONTEXT = "IXI-voucher-v1".getBytes(StandardCharsets.US_ASCII);

    private final Stage stage = new Stage();

    private void expect(String outcome, int account, Message message) {
        stage.expect(outcome, account, message);
    }

    private static Donate.Builder donate(long amount) {
        return Donate.newBuilder().setTo(address(CREATOR)).setAsset(EUR).setAmount(amount(amount));
    }

    private static Share share(int account, int ppm) {
        return Share.newBuilder().setAccount(address(account)).setPpm(ppm).build();
    }

    @Test
    void donationsGoThroughTheSplitToTheLastCent() {
        SetSplit split = SetSplit.newBuilder()
                .addShares(share(5, 700_000))
                .addShares(share(6, 200_000))
                .addShares(share(7, 100_000))
                .build();
        expect(
                "BAD_SPLIT",
                CREATOR,
                split.toBuilder().setShares(1, share(5, 200_000)).build());
        expect("BAD_SPLIT", CREATOR, split.toBuilder().setShares(1, share(6, 0)).build());
        expect(
                "BAD_SPLIT",
                CREATOR,
                split.toBuilder().setShares(1, share(6, 200_001)).build());
        expect(
                "BAD_SPLIT",
                CREATOR,
                split.toBuilder()
                        .setShares(
                                1,
                                Share.newBuilder()
                                        .setAccount(Address.ofModule(2).toByteString())
                                        .setPpm(200_000))
                        .build());
        expect("OK", CREATOR, split);
        expect("OK", FAN, donate(10).build());
        assertThat(stage.eur(5)).isEqualTo(FUNDS + 7);
        assertThat(stage.eur(6)).isEqualTo(FUNDS + 2);
        assertThat(stage.eur(7)).isEqualTo(FUNDS + 1);
        expect("OK", FAN, donate(9).setNoteHash(hash("salt, thank you")).build());
        assertThat(stage.eur(5)).as("rounding goes to the first").isEqualTo(FUNDS + 7 + 8);
        assertThat(stage.eur(6)).isEqualTo(FUNDS + 2 + 1);
        assertThat(stage.eur(7)).isEqualTo(FUNDS + 1);
        expect("OK", CREATOR, SetSplit.getDefaultInstance());
        expect("OK", FAN, donate(5).build());
        assertThat(stage.eur(CREATOR)).isEqualTo(FUNDS + 5);
        expect("BAD_DONATION", FAN, donate(0).build());
        expect("BAD_DONATION", CREATOR, donate(5).build());
        expect("BAD_DONATION", FAN, donate(5).setGoal(NOTHING).build());
        expect("INSUFFICIENT_FREE", FAN, donate(FUNDS).build());
    }

    @Test
    void goalsCountWhatIsGivenForThem() {
        CreateGoal create = CreateGoal.newBuilder()
                .setAsset(EUR)
                .setTarget(amount(1_000))
                .setContentHash(hash("a piano"))
                .build();
        expect("BAD_DONATION", CREATOR, create.toBuilder().clearTarget().build());
        expect("BAD_DONATION", CREATOR, create.toBuilder().setAsset("GOLD").build());
        ByteString goal = stage.chain.event(GoalChanged.class, CREATOR, create).getGoal();
        expect("OK", FAN, donate(300).setGoal(goal).build());
        expect("OK", OTHER, donate(800).setGoal(goal).build());
        expect("BAD_DONATION", FAN, donate(5).setAsset("").setGoal(goal).build());
        expect(
                "BAD_DONATION",
                FAN,
                donate(5).setTo(address(OTHER)).setGoal(goal).build());
        GoalQuery query = GoalQuery.newBuilder().setGoal(goal).build();
        Goal raised = stage.chain.ask("creators/goal", query, Goal.getDefaultInstance());
        assertThat(Amount.of(raised.getRaised())).isEqualTo(Amount.of(1_100));
        assertThat(raised.getDonations()).isEqualTo(2);
        CloseGoal close = CloseGoal.newBuilder().setGoal(goal).build();
        expect("NOT_FOUND", CREATOR, close.toBuilder().setGoal(NOTHING).build());
        expect("NOT_OWNER", FAN, close);
        expect("OK", CREATOR, close);
        stage.poor(create);
    }

    @Test
    void contentIsForWhoPaid() {
        CreateContent.Builder create = CreateContent.newBuilder()
                .setBlobHash(hash("film"))
                .setForSale(true)
                .setAsset(EUR)
                .setPrice(amount(250));
        expect("BAD_CONTENT", CREATOR, create.clone().clearForSale().build());
        expect("BAD_CONTENT", CREATOR, create.clone().setPlan(NOTHING).build());
        expect("BAD_CONTENT", CREATOR, create.clone().setAsset("GOLD").build());
        expect(
                "BAD_GATE",
                CREATOR,
                create.clone().setGate(Gate.getDefaultInstance()).build());
        ByteString film =
                stage.chain.event(ContentChanged.class, CREATOR, create.build()).getContent();
        BuyContent buy = BuyContent.newBuilder()
                .setContent(film)
                .setExpectedPrice(amount(250))
                .build();
        expect("NOT_FOUND", FAN, buy.toBuilder().setContent(NOTHING).build());
        expect(
                "PRICE_OVER_CAP",
                FAN,
                buy.toBuilder().setExpectedPrice(amount(249)).build());
        expect("BOUGHT_ALREADY", CREATOR, buy);
        expect("OK", FAN, buy);
        expect("BOUGHT_ALREADY", FAN, buy);
        assertThat(stage.access(film, FAN).getReason()).isEqualTo(AccessReason.ACCESS_BOUGHT);
        assertThat(stage.access(film, OTHER).getAllowed()).isFalse();
        assertThat(stage.eur(CREATOR)).isEqualTo(FUNDS + 245);
        ByteString gated = stage.chain
                .event(
                        ContentChanged.class,
                        CREATOR,
                        create.clone().setGate(rich(FUNDS)).build())
                .getContent();
        expect("GATE_FAIL", FAN, buy.toBuilder().setContent(gated).build());
        ByteString plan = stage.planned(Stage.terms(5));
        ByteString closed = stage.chain
                .event(
                        ContentChanged.class,
                        CREATOR,
                        create.clone().clearForSale().setPlan(plan).build())
                .getContent();
        expect("BAD_STATE", FAN, buy.toBuilder().setContent(closed).build());
        expect("BAD_CONTENT", FAN, create.clone().setPlan(plan).build());
        ForgetContent forget = ForgetContent.newBuilder().setContent(film).build();
        expect("NOT_FOUND", OTHER, forget);
        expect("OK", FAN, forget);
        assertThat(stage.access(film, FAN).getAllowed()).isFalse();
        stage.spend(OTHER, 249);
        expect("INSUFFICIENT_FREE", OTHER, buy);
        stage.poor(create.build());
        stage.poor(buy);
        RemoveContent remove = RemoveContent.newBuilder().setContent(film).build();
        expect("NOT_FOUND", CREATOR, remove.toBuilder().setContent(NOTHING).build());
        expect("NOT_OWNER", FAN, remove);
        expect("OK", CREATOR, remove);
    }

    @Test
    void anInvoiceIsPaidOnce() {
        PayInvoice pay = PayInvoice.newBuilder()
                .setPayee(address(CREATOR))
                .setInvoice(hash("number 1"))
                .setAsset(EUR)
                .setAmount(amount(70))
                .setResourceHash(hash("GET /weather"))
                .build();
        expect("BAD_INVOICE", FAN, pay.toBuilder().clearAmount().build());
        expect("BAD_INVOICE", CREATOR, pay);
        expect("OK", FAN, pay);
        expect("ALREADY_PAID", FAN, pay);
        expect("ALREADY_PAID", OTHER, pay.toBuilder().setAmount(amount(1)).build());
        assertThat(stage.eur(CREATOR)).isEqualTo(FUNDS + 70);
        InvoiceQuery query = InvoiceQuery.newBuilder()
                .setPayee(address(CREATOR))
                .setInvoice(hash("number 1"))
                .build();
        Invoice receipt = stage.chain.ask("creators/invoice", query, Invoice.getDefaultInstance());
        assertThat(receipt.getPayer()).isEqualTo(address(FAN));
        assertThat(receipt.getResourceHash()).isEqualTo(hash("GET /weather"));
        PayInvoice next = pay.toBuilder().setInvoice(hash("number 2")).build();
        expect(
                "INSUFFICIENT_FREE",
                FAN,
                next.toBuilder().setAmount(amount(FUNDS)).build());
        stage.poor(next);
        RemoveInvoice remove =
                RemoveInvoice.newBuilder().setInvoice(hash("number 1")).build();
        expect("NOT_FOUND", FAN, remove);
        expect("OK", CREATOR, remove);
        expect("OK", FAN, pay);
    }

    private ClaimVoucher voucher(SigningKey key, ByteString channel, long cumulative) {
        byte[] message = PaymentHandlers.voucher(
                        stage.chain.id, Bytes.wrap(channel.toByteArray()), Amount.of(cumulative))
                .toBytes();
        return ClaimVoucher.newBuilder()
                .setChannel(channel)
                .setCumulative(amount(cumulative))
                .setSignature(ByteString.copyFrom(key.sign(CONTEXT, message, new byte[32])))
                .build();
    }

    @Test
    void aChannelPaysWhatWasSigned() {
        try (SigningKey key = SigningKey.fromSeed(Scheme.ML_DSA_44, new byte[32]);
                SigningKey wrong =
                        SigningKey.fromSeed(Scheme.ML_DSA_44, hash("wrong").toByteArray())) {
            OpenChannel open = OpenChannel.newBuilder()
                    .setPayee(address(CREATOR))
                    .setAsset(EUR)
                    .setCap(amount(1_000))
                    .setUntilMs(stage.chain.now() + HOUR)
                    .setVoucherKey(ByteString.copyFrom(key.publicKey().unsafeArray()))
                    .build();
            expect("BAD_CHANNEL", FAN, open.toBuilder().clearCap().build());
            expect("BAD_CHANNEL", CREATOR, open);
            expect("BAD_CHANNEL", FAN, open.toBuilder().setVoucherKey(NOTHING).build());
            expect("BAD_CHANNEL", FAN, open.toBuilder().setUntilMs(5).build());
            expect(
                    "BAD_CHANNEL",
                    FAN,
                    open.toBuilder().setUntilMs(Long.MAX_VALUE).build());
            expect(
                    "INSUFFICIENT_FREE",
                    FAN,
                    open.toBuilder().setCap(amount(FUNDS + 1)).build());
            stage.poor(open);
            ByteString channel =
                    stage.chain.event(ChannelChanged.class, FAN, open).getChannel();
            assertThat(stage.eur(FAN)).isEqualTo(FUNDS - 1_000);
            expect("NOT_FOUND", CREATOR, voucher(key, NOTHING, 5));
            expect("NOT_OWNER", OTHER, voucher(key, channel, 300));
            expect("BAD_VOUCHER", CREATOR, voucher(wrong, channel, 300));
            expect("VOUCHER_LOW", CREATOR, voucher(key, channel, 1_001));
            expect("OK", CREATOR, voucher(key, channel, 300));
            expect("VOUCHER_LOW", CREATOR, voucher(key, channel, 300));
            expect("OK", CREATOR, voucher(key, channel, 450));
            assertThat(stage.eur(CREATOR)).isEqualTo(FUNDS + 450);
            TopUpChannel top = TopUpChannel.newBuilder()
                    .setChannel(channel)
                    .setAmount(amount(500))
                    .setUntilMs(open.getUntilMs() + HOUR)
                    .build();
            expect("NOT_FOUND", FAN, top.toBuilder().setChannel(NOTHING).build());
            expect("NOT_OWNER", CREATOR, top);
            expect(
                    "BAD_CHANNEL",
                    FAN,
                    top.toBuilder().setUntilMs(open.getUntilMs() - 1).build());
            expect(
                    "INSUFFICIENT_FREE",
                    FAN,
                    top.toBuilder().setAmount(amount(FUNDS)).build());
            expect("OK", FAN, top);
            expect("OK", CREATOR, voucher(key, channel, 1_200));
            ChannelQuery query = ChannelQuery.newBuilder().setChannel(channel).build();
            assertThat(Amount.of(stage.chain
                            .ask("creators/channel", query, Channel.getDefaultInstance())
                            .getClaimed()))
                    .isEqualTo(Amount.of(1_200));
            CloseChannel close = CloseChannel.newBuilder().setChannel(channel).build();
            expect("NOT_FOUND", FAN, close.toBuilder().setChannel(NOTHING).build());
            expect("NOT_OWNER", OTHER, close);
            expect("BAD_STATE", FAN, close);
            stage.chain.pass(2 * HOUR);
            expect("BAD_STATE", CREATOR, voucher(key, channel, 1_300));
            expect("OK", FAN, close);
            assertThat(stage.eur(FAN)).isEqualTo(FUNDS - 1_200);
            ByteString second = stage.chain
                    .event(
                            ChannelChanged.class,
                            FAN,
                            open.toBuilder()
                                    .setUntilMs(stage.chain.now() + HOUR)
                                    .build())
                    .getChannel();
            expect("OK", CREATOR, CloseChannel.newBuilder().setChannel(second).build());
            stage.chain.run(CREATOR, send("", POOR, 5));
            assertThat(stage.eur(FAN)).isEqualTo(FUNDS - 1_200);
        }
    }
}
