package io.ixi.vm.connect.market;

import static io.ixi.vm.testkit.MemoryChain.EUR;
import static io.ixi.vm.testkit.MemoryChain.amount;
import static io.ixi.vm.testkit.MemoryChain.hash;
import static io.ixi.vm.testkit.MemoryChain.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.connect.market.proto.AcceptOrder;
import io.ixi.vm.connect.market.proto.CalendarChanged;
import io.ixi.vm.connect.market.proto.CreateCalendar;
import io.ixi.vm.connect.market.proto.CreateListing;
import io.ixi.vm.connect.market.proto.Deliver;
import io.ixi.vm.connect.market.proto.Line;
import io.ixi.vm.connect.market.proto.ListingChanged;
import io.ixi.vm.connect.market.proto.ListingDetails;
import io.ixi.vm.connect.market.proto.ListingKind;
import io.ixi.vm.connect.market.proto.OpenDispute;
import io.ixi.vm.connect.market.proto.Order;
import io.ixi.vm.connect.market.proto.OrderInfo;
import io.ixi.vm.connect.market.proto.OrderPlaced;
import io.ixi.vm.connect.market.proto.OrderQuery;
import io.ixi.vm.connect.market.proto.OrderState;
import io.ixi.vm.connect.market.proto.PlaceOrder;
import io.ixi.vm.connect.market.proto.RegisterArbiter;
import io.ixi.vm.connect.market.proto.Slot;
import io.ixi.vm.connect.market.proto.Terms;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.testkit.MemoryChain;
import java.util.Arrays;
import java.util.List;

/** A chain with a market, and people on it. */
final class Town {
    static final int SELLER = 0;
    static final int BUYER = 1;
    static final int STRANGER = 2;
    static final int FRIEND = 3;
    static final int POOR = 4;
    /** The first of seven. */
    static final int ARBITER = 5;

    static final int ARBITERS = 7;
    static final int ACCOUNTS = 64;
    static final long HOUR = 3_600_000;
    static final long DAY = 24 * HOUR;
    static final Address TREASURY = Address.ofModule(99);
    static final ByteString NOTHING = ByteString.copyFrom(new byte[20]);

    /** 2023-11-20 in days: six days after the genesis, a Monday. */
    static final int MONDAY = 19_681;

    final MemoryChain chain =
            new MemoryChain(ACCOUNTS, economy -> List.of(new MarketModule(economy.money(), TREASURY)));

    void expect(String outcome, int account, Message message) {
        assertThat(chain.outcome(account, message)).as(message.toString()).isEqualTo(outcome);
        chain.audit();
    }

    static Terms terms() {
        return Terms.newBuilder()
                .setAcceptS(3_600)
                .setDeliverS(7_200)
                .setConfirmS(1_800)
                .setCancelFreeS(3_600)
                .setCancelFeePpm(200_000)
                .build();
    }

    static ListingDetails.Builder details(long price) {
        return ListingDetails.newBuilder()
                .setContentHash(hash("a bicycle"))
                .setPrice(amount(price))
                .setStock(10)
                .setTerms(terms());
    }

    static CreateListing listing(ListingDetails.Builder details) {
        return CreateListing.newBuilder().setAsset(EUR).setDetails(details).build();
    }

    ByteString listed(ListingDetails.Builder details) {
        return chain.event(ListingChanged.class, SELLER, listing(details)).getListing();
    }

    /** Always open, one booking at a time. */
    static CreateCalendar.Builder calendar() {
        byte[] week = new byte[84];
        Arrays.fill(week, (byte) 0xff);
        return CreateCalendar.newBuilder()
                .setUtcOffset(Slots.UTC)
                .setWeek(ByteString.copyFrom(week))
                .setHorizonDays(30)
                .setCapacity(1);
    }

    ByteString calendar(CreateCalendar.Builder calendar) {
        return chain.event(CalendarChanged.class, SELLER, calendar.build()).getCalendar();
    }

    /** A service of an hour at this price. */
    ByteString service(ByteString calendar, long price) {
        CreateListing service =
                listing(details(price).setCalendar(calendar).setSlotCells(4).setUnlimited(true)).toBuilder()
                        .setKind(ListingKind.LISTING_SERVICE)
                        .build();
        return chain.event(ListingChanged.class, SELLER, service).getListing();
    }

    static Slot slot(ByteString calendar, int day, int from) {
        return Slot.newBuilder()
                .setCalendar(calendar)
                .setDay(day)
                .setFrom(from)
                .setCells(4)
                .build();
    }

    static PlaceOrder.Builder order(ByteString listing, int quantity) {
        return PlaceOrder.newBuilder()
                .addLines(Line.newBuilder().setListing(listing).setVersion(1).setQuantity(quantity))
                .setMaxTotal(amount(1_000_000_000));
    }

    ByteString placed(int buyer, PlaceOrder.Builder order) {
        return chain.event(OrderPlaced.class, buyer, order.build()).getOrder();
    }

    /** An order of one for 1,000 that the seller accepted. */
    ByteString accepted(ListingDetails.Builder details) {
        ByteString order = placed(BUYER, order(listed(details), 1));
        expect("OK", SELLER, accept(order));
        return order;
    }

    ByteString delivered(ListingDetails.Builder details) {
        ByteString order = accepted(details);
        expect("OK", SELLER, deliver(order));
        return order;
    }

    ByteString disputed(ListingDetails.Builder details, boolean delivered) {
        ByteString order = delivered ? delivered(details) : accepted(details);
        expect("OK", BUYER, dispute(order));
        return order;
    }

    static AcceptOrder accept(ByteString order) {
        return AcceptOrder.newBuilder().setOrder(order).build();
    }

    static Deliver deliver(ByteString order) {
        return Deliver.newBuilder().setOrder(order).setProofHash(hash("parcel")).build();
    }

    static OpenDispute dispute(ByteString order) {
        return OpenDispute.newBuilder()
                .setOrder(order)
                .setCode(3)
                .setEvidenceHash(hash("photo"))
                .build();
    }

    Order order(ByteString id) {
        return info(id).getOrder();
    }

    OrderInfo info(ByteString id) {
        return chain.ask("market/order", OrderQuery.newBuilder().setOrder(id).build(), OrderInfo.getDefaultInstance());
    }

    OrderState state(ByteString id) {
        return order(id).getState();
    }

    long eur(int account) {
        return chain.free(account, EUR);
    }

    void arbiters() {
        for (int i = 0; i < ARBITERS; i++) {
            expect("OK", ARBITER + i, RegisterArbiter.getDefaultInstance());
        }
    }

    /** The number of an account. */
    static int number(ByteString address) {
        for (int i = 0; i < ACCOUNTS; i++) {
            if (MemoryChain.address(i).equals(address)) {
                return i;
            }
        }
        throw new AssertionError("nobody");
    }

    void poor(Message message) {
        chain.run(SELLER, send("", POOR, 100_000_000));
        chain.drainFor(POOR, message);
        expect("DEPOSIT", POOR, message);
    }
}
