package io.ixi.vm.trade.exchange;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * A uniform-price batch auction. The price is the limit price that trades the most; of several the one with the least
 * imbalance, then the one nearest to the last price, then the lowest. The short side is filled wholly. On the long side
 * better prices come first, then older heights; the group of equals that cannot be filled wholly shares in proportion,
 * rounded down, and what is left goes one lot each to the lowest ids. Orders that want all or nothing and get less are
 * taken out and the rest clears again: after {@value #PASSES} such rounds all of them are out. Pure and total.
 */
public final class Auction {
    /** Rounds in which only those that were not filled leave. */
    public static final int PASSES = 3;

    private final Ladder bids;
    private final Ladder asks;
    private final long lastPrice;
    private final boolean[] bidOut;
    private final boolean[] askOut;
    private final long[] bidFills;
    private final long[] askFills;
    private long price;
    private long volume;

    private Auction(Ladder bids, Ladder asks, long lastPrice) {
        this.bids = bids;
        this.asks = asks;
        this.lastPrice = lastPrice;
        this.bidOut = new boolean[bids.size()];
        this.askOut = new boolean[asks.size()];
        this.bidFills = new long[bids.size()];
        this.askFills = new long[asks.size()];
    }

    /** @param lastPrice of the auction before; 0: there was none */
    public static Cleared clear(Ladder bids, Ladder asks, long lastPrice) {
        return new Auction(bids, asks, lastPrice).run();
    }

    private Cleared run() {
        for (int pass = 0; pass < PASSES; pass++) {
            once();
            int dropped = dropUnfilled(bids, bidFills, bidOut) + dropUnfilled(asks, askFills, askOut);
            if (dropped == 0) {
                return result();
            }
        }
        dropAll(bids, bidOut);
        dropAll(asks, askOut);
        once();
        return result();
    }

    private Cleared result() {
        return new Cleared(price, volume, bidFills, askFills);
    }

    private static int dropUnfilled(Ladder side, long[] fills, boolean[] out) {
        int dropped = 0;
        for (int i = 0; i < side.size(); i++) {
            if (side.fillOrKill(i) && !out[i] && fills[i] < side.lots(i)) {
                out[i] = true;
                dropped++;
            }
        }
        return dropped;
    }

    private static void dropAll(Ladder side, boolean[] out) {
        for (int i = 0; i < side.size(); i++) {
            out[i] |= side.fillOrKill(i);
        }
    }

    private void once() {
        findPrice();
        fill(bids, bidFills, bidOut);
        fill(asks, askFills, askOut);
    }

    /** Walks the limit prices of crossing orders upwards; each order is met once. */
    private void findPrice() {
        price = 0;
        volume = 0;
        int[] buys = in(bidOut);
        int[] sells = in(askOut);
        if (buys.length == 0 || sells.length == 0) {
            return;
        }
        long highest = bids.price(buys[0]);
        long candidate = asks.price(sells[0]);
        long demand = 0;
        int buy = 0;
        while (buy < buys.length && bids.price(buys[buy]) >= candidate) {
            demand += bids.lots(buys[buy]);
            buy++;
        }
        buy--;
        int sell = 0;
        long supply = 0;
        long imbalance = 0;
        while (candidate <= highest) {
            while (sell < sells.length && asks.price(sells[sell]) <= candidate) {
                supply += asks.lots(sells[sell]);
                sell++;
            }
            long traded = Math.min(demand, supply);
            long left = Math.abs(demand - supply);
            boolean tie = traded == volume && left == imbalance && isNearer(candidate, price);
            if (traded > volume || (traded == volume && left < imbalance) || tie) {
                price = candidate;
                volume = traded;
                imbalance = left;
            }
            while (buy >= 0 && bids.price(buys[buy]) <= candidate) {
                demand -= bids.lots(buys[buy]);
                buy--;
            }
            if (buy < 0) {
                return;
            }
            candidate = bids.price(buys[buy]);
            if (sell < sells.length) {
                candidate = Math.min(candidate, asks.price(sells[sell]));
            }
        }
    }

    private static int[] in(boolean[] out) {
        int[] kept = new int[out.length];
        int count = 0;
        for (int i = 0; i < out.length; i++) {
            if (!out[i]) {
                kept[count++] = i;
            }
        }
        return Arrays.copyOf(kept, count);
    }

    /** Whether {@code a} is nearer to the last price than {@code b}; both are positive. */
    private boolean isNearer(long a, long b) {
        return Math.abs(a - lastPrice) < Math.abs(b - lastPrice);
    }

    private void fill(Ladder side, long[] fills, boolean[] out) {
        Arrays.fill(fills, 0);
        long left = volume;
        int from = 0;
        while (left > 0) {
            int to = from;
            long group = 0;
            while (to < side.size() && side.sameGroup(from, to)) {
                group += out[to] ? 0 : side.lots(to);
                to++;
            }
            if (group <= left) {
                for (int i = from; i < to; i++) {
                    fills[i] = out[i] ? 0 : side.lots(i);
                }
                left -= group;
            } else {
                share(side, fills, out, from, to, left, group);
                left = 0;
            }
            from = to;
        }
    }

    private static void share(Ladder side, long[] fills, boolean[] out, int from, int to, long left, long group) {
        long given = 0;
        for (int i = from; i < to; i++) {
            fills[i] = out[i] ? 0 : portion(side.lots(i), left, group);
            given += fills[i];
        }
        for (int i = from; i < to && given < left; i++) {
            if (!out[i] && fills[i] < side.lots(i)) {
                fills[i]++;
                given++;
            }
        }
    }

    /** {@code lots * left / group}, rounded down; {@code left <= group}. */
    private static long portion(long lots, long left, long group) {
        if (Math.multiplyHigh(lots, left) == 0 && lots * left >= 0) {
            return lots * left / group;
        }
        return BigInteger.valueOf(lots)
                .multiply(BigInteger.valueOf(left))
                .divide(BigInteger.valueOf(group))
                .longValueExact();
    }
}
