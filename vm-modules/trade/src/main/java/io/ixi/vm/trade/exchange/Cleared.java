package io.ixi.vm.trade.exchange;

/** What an auction gives: one price, and the lots of each order. The fills of both sides sum to the volume. */
public final class Cleared {
    private final long price;
    private final long volume;
    private final long[] bids;
    private final long[] asks;

    Cleared(long price, long volume, long[] bids, long[] asks) {
        this.price = price;
        this.volume = volume;
        this.bids = bids;
        this.asks = asks;
    }

    /** 0 if nothing is traded. */
    public long price() {
        return price;
    }

    /** In lots. */
    public long volume() {
        return volume;
    }

    /** Lots of a buy order by its index. */
    public long bid(int index) {
        return bids[index];
    }

    /** Lots of a sell order by its index. */
    public long ask(int index) {
        return asks[index];
    }

    long[] bids() {
        return bids;
    }

    long[] asks() {
        return asks;
    }
}
