package io.ixi.vm.trade.exchange;

/**
 * Orders of one side in priority: best price first, then older height, then lower id. The caller vouches for the order;
 * the auction never looks at ids. Read only.
 */
public final class Ladder {
    /** Most lots of one order: a million of such orders sum within 63 bits. */
    public static final long MAX_LOTS = 1L << 42;

    private final long[] prices;
    private final long[] lots;
    private final long[] heights;
    private final boolean[] whole;
    private int size;

    public Ladder(int capacity) {
        this.prices = new long[capacity];
        this.lots = new long[capacity];
        this.heights = new long[capacity];
        this.whole = new boolean[capacity];
    }

    /**
     * @param price limit, positive
     * @param count lots, 1 to {@link #MAX_LOTS}
     * @param height when it was placed
     * @param fillOrKill whether all of it must be filled, or nothing
     */
    public void add(long price, long count, long height, boolean fillOrKill) {
        if (price <= 0 || count <= 0 || count > MAX_LOTS) {
            throw new IllegalArgumentException("price " + price + ", lots " + count);
        }
        prices[size] = price;
        lots[size] = count;
        heights[size] = height;
        whole[size] = fillOrKill;
        size++;
    }

    public int size() {
        return size;
    }

    public long price(int index) {
        return prices[index];
    }

    public long lots(int index) {
        return lots[index];
    }

    public long height(int index) {
        return heights[index];
    }

    public boolean fillOrKill(int index) {
        return whole[index];
    }

    boolean sameGroup(int a, int b) {
        return prices[a] == prices[b] && heights[a] == heights[b];
    }
}
