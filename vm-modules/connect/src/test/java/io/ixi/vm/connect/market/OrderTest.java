package io.ixi.vm.connect.market;

import static io.ixi.vm.connect.market.Town.BUYER;
import static io.ixi.vm.connect.market.Town.DAY;
import static io.ixi.vm.connect.market.Town.FRIEND;
import static io.ixi.vm.connect.market.Town.HOUR;
import static io.ixi.vm.connect.market.Town.MONDAY;
import static io.ixi.vm.connect.market.Town.NOTHING;
import static io.ixi.vm.connect.market.Town.POOR;
import static io.ixi.vm.connect.market.Town.SELLER;
import static io.ixi.vm.connect.market.Town.STRANGER;
import static io.ixi.vm.connect.market.Town.TREASURY;
import static io.ixi.vm.connect.market.Town.accept;
import static io.ixi.vm.connect.market.Town.calendar;
import static io.ixi.vm.connect.market.Town.deliver;
import static io.ixi.vm.connect.market.Town.details;
import static io.ixi.vm.connect.market.Town.order;
import static io.ixi.vm.connect.market.Town.slot;
import static io.ixi.vm.connect.market.Town.terms;
import static io.ixi.vm.testkit.MemoryChain.EUR;
import static io.ixi.vm.testkit.MemoryChain.FUNDS;
import static io.ixi.vm.testkit.MemoryChain.address;
import static io.ixi.vm.testkit.MemoryChain.amount;
import static io.ixi.vm.testkit.MemoryChain.hash;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.connect.market.proto.AcceptQuote;
import io.ixi.vm.connect.market.proto.Calendar;
import io.ixi.vm.connect.market.proto.CancelOrder;
import io.ixi.vm.connect.market.proto.Confirm;
import io.ixi.vm.connect.market.proto.DeleteCalendar;
import io.ixi.vm.connect.market.proto.Line;
import io.ixi.vm.connect.market.proto.Listing;
import io.ixi.vm.connect.market.proto.ListingDetails;
import io.ixi.vm.connect.market.proto.ListingQuery;
import io.ixi.vm.connect.market.proto.MyOrdersQuery;
import io.ixi.vm.connect.market.proto.MyOrdersResult;
import io.ixi.vm.connect.market.proto.OfferQuote;
import io.ixi.vm.connect.market.proto.OrderState;
import io.ixi.vm.connect.market.proto.PlaceOrder;
import io.ixi.vm.connect.market.proto.PokeOrder;
import io.ixi.vm.connect.market.proto.Quote;
import io.ixi.vm.connect.market.proto.QuoteChanged;
import io.ixi.vm.connect.market.proto.QuoteQuery;
import io.ixi.vm.connect.market.proto.RefundPart;
import io.ixi.vm.connect.market.proto.RejectOrder;
import io.ixi.vm.connect.market.proto.RemoveOrder;
import io.ixi.vm.connect.market.proto.ReplyReview;
import io.ixi.vm.connect.market.proto.Reputation;
import io.ixi.vm.connect.market.proto.ReputationQuery;
import io.ixi.vm.connect.market.proto.Reschedule;
import io.ixi.vm.connect.market.proto.Review;
import io.ixi.vm.connect.market.proto.ReviewQuery;
import io.ixi.vm.connect.market.proto.StartService;
import io.ixi.vm.connect.market.proto.StoredReview;
import io.ixi.vm.connect.market.proto.WithdrawQuote;
import io.ixi.vm.kernel.proto.AtLeast;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.proto.Gate;
import io.ixi.vm.kernel.proto.GateClause;
import io.ixi.vm.kernel.tx.Tx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Orders from the first look to the last review. */
class OrderTest {
    private final Town town = new Town();

    private void expect(String outcome, int account, Message message) {
        town.expect(outcome, account, message);
    }

    private static CancelOrder cancel(ByteString order) {
        return CancelOrder.newBuilder().setOrder(order).build();
    }

    private static Confirm confirm(ByteString order) {
        return Confirm.newBuilder().setOrder(order).build();
    }

    private static PokeOrder poke(ByteString order) {
        return PokeOrder.newBuilder().setOrder(order).build();
    }

    private static RefundPart refund(ByteString order, long amount) {
        return RefundPart.newBuilder().setOrder(order).setAmount(amount(amount)).build();
    }

