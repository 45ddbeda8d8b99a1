package io.ixi.vm.trade.exchange;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.trade.exchange.Auctions.Loaded;
import io.ixi.vm.trade.exchange.proto.Life;
import io.ixi.vm.trade.exchange.proto.Market;
import io.ixi.vm.trade.exchange.proto.Order;
import io.ixi.vm.trade.exchange.proto.Side;
import java.util.ArrayList;
import java.util.List;

/** The part of a book where purchases and sales cross, best first, and what is in its way. For one auction. */
final class Crossing {
    private final ExchangeState state;
    private final Bytes id;
    private final Market market;
    private final long timeMs;
    private final List<Loaded> over = new ArrayList<>();
    private final List<Loaded> crossed = new ArrayList<>();
    private final List<Loaded> bids = new ArrayList<>();
    private final List<Loaded> asks = new ArrayList<>();
    private boolean cut;
    private int looked;

    Crossing(Context context, Bytes id, Market market) {
        this.state = new ExchangeState(context.state());
        this.id = id;
        this.market = market;
        this.timeMs = context.block().parentTimeMs();
    }

    /** Reads the sales up to the best purchase, and the purchases down to the best sale. */
    void load() {
        long[] bestBid = new long[1];
        state.scanLevels(id, Side.SIDE_BUY, (price, level) -> {
            bestBid[0] = price;
            return false;
        });
        if (bestBid[0] == 0) {
            return;
        }
        read(Side.SIDE_SELL, bestBid[0], asks);
        if (asks.isEmpty()) {
            cut |= !over.isEmpty();
            return;
        }
        read(Side.SIDE_BUY, asks.getFirst().spot().price(), bids);
        dropShy(bids, asks);
        dropShy(asks, bids);
        cut |= !over.isEmpty() || !crossed.isEmpty();
    }

    /** Reads orders in force whose price is at least as good as the limit. */
    private void read(Side side, long limit, List<Loaded> into) {
        int[] met = new int[1];
        state.scanBook(id, side, (spot, order) -> {
            if (!Spot.crosses(Spot.opposite(side), limit, spot.price())) {
                return false;
            }
            if (met[0] == Auctions.SIDE) {
                cut = true;
                return false;
            }
            met[0]++;
            (Book.isOver(state, order, timeMs) ? over : into).add(new Loaded(spot, order));
            return true;
        });
        looked += met[0];
    }

    /** Post-only orders of this block leave if they would trade with what was there before it. */
    private void dropShy(List<Loaded> side, List<Loaded> other) {
        long resting = 0;
        for (Loaded loaded : other) {
            if (!isNew(loaded.spot())) {
                resting = loaded.spot().price();
                break;
            }
        }
        if (resting == 0) {
            return;
        }
        for (Loaded loaded : List.copyOf(side)) {
            Spot spot = loaded.spot();
            boolean shy = loaded.order().getLife() == Life.LIFE_POST_ONLY && isNew(spot);
            if (shy && Spot.crosses(spot.side(), spot.price(), resting)) {
                crossed.add(loaded);
                side.remove(loaded);
            }
        }
    }

    /** Whether it was in no auction yet. */
    boolean isNew(Spot spot) {
        return spot.height() > market.getAuctionHeight();
    }

    /** Whether an order pays the maker's fee. */
    boolean isMaker(Spot spot, Order order) {
        return !isNew(spot) || order.getLife() == Life.LIFE_POST_ONLY;
    }

    List<Loaded> bids() {
        return bids;
    }

    List<Loaded> asks() {
        return asks;
    }

    /** Orders that ended before. */
    List<Loaded> over() {
        return over;
    }

    /** Post-only orders that would have traded. */
    List<Loaded> crossed() {
        return crossed;
    }

    /** Whether more cross than were read, or may cross now that some have left. */
    boolean isCut() {
        return cut;
    }

    int looked() {
        return looked;
    }
}
