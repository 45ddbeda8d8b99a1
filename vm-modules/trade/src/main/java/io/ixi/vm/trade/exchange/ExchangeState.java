package io.ixi.vm.trade.exchange;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.state.Key;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import io.ixi.vm.trade.exchange.proto.ByOwner;
import io.ixi.vm.trade.exchange.proto.Candle;
import io.ixi.vm.trade.exchange.proto.Clearing;
import io.ixi.vm.trade.exchange.proto.Fleeting;
import io.ixi.vm.trade.exchange.proto.Level;
import io.ixi.vm.trade.exchange.proto.Market;
import io.ixi.vm.trade.exchange.proto.Order;
import io.ixi.vm.trade.exchange.proto.Parameters;
import io.ixi.vm.trade.exchange.proto.Place;
import io.ixi.vm.trade.exchange.proto.Queued;
import io.ixi.vm.trade.exchange.proto.Side;
import io.ixi.vm.trade.exchange.proto.Totals;
import io.ixi.vm.trade.exchange.proto.Trader;
import java.nio.ByteBuffer;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The module's tables. */
final class ExchangeState {
    /** Auctions that are remembered. */
    static final int CLEARINGS = 256;

    /** Minutes that are remembered. */
    static final int CANDLES = 1_440;

    private static final Table<Market> MARKET = Table.of(Market.getDefaultInstance());
    private static final Table<Order> ORDER = Table.of(Order.getDefaultInstance());
    private static final Table<Place> PLACE = Table.of(Place.getDefaultInstance());
    private static final Table<ByOwner> BY_OWNER = Table.of(ByOwner.getDefaultInstance());
    private static final Table<Level> LEVEL = Table.of(Level.getDefaultInstance());
    private static final Table<Trader> TRADER = Table.of(Trader.getDefaultInstance());
    private static final Table<Queued> QUEUED = Table.of(Queued.getDefaultInstance());
    private static final Table<Fleeting> FLEETING = Table.of(Fleeting.getDefaultInstance());
    private static final Table<Clearing> CLEARING = Table.of(Clearing.getDefaultInstance());
    private static final Table<Candle> CANDLE = Table.of(Candle.getDefaultInstance());
    private static final Table<Totals> TOTALS = Table.of(Totals.getDefaultInstance());
    private static final Table<Parameters> PARAMETERS = Table.of(Parameters.getDefaultInstance());

    private final Overlay state;