    @Test
    void anOrderHoldsMoneyUntilTheBuyerIsContent() {
        ByteString listing = town.listed(details(1_000).setAffiliatePpm(50_000));
        ByteString order = town.placed(BUYER, order(listing, 3).setAffiliate(address(FRIEND)));
        assertThat(town.eur(BUYER)).isEqualTo(FUNDS - 3_000);
        assertThat(town.chain
                        .ask(
                                "market/listing",
                                ListingQuery.newBuilder().setListing(listing).build(),
                                Listing.getDefaultInstance())
                        .getDetails()
                        .getStock())
                .isEqualTo(7);
        expect("NOT_FOUND", SELLER, accept(NOTHING));
        expect("NOT_PARTY", BUYER, accept(order));
        expect("BAD_STATE", SELLER, deliver(order));
        expect("BAD_STATE", BUYER, confirm(order));
        expect("OK", SELLER, accept(order));
        expect("BAD_STATE", SELLER, accept(order));
        StartService start = StartService.newBuilder().setOrder(order).build();
        expect("NOT_FOUND", SELLER, start.toBuilder().setOrder(NOTHING).build());
        expect("NOT_PARTY", STRANGER, start);
        expect("OK", SELLER, start);
        expect("BAD_STATE", SELLER, start);
        expect("NOT_FOUND", SELLER, deliver(NOTHING));
        expect("NOT_PARTY", BUYER, deliver(order));
        expect("OK", SELLER, deliver(order));
        expect("NOT_FOUND", BUYER, confirm(NOTHING));
        expect("NOT_PARTY", SELLER, confirm(order));
        expect("OK", BUYER, confirm(order));
        assertThat(town.state(order)).isEqualTo(OrderState.ORDER_COMPLETED);
        assertThat(town.eur(SELLER)).isEqualTo(FUNDS + 3_000 - 30 - 150);
        assertThat(town.eur(FRIEND)).isEqualTo(FUNDS + 150);
        assertThat(town.chain.free(TREASURY, EUR)).isEqualTo(30);
        MyOrdersQuery mine =
                MyOrdersQuery.newBuilder().setAccount(address(BUYER)).build();
        MyOrdersResult orders = town.chain.ask("market/myOrders", mine, MyOrdersResult.getDefaultInstance());
        assertThat(orders.getOrdersList()).hasSize(1);
        MyOrdersQuery selling =
                mine.toBuilder().setAccount(address(SELLER)).setSelling(true).build();
        assertThat(town.chain
                        .ask("market/myOrders", selling, MyOrdersResult.getDefaultInstance())
                        .getOrders(0)
                        .getId())
                .isEqualTo(order);
    }

    private static Gate balance(long eur) {
        return Gate.newBuilder()
                .addAnyOf(GateClause.newBuilder()
                        .addAllOf(Condition.newBuilder()
                                .setBalance(AtLeast.newBuilder().setAsset(EUR).setAmount(amount(eur)))))
                .build();
    }

    @Test
    void whatIsOrderedIsWhatWasSeen() {
        ByteString listing = town.listed(details(1_000));
        PlaceOrder.Builder good = order(listing, 1);
        expect(
                "BAD_ORDER",
                BUYER,
                PlaceOrder.newBuilder().setMaxTotal(amount(5)).build());
        expect("NOT_FOUND", BUYER, order(NOTHING, 1).build());
        expect("BAD_ORDER", SELLER, good.build());
        expect("BAD_ORDER", BUYER, order(listing, 0).build());
        expect("BAD_ORDER", BUYER, order(listing, 10_001).build());
        expect("BAD_ORDER", BUYER, good.clone().setAffiliate(address(SELLER)).build());
        expect(
                "BAD_ORDER",
                BUYER,
                good.clone().setSlot(slot(NOTHING, MONDAY, 4)).build());
        expect("PRICE_CHANGED", BUYER, good.clone().setMaxTotal(amount(999)).build());
        Line.Builder old = Line.newBuilder().setListing(listing).setVersion(2).setQuantity(1);
        expect("PRICE_CHANGED", BUYER, good.clone().clearLines().addLines(old).build());
        expect("OUT_OF_STOCK", BUYER, order(listing, 11).build());
        expect(
                "OUT_OF_STOCK",
                BUYER,
                order(listing, 6).addLines(old.setVersion(1).setQuantity(5)).build());
        ByteString other = town.listed(details(5).setTerms(terms().toBuilder().setAcceptS(61)));
        expect(
                "BAD_ORDER",
                BUYER,
                good.clone()
                        .addLines(Line.newBuilder()
                                .setListing(other)
                                .setVersion(1)
                                .setQuantity(1))
                        .build());
        ByteString exclusive = town.listed(details(5).setBuyerGate(balance(FUNDS + 1)));
        expect("GATE_FAIL", BUYER, order(exclusive, 1).build());
        ByteString unlicensed = town.listed(details(5).setSellerGate(balance(FUNDS + 1)));
        expect("GATE_FAIL", BUYER, order(unlicensed, 1).build());
        ByteString dear = town.listed(details(FUNDS + 1));
        expect(
                "INSUFFICIENT_FREE",
                BUYER,
                order(dear, 1).setMaxTotal(amount(2 * FUNDS)).build());
        ByteString calendar = town.calendar(calendar());
        ByteString service = town.service(calendar, 10);
        expect("BAD_ORDER", BUYER, order(service, 1).build());
        expect(
                "BAD_ORDER",
                BUYER,
                order(service, 2).setSlot(slot(calendar, MONDAY, 4)).build());
        expect(
                "BAD_ORDER",
                BUYER,
                order(service, 1)
                        .setSlot(slot(calendar, MONDAY, 4).toBuilder().setCells(5))
                        .build());
        expect("OK", SELLER, DeleteCalendar.newBuilder().setCalendar(calendar).build());
        expect(
                "BAD_ORDER",
                BUYER,
                order(service, 1).setSlot(slot(calendar, MONDAY, 4)).build());
        town.chain.drainFor(POOR, good.build());
        expect("DEPOSIT", POOR, good.build());
    }

