package io.ixi.vm.trade.exchange;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Random;

/** Order matches a second on one core: orders that get a fill, by processor time. Run {@code main}. */
final class AuctionBenchmark {
    private static final int AUCTIONS = 200;

    private AuctionBenchmark() {}

    public static void main(String[] args) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (int orders : new int[] {100, 1_000, 10_000, 100_000}) {
            Ladder bids = side(orders / 2, true);
            Ladder asks = side(orders / 2, false);
            for (int round = 0; round < 3; round++) {
                int auctions = Math.max(5, AUCTIONS * 1_000 / orders);
                long start = threads.getCurrentThreadCpuTime();
                long matches = 0;
                for (int i = 0; i < auctions; i++) {
                    Cleared cleared = Auction.clear(bids, asks, i);
                    matches += Arrays.stream(cleared.bids())
                                    .filter(fill -> fill > 0)
                                    .count()
                            + Arrays.stream(cleared.asks())
                                    .filter(fill -> fill > 0)
                                    .count();
                }
                long nanos = threads.getCurrentThreadCpuTime() - start;
                System.out.println("orders " + orders + " auctions " + auctions + " matches " + matches + " matches/s "
                        + matches * 1_000_000_000L / Math.max(1, nanos));
            }
        }
    }

    private static Ladder side(int orders, boolean bid) {
        Random random = new Random(orders + (bid ? 1 : 0));
        long[] prices = random.longs(orders, 1, 1_000).sorted().toArray();
        Ladder side = new Ladder(orders);
        for (int i = 0; i < orders; i++) {
            side.add(bid ? prices[orders - 1 - i] : prices[i], 1 + random.nextInt(1_000), 1, false);
        }
        return side;
    }
}
