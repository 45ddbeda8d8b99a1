package io.ixi.vm.trade.exchange;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.trade.exchange.proto.CloseReason;
import io.ixi.vm.trade.exchange.proto.Life;
import io.ixi.vm.trade.exchange.proto.Market;
import io.ixi.vm.trade.exchange.proto.Order;
import io.ixi.vm.trade.exchange.proto.OrderClosed;
import io.ixi.vm.trade.exchange.proto.Side;
import io.ixi.vm.trade.exchange.proto.Totals;
import io.ixi.vm.trade.exchange.proto.Trader;
import java.math.BigInteger;

/** Orders in and out of books, with the money that is held for them. Each call costs the same whatever the book. */
final class Book {
    private static final BigInteger PPM = BigInteger.valueOf(1_000_000);

    private final Money money;

    Book(Money money) {
        this.money = money;
    }

    /** A fee on an amount, rounded up. */
    static Amount fee(Amount of, int ppm) {
        BigInteger[] parts = of.toBigInteger().multiply(BigInteger.valueOf(ppm)).divideAndRemainder(PPM);
        return Amount.of(parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE));
    }

    /** What an order has held: base of a sale, quote of a purchase with the higher of the two fees. */
    static Amount needed(Market market, Side side, long price, long lots) {
        if (side == Side.SIDE_SELL) {
            return Amount.product(lots, market.getLot());
        }
        Amount value = Amount.product(price, lots);
        return value.plus(fee(value, market.getTakerPpm()));
    }

    /** The asset that an order has held. */
    static String asset(Market market, Side side) {
        return side == Side.SIDE_SELL ? market.getBase() : market.getQuote();
    }

    static boolean isFleeting(Order order) {
        return order.getLife() == Life.LIFE_IOC || order.getLife() == Life.LIFE_FOK;
    }

    /** Whether it has ended at this time, whoever has noticed. */
    static boolean isOver(ExchangeState state, Order order, long timeMs) {
        return (order.getLife() == Life.LIFE_GTT && order.getUntilMs() <= timeMs) || isStopped(state, order, timeMs);
    }

    private static boolean isStopped(ExchangeState state, Order order, long timeMs) {
        long at = state.trader(Address.of(order.getOwner())).getCancelAtMs();
        return at != 0 && at <= timeMs && order.getPlacedMs() < at;
    }

    static CloseReason end(ExchangeState state, Order order, long timeMs) {
        return isStopped(state, order, timeMs) ? CloseReason.CLOSE_DEAD_MAN : CloseReason.CLOSE_EXPIRED;
    }

    /** Holds the money and writes the order, whose amount held is still empty. */
    void insert(Context context, Market market, Spot spot, Order order) throws RejectedException {
        Address owner = Address.of(order.getOwner());
        Amount needed = needed(market, spot.side(), spot.price(), order.getLots());
        money.hold(context, owner, asset(market, spot.side()), needed, ExchangeModule.ID, spot.ref());
        ExchangeState state = new ExchangeState(context.state());
        state.put(spot, order.toBuilder().setHeld(needed.toByteString()).build());
        state.list(spot, owner, isFleeting(order));
        state.addLevel(spot, order.getLots(), 1);
        state.count(0, 1);
        open(state, owner, 1);
    }

    /** Takes lots off an order and leaves what the rest needs; {@code held} is what is held of it now. */
    void shrink(Context context, Market market, Spot spot, Order order, long lots, long filled, Amount held)
            throws RejectedException {
        long left = order.getLots() - lots;
        Amount needed = needed(market, spot.side(), spot.price(), left);
        release(context, market, spot, order, held.minus(needed));
        ExchangeState state = new ExchangeState(context.state());
        state.put(
                spot,
                order.toBuilder()
                        .setLots(left)
                        .setFilled(order.getFilled() + filled)
                        .setHeld(needed.toByteString())
                        .build());
        state.addLevel(spot, -lots, 0);
    }

    void close(Context context, Market market, Spot spot, Order order, CloseReason reason) throws RejectedException {
        close(context, market, spot, order, Amount.of(order.getHeld()), reason);
    }

    /** Removes an order and releases what is held of it now. */
    void close(Context context, Market market, Spot spot, Order order, Amount held, CloseReason reason)
            throws RejectedException {
        release(context, market, spot, order, held);
        ExchangeState state = new ExchangeState(context.state());
        Address owner = Address.of(order.getOwner());
        state.delete(spot, owner, isFleeting(order));
        state.addLevel(spot, -order.getLots(), -1);
        state.count(0, -1);
        open(state, owner, -1);
        closed(context, spot.id(), owner, reason);
    }

    static void closed(Context context, Bytes id, Address owner, CloseReason reason) {
        context.emit(OrderClosed.newBuilder()
                .setOrder(ExchangeState.bytes(id))
                .setOwner(owner.toByteString())
                .setReason(reason)
                .build());
    }

    private void release(Context context, Market market, Spot spot, Order order, Amount amount)
            throws RejectedException {
        if (!amount.isZero()) {
            String asset = asset(market, spot.side());
            money.release(context, Address.of(order.getOwner()), asset, amount, ExchangeModule.ID, spot.ref());
        }
    }

    private static void open(ExchangeState state, Address owner, int more) {
        Trader trader = state.trader(owner);
        state.put(owner, trader.toBuilder().setOpen(trader.getOpen() + more).build());
    }

    /** Puts a market at the end of those that wait for an auction. */
    static Market queue(ExchangeState state, Bytes id, Market market) {
        if (market.getQueued()) {
            return market;
        }
        Totals totals = state.totals();
        state.enqueue(totals.getQueue(), id);
        state.put(totals.toBuilder().setQueue(totals.getQueue() + 1).build());
        Market queued = market.toBuilder().setQueued(true).build();
        state.put(id, queued);
        return queued;
    }
}