    /** Scenario S2: 50 accounts want one slot in one block. */
    @Test
    void oneOfFiftyGetsTheSlot() {
        ByteString calendar = town.calendar(calendar());
        ByteString service = town.service(calendar, 1_000);
        PlaceOrder booking =
                order(service, 1).setSlot(slot(calendar, MONDAY, 40)).build();
        List<Tx> race = new ArrayList<>();
        for (int account = 10; account < 60; account++) {
            race.add(town.chain.decode(town.chain.draft(account, booking)));
        }
        ByteString first = town.chain.nextId("order", 10);
        List<String> outcomes = town.chain.block(race.toArray(Tx[]::new)).receipts().stream()
                .map(town.chain::name)
                .toList();
        assertThat(outcomes).hasSize(50);
        assertThat(outcomes.stream().filter("OK"::equals)).hasSize(1);
        assertThat(outcomes.stream().filter("SLOT_TAKEN"::equals)).hasSize(49);
        long held = 0;
        for (int account = 10; account < 60; account++) {
            held += FUNDS - town.eur(account);
        }
        assertThat(held).as("one price is held").isEqualTo(1_000);
        town.chain.audit();
        expect("OK", 10, cancel(first));
        expect("OK", 11, booking);
    }

    /** Scenario S3 without credit and cover: the vendor vanishes. */
    @Test
    void aSilentSellerStrandsNothing() {
        ByteString calendar = town.calendar(calendar());
        ByteString service = town.service(calendar, 1_000);
        PlaceOrder booking =
                order(service, 1).setSlot(slot(calendar, MONDAY, 40)).build();
        ByteString order = town.placed(BUYER, booking.toBuilder());
        expect("TIMER_NOT_DUE", STRANGER, poke(order));
        expect("NOT_FOUND", STRANGER, poke(NOTHING));
        town.chain.pass(HOUR);
        expect("BAD_STATE", SELLER, accept(order));
        expect("OK", STRANGER, poke(order));
        assertThat(town.state(order)).isEqualTo(OrderState.ORDER_EXPIRED);
        assertThat(town.eur(BUYER)).isEqualTo(FUNDS);
        expect("BAD_STATE", STRANGER, poke(order));
        expect("OK", STRANGER, booking);
    }

    @Test
    void aSilentBuyerStrandsNothing() {
        ByteString order = town.delivered(details(1_000));
        expect("TIMER_NOT_DUE", SELLER, poke(order));
        expect("BAD_STATE", BUYER, cancel(order));
        town.chain.pass(1_800_000);
        expect("OK", SELLER, poke(order));
        assertThat(town.eur(SELLER)).isEqualTo(FUNDS + 990);
    }

