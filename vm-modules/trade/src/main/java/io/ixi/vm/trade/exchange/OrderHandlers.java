package io.ixi.vm.trade.exchange;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.trade.exchange.proto.CancelAll;
import io.ixi.vm.trade.exchange.proto.CancelOrder;
import io.ixi.vm.trade.exchange.proto.CloseReason;
import io.ixi.vm.trade.exchange.proto.EvictOrder;
import io.ixi.vm.trade.exchange.proto.ExchangeError;
import io.ixi.vm.trade.exchange.proto.Life;
import io.ixi.vm.trade.exchange.proto.Market;
import io.ixi.vm.trade.exchange.proto.MarketStatus;
import io.ixi.vm.trade.exchange.proto.Order;
import io.ixi.vm.trade.exchange.proto.OrderPlaced;
import io.ixi.vm.trade.exchange.proto.OrderTerms;
import io.ixi.vm.trade.exchange.proto.Parameters;
import io.ixi.vm.trade.exchange.proto.PlaceOrder;
import io.ixi.vm.trade.exchange.proto.ScheduleCancel;
import java.util.ArrayList;
import java.util.List;

/** Orders come and go; what trades is decided by {@link Auctions}. */
final class OrderHandlers {
    /** Most orders that one CancelAll calls off. */
    static final int CANCEL_ALL = 50;

    private static final int OWN_CROSSED = 8;
    private static final long LONGEST_MS = 95L * 86_400_000;
    private static final long MAX_PRICE = 1L << 62;

    private final Money money;
    private final Book book;

    OrderHandlers(Money money, Book book) {
        this.money = money;
        this.book = book;
    }

    void place(Context context, PlaceOrder message) throws RejectedException {
        ExchangeState state = new ExchangeState(context.state());
        Bytes marketId = ExchangeState.id(message.getMarket());
        Market market = state.known(marketId);
        OrderTerms terms = message.getTerms();
        boolean open = market.getStatus() == MarketStatus.MARKET_ACTIVE
                || (market.getStatus() == MarketStatus.MARKET_POST_ONLY && terms.getLife() == Life.LIFE_POST_ONLY);
        if (!open) {
            throw RejectedException.of(ExchangeError.MARKET_STATUS);
        }
        Address owner = context.signer();
        if (market.hasGate()) {
            context.require(market.getGate(), owner);
        }
        requireSound(market, terms, context.block().parentTimeMs());
        if (state.trader(owner).getOpen() >= mostOrders(money, context.state(), owner)) {
            throw RejectedException.of(ExchangeError.TIER_LIMIT);
        }
        Bytes id = context.newId("exchange-order");
        long lots = withoutOwn(context, marketId, market, terms);
        if (lots == 0) {
            Book.closed(context, id, owner, CloseReason.CLOSE_SELF_TRADE);
            return;
        }
        Spot spot = new Spot(
                marketId, terms.getSide(), terms.getPrice(), context.block().height(), id);
        Order order = Order.newBuilder()
                .setOwner(owner.toByteString())
                .setLots(lots)
                .setLife(terms.getLife())
                .setUntilMs(terms.getUntilMs())
                .setPlacedMs(context.block().parentTimeMs())
                .build();
        book.insert(context, market, spot, order);
        Book.queue(state, marketId, state.known(marketId));
        context.emit(OrderPlaced.newBuilder()
                .setOrder(ExchangeState.bytes(id))
                .setMarket(message.getMarket())
                .setOwner(owner.toByteString())
                .setSide(terms.getSide())
                .setPrice(terms.getPrice())
                .setLots(lots)
                .build());
    }

    private static void requireSound(Market market, OrderTerms terms, long now) throws RejectedException {
        boolean numbers = terms.getPrice() > 0
                && terms.getPrice() <= MAX_PRICE
                && terms.getPrice() % market.getTick() == 0
                && terms.getLots() > 0
                && terms.getLots() <= Ladder.MAX_LOTS;
        if (!numbers
                || Amount.product(terms.getPrice(), terms.getLots()).compareTo(Amount.of(market.getMinNotional()))
                        < 0) {
            throw RejectedException.of(ExchangeError.BAD_ORDER);
        }
        boolean timed = terms.getLife() == Life.LIFE_GTT;
        boolean ends = terms.getUntilMs() > now && terms.getUntilMs() <= now + LONGEST_MS;
        if (timed ? !ends : terms.getUntilMs() != 0) {
            throw RejectedException.of(ExchangeError.BAD_ORDER);
        }
    }

    /** How many orders an account may have open, by its free native units. */
    static int mostOrders(Money money, Overlay overlay, Address owner) {
        Parameters parameters = new ExchangeState(overlay).parameters();
        Amount free = money.free(overlay, owner, "");
        if (free.compareTo(Amount.of(parameters.getTierThreeFrom())) >= 0) {
            return parameters.getTierThreeOrders();
        }
        boolean second = free.compareTo(Amount.of(parameters.getTierTwoFrom())) >= 0;
        return second ? parameters.getTierTwoOrders() : parameters.getTierOneOrders();
    }

