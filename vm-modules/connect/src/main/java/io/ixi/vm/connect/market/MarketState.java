package io.ixi.vm.connect.market;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.connect.market.proto.Arbiter;
import io.ixi.vm.connect.market.proto.ByCell;
import io.ixi.vm.connect.market.proto.BySeller;
import io.ixi.vm.connect.market.proto.Calendar;
import io.ixi.vm.connect.market.proto.Day;
import io.ixi.vm.connect.market.proto.Dispute;
import io.ixi.vm.connect.market.proto.Escrow;
import io.ixi.vm.connect.market.proto.Listing;
import io.ixi.vm.connect.market.proto.ListingKind;
import io.ixi.vm.connect.market.proto.Order;
import io.ixi.vm.connect.market.proto.OrderByBuyer;
import io.ixi.vm.connect.market.proto.OrderBySeller;
import io.ixi.vm.connect.market.proto.Parameters;
import io.ixi.vm.connect.market.proto.PoolSeat;
import io.ixi.vm.connect.market.proto.Quote;
import io.ixi.vm.connect.market.proto.Reputation;
import io.ixi.vm.connect.market.proto.StoredReview;
import io.ixi.vm.connect.market.proto.Totals;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.state.Key;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The only class that touches the module's keys. Ids have 20 bytes; anything else names nothing. */
final class MarketState {
    private static final Table<Listing> LISTING = Table.of(Listing.getDefaultInstance());
    private static final Table<ByCell> BY_CELL = Table.of(ByCell.getDefaultInstance());
    private static final Table<BySeller> BY_SELLER = Table.of(BySeller.getDefaultInstance());
    private static final Table<Calendar> CALENDAR = Table.of(Calendar.getDefaultInstance());
    private static final Table<Day> DAY = Table.of(Day.getDefaultInstance());
    private static final Table<Order> ORDER = Table.of(Order.getDefaultInstance());
    private static final Table<OrderByBuyer> BY_BUYER = Table.of(OrderByBuyer.getDefaultInstance());
    private static final Table<OrderBySeller> SOLD = Table.of(OrderBySeller.getDefaultInstance());
    private static final Table<Quote> QUOTE = Table.of(Quote.getDefaultInstance());
    private static final Table<Dispute> DISPUTE = Table.of(Dispute.getDefaultInstance());
    private static final Table<StoredReview> REVIEW = Table.of(StoredReview.getDefaultInstance());
    private static final Table<Reputation> REPUTATION = Table.of(Reputation.getDefaultInstance());
    private static final Table<Arbiter> ARBITER = Table.of(Arbiter.getDefaultInstance());
    private static final Table<PoolSeat> SEAT = Table.of(PoolSeat.getDefaultInstance());
    private static final Table<Totals> TOTALS = Table.of(Totals.getDefaultInstance());
    private static final Table<Escrow> ESCROW = Table.of(Escrow.getDefaultInstance());
    private static final Table<Parameters> PARAMETERS = Table.of(Parameters.getDefaultInstance());

    private final Overlay state;

    MarketState(Overlay state) {
        this.state = state;
    }

    static Bytes id(ByteString bytes) {
        return Bytes.wrap(bytes.toByteArray());
    }

    static ByteString bytes(Bytes id) {
        return ByteString.copyFrom(id.unsafeArray());
    }

    private static boolean isId(Bytes id) {
        return id.size() == ObjectId.BYTES;
    }

    @Nullable
    Listing listing(Bytes id) {
        return isId(id) ? LISTING.get(state, LISTING.key().raw(id)) : null;
    }

    void put(Bytes id, Listing listing) {
        LISTING.put(state, LISTING.key().raw(id), listing);
    }

    /** Lists a listing under its seller and on the map. */
    void list(Bytes id, Listing listing) {
        BY_SELLER.put(
                state,
                BY_SELLER.key().address(Address.of(listing.getSeller())).raw(id),
                BySeller.newBuilder().setListed(true).build());
        if (listing.getDetails().getCell() != 0) {
            BY_CELL.put(
                    state,
                    cell(listing).raw(id),
                    ByCell.newBuilder().setListed(true).build());
        }
    }

    private static Key cell(Listing listing) {
        return BY_CELL.key().u8(listing.getKindValue()).u64(listing.getDetails().getCell());
    }

