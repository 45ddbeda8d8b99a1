package io.ixi.vm.trade.exchange;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.trade.exchange.proto.CloseReason;
import io.ixi.vm.trade.exchange.proto.Market;
import io.ixi.vm.trade.exchange.proto.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The end of a block: markets that wait have their auction, first come first, until the block's orders are used up. An
 * auction looks at up to {@value #SIDE} orders of each side; a market where more cross goes to the end of the queue and
 * on in the next block. So a block's work has one bound whatever the books hold.
 */
final class Auctions {
    /** Most orders of a side in one auction. */
    static final int SIDE = 256;

    /** Most markets in one block. */
    private static final int MARKETS = 64;

    /** Counted for a market besides its orders. */
    private static final int MARKET_COST = 8;

    private final Money money;
    private final Book book;
    private final Address treasury;

    Auctions(Money money, Book book, Address treasury) {
        this.money = money;
        this.book = book;
        this.treasury = treasury;
    }

    void endBlock(Context context) {
        try {
            run(context);
        } catch (RejectedException e) {
            throw new BrokenInvariantException("exchange: an auction could not settle: " + e.getMessage());
        }
    }

    private void run(Context context) throws RejectedException {
        ExchangeState state = new ExchangeState(context.state());
        NavigableMap<Long, Bytes> waiting = new TreeMap<>();
        state.scanQueue((number, market) -> {
            waiting.put(number, market);
            return waiting.size() < MARKETS;
        });
        int left = state.parameters().getBlockOrders();
        for (var entry : waiting.entrySet()) {
            if (left < 4 * SIDE) {
                return;
            }
            state.dequeue(entry.getKey());
            Market market =
                    state.known(entry.getValue()).toBuilder().setQueued(false).build();
            state.put(entry.getValue(), market);
            if (MarketHandlers.trades(market)) {
                left -= MARKET_COST + auction(context, entry.getValue(), market);
            }
        }
    }

    /** Returns how many orders it looked at: at most four times {@value #SIDE}. */
    private int auction(Context context, Bytes id, Market market) throws RejectedException {
        Crossing crossing = new Crossing(context, id, market);
        crossing.load();
        for (Loaded dead : crossing.over()) {
            CloseReason reason = Book.end(
                    new ExchangeState(context.state()),
                    dead.order(),
                    context.block().parentTimeMs());
            book.close(context, market, dead.spot(), dead.order(), reason);
        }
        for (Loaded shy : crossing.crossed()) {
            book.close(context, market, shy.spot(), shy.order(), CloseReason.CLOSE_CROSSED);
        }
        Market after = new Settlement(context, money, book, treasury, id, market).settle(crossing);
        boolean fleeing = flee(context, id, after);
        ExchangeState state = new ExchangeState(context.state());
        Market done =
                after.toBuilder().setAuctionHeight(context.block().height()).build();
        state.put(id, done);
        if (fleeing || crossing.isCut()) {
            Book.queue(state, id, done);
        }
        return crossing.looked() + SIDE;
    }

    /** Removes what had one auction only. Returns whether some are left. */
    private boolean flee(Context context, Bytes id, Market market) throws RejectedException {
        ExchangeState state = new ExchangeState(context.state());
        List<Bytes> ids = new ArrayList<>();
        state.scanFleeting(id, order -> {
            ids.add(order);
            return ids.size() <= SIDE;
        });
        for (Bytes orderId : ids.subList(0, Math.min(SIDE, ids.size()))) {
            Spot spot = state.spotOf(orderId);
            Order order = spot == null ? null : state.order(spot);
            if (spot != null && order != null) {
                book.close(context, market, spot, order, CloseReason.CLOSE_NOT_FILLED);
            }
        }
        return ids.size() > SIDE;
    }

    /** An order of an auction. */
    record Loaded(Spot spot, Order order) {}
}