    @Test
    void whoeverMayLeaveLeaves() {
        ByteString listing = town.listed(details(1_000).setStock(1));
        ByteString funded = town.placed(BUYER, order(listing, 1));
        expect("NOT_FOUND", BUYER, cancel(NOTHING));
        expect("NOT_PARTY", STRANGER, cancel(funded));
        expect("BAD_STATE", SELLER, cancel(funded));
        expect("OK", BUYER, cancel(funded));
        assertThat(town.eur(BUYER)).isEqualTo(FUNDS);
        ByteString rejected = town.placed(BUYER, order(listing, 1));
        RejectOrder reject = RejectOrder.newBuilder().setOrder(rejected).build();
        expect("NOT_FOUND", SELLER, reject.toBuilder().setOrder(NOTHING).build());
        expect("NOT_PARTY", BUYER, reject);
        expect("OK", SELLER, reject);
        expect("BAD_STATE", SELLER, reject);
        ByteString late = town.placed(BUYER, order(listing, 1));
        expect("OK", SELLER, accept(late));
        expect("BAD_STATE", STRANGER, poke(late));
        expect("OK", BUYER, cancel(late));
        assertThat(town.eur(SELLER)).as("a fifth for leaving, without a fee").isEqualTo(FUNDS + 200);
        ByteString off = town.placed(BUYER, order(listing, 1));
        expect("OK", SELLER, accept(off));
        expect("OK", SELLER, cancel(off));
        assertThat(town.eur(BUYER)).isEqualTo(FUNDS - 200);
        ReputationQuery query =
                ReputationQuery.newBuilder().setAccount(address(SELLER)).build();
        assertThat(town.chain
                        .ask("market/reputation", query, Reputation.getDefaultInstance())
                        .getCalledOff())
                .isEqualTo(1);
        ByteString never = town.placed(BUYER, order(listing, 1));
        expect("OK", SELLER, accept(never));
        expect("OK", SELLER, StartService.newBuilder().setOrder(never).build());
        expect("BAD_STATE", BUYER, cancel(never));
        town.chain.pass(2 * HOUR);
        expect("OK", BUYER, cancel(never));
        assertThat(town.eur(BUYER)).as("nothing came, all is back").isEqualTo(FUNDS - 200);
    }

    @Test
    void aBookingCanBeLeftInTimeAndMoved() {
        ByteString calendar = town.calendar(calendar());
        ByteString service = town.service(calendar, 1_000);
        ByteString order = town.placed(BUYER, order(service, 1).setSlot(slot(calendar, MONDAY, 40)));
        expect("OK", SELLER, accept(order));
        Reschedule move = Reschedule.newBuilder()
                .setOrder(order)
                .setDay(MONDAY + 1)
                .setFrom(42)
                .build();
        expect("NOT_FOUND", BUYER, move.toBuilder().setOrder(NOTHING).build());
        expect("NOT_PARTY", SELLER, move);
        expect("BAD_ORDER", BUYER, move.toBuilder().setFrom(96).build());
        expect("OUT_OF_HORIZON", BUYER, move.toBuilder().setDay(MONDAY + 90).build());
        ByteString other = town.placed(STRANGER, order(service, 1).setSlot(slot(calendar, MONDAY + 1, 44)));
        expect("SLOT_TAKEN", BUYER, move);
        expect("OK", STRANGER, cancel(other));
        expect("OK", BUYER, move);
        expect("OK", BUYER, move.toBuilder().setFrom(43).build());
        long start =
                Slots.startMs(Calendar.newBuilder().setUtcOffset(Slots.UTC).build(), slot(calendar, MONDAY + 1, 43));
        town.chain.pass(start - HOUR - town.chain.now() - 1_000);
        ByteString free = town.placed(STRANGER, order(service, 1).setSlot(slot(calendar, MONDAY + 2, 4)));
        expect("OK", SELLER, accept(free));
        expect("OK", STRANGER, cancel(free));
        assertThat(town.eur(STRANGER)).isEqualTo(FUNDS);
        town.chain.pass(2_000);
        expect("BAD_STATE", BUYER, move);
        expect("OK", BUYER, cancel(order));
        assertThat(town.eur(BUYER)).isEqualTo(FUNDS - 200);
        expect("BAD_STATE", BUYER, move);
        ByteString goods = town.placed(BUYER, order(town.listed(details(5)), 1));
        expect("BAD_ORDER", BUYER, move.toBuilder().setOrder(goods).build());
    }