    void unlist(Bytes id, Listing listing) {
        BY_SELLER.delete(
                state, BY_SELLER.key().address(Address.of(listing.getSeller())).raw(id));
        if (listing.getDetails().getCell() != 0) {
            BY_CELL.delete(state, cell(listing).raw(id));
        }
    }

    void deleteListing(Bytes id) {
        LISTING.delete(state, LISTING.key().raw(id));
    }

    /** @param visitor gets cell and id as 28 bytes */
    void scanCells(ListingKind kind, Bytes after, Predicate<Bytes> visitor) {
        BY_CELL.scan(state, BY_CELL.key().u8(kind.getNumber()), after, (key, row) -> visitor.test(key));
    }

    void scanBySeller(Address seller, Bytes after, Predicate<Bytes> visitor) {
        BY_SELLER.scan(state, BY_SELLER.key().address(seller), after, (id, row) -> visitor.test(id));
    }

    void scanListings(BiConsumer<Bytes, Listing> visitor) {
        LISTING.scan(state, LISTING.key(), Bytes.EMPTY, (id, listing) -> {
            visitor.accept(id, listing);
            return true;
        });
    }

    @Nullable
    Calendar calendar(Bytes id) {
        return isId(id) ? CALENDAR.get(state, CALENDAR.key().raw(id)) : null;
    }

    void put(Bytes id, Calendar calendar) {
        CALENDAR.put(state, CALENDAR.key().raw(id), calendar);
    }

    void deleteCalendar(Bytes id) {
        CALENDAR.delete(state, CALENDAR.key().raw(id));
    }

    Day day(Bytes calendar, long day) {
        return DAY.getOrEmpty(state, DAY.key().raw(calendar).u64(day));
    }

    /** An empty day is no day. */
    void put(Bytes calendar, long day, Day value) {
        Key key = DAY.key().raw(calendar).u64(day);
        if (value.equals(Day.getDefaultInstance())) {
            DAY.delete(state, key);
        } else {
            DAY.put(state, key, value);
        }
    }

    /** @param visitor gets the calendar and the day as 28 bytes */
    void scanDays(BiConsumer<Bytes, Day> visitor) {
        DAY.scan(state, DAY.key(), Bytes.EMPTY, (key, day) -> {
            visitor.accept(key, day);
            return true;
        });
    }

    @Nullable
    Order order(Bytes id) {
        return isId(id) ? ORDER.get(state, ORDER.key().raw(id)) : null;
    }

    void put(Bytes id, Order order) {
        ORDER.put(state, ORDER.key().raw(id), order);
    }

    /** Lists a new order under both parties. */
    void list(Bytes id, Order order) {
        BY_BUYER.put(
                state,
                BY_BUYER.key().address(Address.of(order.getBuyer())).raw(id),
                OrderByBuyer.newBuilder().setListed(true).build());
        SOLD.put(
                state,
                SOLD.key().address(Address.of(order.getSeller())).raw(id),
                OrderBySeller.newBuilder().setListed(true).build());
    }

    /** With its dispute and reviews. */
    void delete(Bytes id, Order order) {
        ORDER.delete(state, ORDER.key().raw(id));
        BY_BUYER.delete(
                state, BY_BUYER.key().address(Address.of(order.getBuyer())).raw(id));
        SOLD.delete(state, SOLD.key().address(Address.of(order.getSeller())).raw(id));
        DISPUTE.delete(state, DISPUTE.key().raw(id));
        REVIEW.delete(state, REVIEW.key().raw(id).u8(0));
        REVIEW.delete(state, REVIEW.key().raw(id).u8(1));
    }

    void scanOrders(Address account, boolean selling, Bytes after, Predicate<Bytes> visitor) {
        if (selling) {
            SOLD.scan(state, SOLD.key().address(account), after, (id, row) -> visitor.test(id));
        } else {
            BY_BUYER.scan(state, BY_BUYER.key().address(account), after, (id, row) -> visitor.test(id));
        }
    }

    void scanOrders(BiConsumer<Bytes, Order> visitor) {
        ORDER.scan(state, ORDER.key(), Bytes.EMPTY, (id, order) -> {
            visitor.accept(id, order);
            return true;
        });
    }

    void touchedOrders(BiConsumer<Bytes, Order> visitor) {
        ORDER.written(state, (id, order) -> {
            order.ifPresent(value -> visitor.accept(id, value));
            return true;
        });
    }