    /**
     * Keeps an owner's purchases below its sales: then no auction can make it trade with itself. Returns the lots that
     * are left of the new order.
     */
    private long withoutOwn(Context context, Bytes marketId, Market market, OrderTerms terms) throws RejectedException {
        ExchangeState state = new ExchangeState(context.state());
        List<Bytes> crossed = new ArrayList<>();
        var opposite = Spot.opposite(terms.getSide());
        state.scanOwn(context.signer(), marketId, opposite, id -> {
            Spot spot = state.spotOf(id);
            boolean crosses = spot != null && Spot.crosses(terms.getSide(), terms.getPrice(), spot.price());
            if (crosses) {
                crossed.add(id);
            }
            return crosses && crossed.size() <= OWN_CROSSED;
        });
        if (crossed.size() > OWN_CROSSED) {
            throw RejectedException.of(ExchangeError.SELF_TRADE);
        }
        long lots = terms.getLots();
        for (Bytes id : crossed) {
            lots -= meet(context, market, terms, id, lots);
        }
        return lots;
    }

    /** What the new order loses to an own one that it crosses. */
    private long meet(Context context, Market market, OrderTerms terms, Bytes id, long lots) throws RejectedException {
        ExchangeState state = new ExchangeState(context.state());
        Spot spot = state.spotOf(id);
        Order order = spot == null ? null : state.order(spot);
        if (spot == null || order == null) {
            throw new IllegalStateException("listed and not there: " + id);
        }
        if (Book.isOver(state, order, context.block().parentTimeMs())) {
            CloseReason reason = Book.end(state, order, context.block().parentTimeMs());
            book.close(context, market, spot, order, reason);
            return 0;
        }
        return switch (terms.getSelfTrade()) {
            case SELF_TRADE_REFUSE, UNRECOGNIZED -> throw RejectedException.of(ExchangeError.SELF_TRADE);
            case SELF_TRADE_CANCEL_OLD -> {
                book.close(context, market, spot, order, CloseReason.CLOSE_SELF_TRADE);
                yield 0;
            }
            case SELF_TRADE_CUT_BOTH -> {
                long cut = Math.min(lots, order.getLots());
                if (cut == order.getLots()) {
                    book.close(context, market, spot, order, CloseReason.CLOSE_SELF_TRADE);
                } else if (cut > 0) {
                    book.shrink(context, market, spot, order, cut, 0, Amount.of(order.getHeld()));
                }
                yield cut;
            }
        };
    }

    void cancel(Context context, CancelOrder message) throws RejectedException {
        ExchangeState state = new ExchangeState(context.state());
        Spot spot = state.spotOf(ExchangeState.id(message.getOrder()));
        Order order = spot == null ? null : state.order(spot);
        if (spot == null || order == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        if (!order.getOwner().equals(context.signer().toByteString())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        book.close(context, state.known(spot.market()), spot, order, CloseReason.CLOSE_CANCELLED);
    }

    /** Calls off an owner's order if it is open. */
    void callOff(Context context, Address owner, Bytes id) throws RejectedException {
        ExchangeState state = new ExchangeState(context.state());
        Spot spot = state.spotOf(id);
        Order order = spot == null ? null : state.order(spot);
        if (spot != null && order != null && order.getOwner().equals(owner.toByteString())) {
            book.close(context, state.known(spot.market()), spot, order, CloseReason.CLOSE_CANCELLED);
        }
    }

    void cancelAll(Context context, CancelAll message) throws RejectedException {
        ExchangeState state = new ExchangeState(context.state());
        Bytes market = ExchangeState.id(message.getMarket());
        if (market.size() != 0) {
            state.known(market);
        }
        List<Bytes> ids = new ArrayList<>();
        state.scanOwn(context.signer(), market, Bytes.EMPTY, (place, id) -> {
            ids.add(id);
            return ids.size() < CANCEL_ALL;
        });
        for (Bytes id : ids) {
            callOff(context, context.signer(), id);
        }
    }

    static void schedule(Context context, ScheduleCancel message) throws RejectedException {
        long now = context.block().parentTimeMs();
        boolean ahead = message.getAtMs() > now && message.getAtMs() <= now + LONGEST_MS;
        if (message.getAtMs() != 0 && !ahead) {
            throw RejectedException.of(ExchangeError.BAD_ORDER);
        }
        ExchangeState state = new ExchangeState(context.state());
        var trader = state.trader(context.signer());
        if (trader.getCancelAtMs() != 0 && trader.getCancelAtMs() <= now && trader.getOpen() > 0) {
            throw RejectedException.of(KernelError.BAD_STATE, "the switch has fallen; call off what is left first");
        }
        state.put(
                context.signer(),
                trader.toBuilder().setCancelAtMs(message.getAtMs()).build());
    }

    void evict(Context context, EvictOrder message) throws RejectedException {
        ExchangeState state = new ExchangeState(context.state());
        Spot spot = state.spotOf(ExchangeState.id(message.getOrder()));
        Order order = spot == null ? null : state.order(spot);
        if (spot == null || order == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        long now = context.block().parentTimeMs();
        if (!Book.isOver(state, order, now)) {
            throw RejectedException.of(ExchangeError.NOT_ENDED);
        }
        book.close(context, state.known(spot.market()), spot, order, Book.end(state, order, now));
    }
}