    @Test
    void sellersGiveBack() {
        ByteString order = town.delivered(details(1_000));
        expect("NOT_FOUND", SELLER, refund(NOTHING, 1));
        expect("NOT_PARTY", BUYER, refund(order, 1));
        expect("BAD_AMOUNT_BACK", SELLER, refund(order, 0));
        expect("BAD_AMOUNT_BACK", SELLER, refund(order, 1_001));
        expect("OK", SELLER, refund(order, 300));
        assertThat(town.eur(BUYER)).isEqualTo(FUNDS - 700);
        expect("OK", BUYER, confirm(order));
        assertThat(town.eur(SELLER)).isEqualTo(FUNDS + 693);
        expect("BAD_STATE", SELLER, refund(order, 1));
        ByteString all = town.accepted(details(500));
        expect("OK", SELLER, refund(all, 500));
        assertThat(town.state(all)).isEqualTo(OrderState.ORDER_CANCELLED);
    }

    private static OfferQuote.Builder quote() {
        return OfferQuote.newBuilder()
                .setBuyer(address(BUYER))
                .setLinesHash(hash("salt and what it is"))
                .setAsset(EUR)
                .setAmount(amount(5_000))
                .setTerms(terms());
    }

    @Test
    void privateOrdersSayNothingButAnAmount() {
        long until = town.chain.now() + DAY;
        OfferQuote.Builder offer = quote().setUntilMs(until);
        expect("BAD_ORDER", SELLER, offer.clone().clearAmount().build());
        expect("BAD_ORDER", SELLER, offer.clone().setAsset("GOLD").build());
        expect("BAD_ORDER", SELLER, offer.clone().setBuyer(address(SELLER)).build());
        expect("BAD_ORDER", SELLER, offer.clone().setUntilMs(5).build());
        expect("BAD_ORDER", SELLER, offer.clone().clearTerms().build());
        expect("BAD_ORDER", SELLER, offer.clone().setArbiter(address(POOR)).build());
        ByteString calendar = town.calendar(calendar());
        expect(
                "BAD_ORDER",
                STRANGER,
                offer.clone().setSlot(slot(calendar, MONDAY, 4)).build());
        ByteString id = town.chain
                .event(
                        QuoteChanged.class,
                        SELLER,
                        offer.setSlot(slot(calendar, MONDAY, 4)).build())
                .getQuote();
        Message second = offer.build();
        expect("OK", SELLER, second);
        ByteString same =
                town.chain.event(QuoteChanged.class, SELLER, offer.build()).getQuote();
        QuoteQuery query = QuoteQuery.newBuilder().setQuote(id).build();
        assertThat(town.chain
                        .ask("market/quote", query, Quote.getDefaultInstance())
                        .getOffer())
                .isEqualTo(offer.build());
        AcceptQuote accept = AcceptQuote.newBuilder().setQuote(id).build();
        expect("NOT_FOUND", BUYER, accept.toBuilder().setQuote(NOTHING).build());
        expect("NOT_PARTY", STRANGER, accept);
        expect("OK", BUYER, accept);
        assertThat(town.eur(BUYER)).isEqualTo(FUNDS - 5_000);
        expect("SLOT_TAKEN", BUYER, accept.toBuilder().setQuote(same).build());
        expect("NOT_FOUND", BUYER, accept);
        WithdrawQuote.Builder withdraw = WithdrawQuote.newBuilder();
        expect("NOT_FOUND", SELLER, withdraw.setQuote(NOTHING).build());
        expect("NOT_PARTY", STRANGER, withdraw.setQuote(same).build());
        expect("OK", BUYER, withdraw.build());
        ByteString dear = town.chain
                .event(
                        QuoteChanged.class,
                        SELLER,
                        quote().setUntilMs(until).setAmount(amount(FUNDS)).build())
                .getQuote();
        expect("INSUFFICIENT_FREE", BUYER, accept.toBuilder().setQuote(dear).build());
        ByteString poors = town.chain
                .event(
                        QuoteChanged.class,
                        SELLER,
                        quote().setUntilMs(until).setBuyer(address(POOR)).build())
                .getQuote();
        ByteString past = town.chain
                .event(
                        QuoteChanged.class,
                        SELLER,
                        offer.setSlot(slot(calendar, MONDAY - 20, 4)).build())
                .getQuote();
        expect("OUT_OF_HORIZON", BUYER, accept.toBuilder().setQuote(past).build());
        town.chain.drainFor(POOR, accept.toBuilder().setQuote(poors).build());
        expect("DEPOSIT", POOR, accept.toBuilder().setQuote(poors).build());
        town.poor(quote().setUntilMs(until).build());
        town.chain.pass(DAY);
        expect("BAD_STATE", BUYER, accept.toBuilder().setQuote(dear).build());
        expect("OK", STRANGER, withdraw.setQuote(dear).build());
    }