    ExchangeState(Overlay state) {
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
    Market market(Bytes id) {
        return isId(id) ? MARKET.get(state, MARKET.key().raw(id)) : null;
    }

    Market known(Bytes id) throws RejectedException {
        Market market = market(id);
        if (market == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        return market;
    }

    void put(Bytes id, Market market) {
        MARKET.put(state, MARKET.key().raw(id), market);
    }

    void scanMarkets(Bytes after, BiPredicate<Bytes, Market> visitor) {
        MARKET.scan(state, MARKET.key(), after, visitor);
    }

    void writtenMarkets(BiPredicate<Bytes, Market> visitor) {
        MARKET.written(state, (id, market) -> market.isEmpty() || visitor.test(id, market.get()));
    }

    private static Key key(Spot spot) {
        return ORDER.key()
                .raw(spot.market())
                .u8(spot.side().getNumber())
                .u64(spot.rank())
                .u64(spot.height())
                .raw(spot.id());
    }

    @Nullable
    Order order(Spot spot) {
        return ORDER.get(state, key(spot));
    }

    void put(Spot spot, Order order) {
        ORDER.put(state, key(spot), order);
    }

    /** From the best price and the oldest on. */
    void scanBook(Bytes market, Side side, BiPredicate<Spot, Order> visitor) {
        ORDER.scan(
                state,
                ORDER.key().raw(market).u8(side.getNumber()),
                Bytes.EMPTY,
                (tail, order) -> visitor.test(Spot.of(market, side, tail), order));
    }

    private static Spot spot(Bytes key) {
        Bytes market = Spot.cut(key, 0, ObjectId.BYTES);
        Side side = Side.forNumber(key.unsafeArray()[ObjectId.BYTES]);
        return Spot.of(market, side, Spot.cut(key, ObjectId.BYTES + 1, key.size() - ObjectId.BYTES - 1));
    }

    void scanOrders(BiPredicate<Spot, Order> visitor) {
        ORDER.scan(state, ORDER.key(), Bytes.EMPTY, (key, order) -> visitor.test(spot(key), order));
    }

    void writtenOrders(BiPredicate<Spot, Order> visitor) {
        ORDER.written(state, (key, order) -> order.isEmpty() || visitor.test(spot(key), order.get()));
    }

    /** Writes the order's index entries. */
    void list(Spot spot, Address owner, boolean fleeting) {
        PLACE.put(
                state,
                PLACE.key().raw(spot.id()),
                Place.newBuilder()
                        .setMarket(bytes(spot.market()))
                        .setSide(spot.side())
                        .setPrice(spot.price())
                        .setHeight(spot.height())
                        .build());
        BY_OWNER.put(
                state, owned(spot, owner), ByOwner.newBuilder().setListed(true).build());
        if (fleeting) {
            FLEETING.put(
                    state,
                    FLEETING.key().raw(spot.market()).raw(spot.id()),
                    Fleeting.newBuilder().setListed(true).build());
        }
    }

    /** Deletes the order and its index entries. */
    void delete(Spot spot, Address owner, boolean fleeting) {
        ORDER.delete(state, key(spot));
        PLACE.delete(state, PLACE.key().raw(spot.id()));
        BY_OWNER.delete(state, owned(spot, owner));
        if (fleeting) {
            FLEETING.delete(state, FLEETING.key().raw(spot.market()).raw(spot.id()));
        }
    }

    private static Key owned(Spot spot, Address owner) {
        return BY_OWNER.key()
                .address(owner)
                .raw(spot.market())
                .u8(spot.side().getNumber())
                .u64(spot.rank())
                .raw(spot.id());
    }

    @Nullable
    Spot spotOf(Bytes id) {
        Place place = isId(id) ? PLACE.get(state, PLACE.key().raw(id)) : null;
        return place == null
                ? null
                : new Spot(id(place.getMarket()), place.getSide(), place.getPrice(), place.getHeight(), id);
    }

    /** Ids of an account's orders on one side of a market, best price first. */
    void scanOwn(Address owner, Bytes market, Side side, Predicate<Bytes> visitor) {
        BY_OWNER.scan(
                state,
                BY_OWNER.key().address(owner).raw(market).u8(side.getNumber()),
                Bytes.EMPTY,
                (tail, row) -> visitor.test(Spot.cut(tail, 8, ObjectId.BYTES)));
    }

    /** Ids of an account's orders with the place to go on after. */
    void scanOwn(Address owner, Bytes market, Bytes after, BiPredicate<Bytes, Bytes> visitor) {
        BY_OWNER.scan(
                state,
                BY_OWNER.key().address(owner).raw(market),
                after,
                (tail, row) -> visitor.test(tail, Spot.cut(tail, tail.size() - ObjectId.BYTES, ObjectId.BYTES)));
    }

    void scanFleeting(Bytes market, Predicate<Bytes> visitor) {
        FLEETING.scan(state, FLEETING.key().raw(market), Bytes.EMPTY, (id, row) -> visitor.test(id));
    }

    Level level(Bytes market, Side side, long price) {
        return LEVEL.getOrEmpty(state, level(market, side).u64(Spot.rank(side, price)));
    }

    private static Key level(Bytes market, Side side) {
        return LEVEL.key().raw(market).u8(side.getNumber());
    }

    /** Adds to what waits at an order's price; an empty level goes. */
    void addLevel(Spot spot, long lots, long orders) {
        Key key = level(spot.market(), spot.side()).u64(spot.rank());
        Level before = LEVEL.getOrEmpty(state, key);
        Level after = Level.newBuilder()
                .setLots(before.getLots() + lots)
                .setOrders(before.getOrders() + orders)
                .build();
        if (after.getOrders() == 0) {
            LEVEL.delete(state, level(spot.market(), spot.side()).u64(spot.rank()));
        } else {
            LEVEL.put(state, level(spot.market(), spot.side()).u64(spot.rank()), after);
        }
    }

    /** Prices with what waits there, best first. */
    void scanLevels(Bytes market, Side side, BiPredicate<Long, Level> visitor) {
        LEVEL.scan(state, level(market, side), Bytes.EMPTY, (rank, level) -> {
            long value = ByteBuffer.wrap(rank.unsafeArray()).getLong();
            return visitor.test(Spot.rank(side, value), level);
        });
    }

    Trader trader(Address owner) {
        return TRADER.getOrEmpty(state, TRADER.key().address(owner));
    }

    void put(Address owner, Trader trader) {
        TRADER.put(state, TRADER.key().address(owner), trader);
    }

    void scanTraders(BiPredicate<Address, Trader> visitor) {
        TRADER.scan(
                state,
                TRADER.key(),
                Bytes.EMPTY,
                (key, trader) -> visitor.test(new Address(Hash.of(key.toArray())), trader));
    }

    void enqueue(long number, Bytes market) {
        QUEUED.put(
                state,
                QUEUED.key().u64(number),
                Queued.newBuilder().setMarket(bytes(market)).build());
    }

    /** Takes the first entry out. */
    void dequeue(long number) {
        QUEUED.delete(state, QUEUED.key().u64(number));
        put(totals().toBuilder().setQueueFirst(number + 1).build());
    }

    /** From the first entry on: those that left lately may slow a scan over them. */
    void scanQueue(BiPredicate<Long, Bytes> visitor) {
        QUEUED.scanFrom(
                state,
                QUEUED.key(),
                QUEUED.key().u64(totals().getQueueFirst()),
                (key, queued) -> visitor.test(ByteBuffer.wrap(key.unsafeArray()).getLong(), id(queued.getMarket())));
    }

    void put(Bytes market, Clearing clearing) {
        int slot = (int) (clearing.getNumber() % CLEARINGS);
        CLEARING.put(state, CLEARING.key().raw(market).u8(slot), clearing);
    }

    @Nullable
    Clearing clearing(Bytes market, long number) {
        return CLEARING.get(state, CLEARING.key().raw(market).u8((int) (number % CLEARINGS)));
    }

    void put(Bytes market, Candle candle) {
        CANDLE.put(state, CANDLE.key().raw(market).u64(candle.getMinute() % CANDLES), candle);
    }

    /** Of this minute; the empty one if nothing was traded in it. */
    Candle candle(Bytes market, long minute) {
        Candle candle = CANDLE.getOrEmpty(state, CANDLE.key().raw(market).u64(minute % CANDLES));
        return candle.getMinute() == minute ? candle : Candle.getDefaultInstance();
    }

    Totals totals() {
        return TOTALS.getOrEmpty(state, TOTALS.key());
    }

    void put(Totals totals) {
        TOTALS.put(state, TOTALS.key(), totals);
    }

    void count(long markets, long orders) {
        Totals totals = totals();
        put(totals.toBuilder()
                .setMarkets(totals.getMarkets() + markets)
                .setOrders(totals.getOrders() + orders)
                .build());
    }

    Parameters parameters() {
        return PARAMETERS.getOrEmpty(state, PARAMETERS.key());
    }

    void put(Parameters parameters) {
        PARAMETERS.put(state, PARAMETERS.key(), parameters);
    }
}