    @Nullable
    Quote quote(Bytes id) {
        return isId(id) ? QUOTE.get(state, QUOTE.key().raw(id)) : null;
    }

    void put(Bytes id, Quote quote) {
        QUOTE.put(state, QUOTE.key().raw(id), quote);
    }

    void deleteQuote(Bytes id) {
        QUOTE.delete(state, QUOTE.key().raw(id));
    }

    @Nullable
    Dispute dispute(Bytes order) {
        return isId(order) ? DISPUTE.get(state, DISPUTE.key().raw(order)) : null;
    }

    void put(Bytes order, Dispute dispute) {
        DISPUTE.put(state, DISPUTE.key().raw(order), dispute);
    }

    /** @param side 0: by the buyer, 1: by the seller */
    @Nullable
    StoredReview review(Bytes order, int side) {
        return isId(order) ? REVIEW.get(state, REVIEW.key().raw(order).u8(side)) : null;
    }

    void put(Bytes order, int side, StoredReview review) {
        REVIEW.put(state, REVIEW.key().raw(order).u8(side), review);
    }

    Reputation reputation(Address account) {
        return REPUTATION.getOrEmpty(state, REPUTATION.key().address(account));
    }

    void put(Address account, Reputation reputation) {
        REPUTATION.put(state, REPUTATION.key().address(account), reputation);
    }

    @Nullable
    Arbiter arbiter(Address account) {
        return ARBITER.get(state, ARBITER.key().address(account));
    }

    void put(Address account, Arbiter arbiter) {
        ARBITER.put(state, ARBITER.key().address(account), arbiter);
    }

    void deleteArbiter(Address account) {
        ARBITER.delete(state, ARBITER.key().address(account));
    }

    void scanArbiters(BiConsumer<Address, Arbiter> visitor) {
        ARBITER.scan(state, ARBITER.key(), Bytes.EMPTY, (key, arbiter) -> {
            visitor.accept(new Address(Hash.of(key.toArray())), arbiter);
            return true;
        });
    }

    Address seat(long number) {
        return Address.of(SEAT.getOrEmpty(state, SEAT.key().u64(number)).getArbiter());
    }

    void putSeat(long number, Address arbiter) {
        SEAT.put(
                state,
                SEAT.key().u64(number),
                PoolSeat.newBuilder().setArbiter(arbiter.toByteString()).build());
    }

    void deleteSeat(long number) {
        SEAT.delete(state, SEAT.key().u64(number));
    }

    Totals totals() {
        return TOTALS.getOrEmpty(state, TOTALS.key());
    }

    void put(Totals totals) {
        TOTALS.put(state, TOTALS.key(), totals);
    }

    Amount escrow(String asset) {
        return Amount.of(ESCROW.getOrEmpty(state, ESCROW.key().text(asset)).getAmount());
    }

    void putEscrow(String asset, Amount amount) {
        Key key = ESCROW.key().text(asset);
        if (amount.isZero()) {
            ESCROW.delete(state, key);
        } else {
            ESCROW.put(
                    state,
                    key,
                    Escrow.newBuilder().setAmount(amount.toByteString()).build());
        }
    }

    void scanEscrow(BiConsumer<String, Amount> visitor) {
        ESCROW.scan(state, ESCROW.key(), Bytes.EMPTY, (asset, escrow) -> {
            visitor.accept(new String(asset.unsafeArray(), StandardCharsets.UTF_8), Amount.of(escrow.getAmount()));
            return true;
        });
    }

    Parameters parameters() {
        return PARAMETERS.getOrEmpty(state, PARAMETERS.key());
    }

    void put(Parameters parameters) {
        PARAMETERS.put(state, PARAMETERS.key(), parameters);
    }

    /** The reference of an order's hold: "IXI-order" with three zeros, and the id. */
    static Hash ref(Bytes order) {
        return Hash.of(ByteBuffer.allocate(Hash.BYTES)
                .put("IXI-order\0\0\0".getBytes(StandardCharsets.US_ASCII))
                .put(order.unsafeArray())
                .array());
    }

    /** The order of a reference; something that names none if it is no reference of an order. */
    static Bytes orderOf(Hash ref) {
        byte[] bytes = ref.toBytes();
        Bytes id = Bytes.wrap(Arrays.copyOfRange(bytes, Hash.BYTES - ObjectId.BYTES, Hash.BYTES));
        return ref(id).equals(ref) ? id : Bytes.EMPTY;
    }
}