    private static Review review(ByteString order) {
        return Review.newBuilder()
                .setOrder(order)
                .addAllScores(List.of(5, 4, 3, 2, 1))
                .setTextHash(hash("fine"))
                .build();
    }

    @Test
    void onlyWhatCompletedIsReviewed() {
        ByteString order = town.delivered(details(1_000));
        expect("BAD_STATE", BUYER, review(order));
        expect("OK", BUYER, confirm(order));
        expect("NOT_FOUND", BUYER, review(NOTHING));
        expect("NOT_PARTY", STRANGER, review(order));
        expect("BAD_REVIEW", BUYER, review(order).toBuilder().setScores(2, 6).build());
        expect("BAD_REVIEW", BUYER, review(order).toBuilder().setScores(2, 0).build());
        expect("OK", BUYER, review(order));
        expect("REVIEWED_ALREADY", BUYER, review(order));
        expect("OK", SELLER, review(order));
        ReplyReview reply = ReplyReview.newBuilder()
                .setOrder(order)
                .setTextHash(hash("thanks"))
                .build();
        expect("NOT_FOUND", SELLER, reply.toBuilder().setOrder(NOTHING).build());
        expect("NOT_PARTY", STRANGER, reply);
        expect("OK", SELLER, reply);
        expect("REVIEWED_ALREADY", SELLER, reply);
        ReviewQuery query = ReviewQuery.newBuilder().setOrder(order).build();
        assertThat(town.chain
                        .ask("market/review", query, StoredReview.getDefaultInstance())
                        .hasReplyHash())
                .isTrue();
        Reputation known = town.chain.ask(
                "market/reputation",
                ReputationQuery.newBuilder().setAccount(address(SELLER)).build(),
                Reputation.getDefaultInstance());
        assertThat(known.getScoreSumsList()).containsExactly(5L, 4L, 3L, 2L, 1L);
        assertThat(known.getCompleted()).isEqualTo(1);
    }

    @Test
    void reputationOpensGates() {
        ByteString order = town.delivered(details(1_000));
        Gate known = Gate.newBuilder()
                .addAnyOf(
                        GateClause.newBuilder().addAllOf(Condition.newBuilder().setReputation(1)))
                .build();
        ListingDetails.Builder trusted = details(5).setBuyerGate(known);
        ByteString listing = town.listed(trusted);
        expect("GATE_FAIL", BUYER, order(listing, 1).build());
        expect("OK", BUYER, confirm(order));
        expect("OK", BUYER, order(listing, 1).build());
    }

    @Test
    void endedOrdersGo() {
        ByteString order = town.delivered(details(1_000));
        RemoveOrder remove = RemoveOrder.newBuilder().setOrder(order).build();
        expect("NOT_FOUND", BUYER, remove.toBuilder().setOrder(NOTHING).build());
        expect("BAD_STATE", BUYER, remove);
        expect("OK", BUYER, confirm(order));
        expect("NOT_PARTY", STRANGER, remove);
        expect("OK", BUYER, remove);
        ByteString other = town.placed(BUYER, order(town.listed(details(5)), 1));
        expect("OK", BUYER, cancel(other));
        town.chain.pass(MarketModule.DEFAULTS.getKeepS() * 1_000);
        long before = town.chain.free(STRANGER, "");
        long fee = town.chain
                .run(STRANGER, RemoveOrder.newBuilder().setOrder(other).build())
                .fee()
                .toBigInteger()
                .longValueExact();
        assertThat(town.chain.free(STRANGER, "")).isGreaterThan(before - fee);
    }

    /** What people write and where they live is with them: the chain has salted hashes. */
    @Test
    void nothingPersonalIsOnTheChain() {
        String canary = "12 Canary Street";
        ByteString listing = town.listed(details(1_000).setContentHash(hash("salt" + canary)));
        PlaceOrder.Builder order = order(listing, 1);
        order.getLinesBuilder(0).setOptionHash(hash("other salt" + canary));
        town.placed(BUYER, order);
        String all = String.join(
                "",
                town.chain.everything().stream()
                        .map(bytes -> new String(bytes.unsafeArray(), StandardCharsets.ISO_8859_1))
                        .toList());
        assertThat(all).doesNotContain(canary).contains("EUR");
    }
}
