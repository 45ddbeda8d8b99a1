package io.ixi.vm.trade.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.vm.trade.exchange.NaiveAuction.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The vectors of the specification, and random books against {@link NaiveAuction}: {@code -Dixi.books}. */
class AuctionTest {
    private static final int BOOKS = Integer.getInteger("ixi.books", 3_000);
    private static final long SEED = Long.getLong("ixi.seed", 20_261_123L);

    /** Each row: price, lots, height, and 1 for all or nothing. */
    private static Ladder side(long[]... rows) {
        Ladder side = new Ladder(rows.length);
        for (long[] row : rows) {
            side.add(row[0], row[1], row[2], row[3] == 1);
        }
        return side;
    }

    private static long[] order(long price, long lots) {
        return new long[] {price, lots, 1, 0};
    }

    @Test
    void theMostIsTradedAtOnePrice() {
        Cleared cleared = Auction.clear(side(order(10, 100), order(9, 50)), side(order(8, 80), order(9, 60)), 0);
        assertThat(cleared.price()).isEqualTo(9);
        assertThat(cleared.volume()).isEqualTo(140);
        assertThat(cleared.bids()).containsExactly(100, 40);
        assertThat(cleared.asks()).containsExactly(80, 60);
    }

    @Test
    void aTieGoesToThePriceNearestToTheLastOne() {
        Ladder bids = side(order(12, 10));
        Ladder asks = side(order(8, 10));
        assertThat(Auction.clear(bids, asks, 9).price()).isEqualTo(8);
        assertThat(Auction.clear(bids, asks, 11).price()).isEqualTo(12);
        assertThat(Auction.clear(bids, asks, 10).price()).as("the lower").isEqualTo(8);
    }

    @Test
    void equalsShareInProportionAndTheLowestIdHasTheLastLot() {
        Ladder asks = side(new long[] {5, 3, 1, 0}, new long[] {5, 7, 2, 0}, new long[] {5, 7, 2, 0});
        Cleared cleared = Auction.clear(side(order(5, 10)), asks, 0);
        assertThat(cleared.asks()).containsExactly(3, 4, 3);
        assertThat(cleared.bids()).containsExactly(10);
    }

    @Test
    void allOrNothingIsTakenOutWhenItCannotBeFilled() {
        Cleared cleared = Auction.clear(side(new long[] {10, 20, 1, 1}), side(order(10, 15)), 7);
        assertThat(cleared.price()).isZero();
        assertThat(cleared.volume()).isZero();
        assertThat(cleared.asks()).containsExactly(0);
    }

    @Test
    void noAllOrNothingIsEverFilledInPart() {
        // each round shows another one that cannot be filled; after three none is left
        long[][] bids = new long[8][];
        long[][] asks = new long[8][];
        for (int i = 0; i < 8; i++) {
            bids[i] = new long[] {100 - i, 10 + i, 1, 1};
            asks[i] = new long[] {10 + i, 9 + 3L * i, 1, 1};
        }
        Cleared cleared = Auction.clear(side(bids), side(asks), 0);
        for (int i = 0; i < 8; i++) {
            assertThat(cleared.bids()[i]).isIn(0L, bids[i][1]);
            assertThat(cleared.asks()[i]).isIn(0L, asks[i][1]);
        }
    }

    @Test
    void nothingIsTradedWithoutCrossing() {
        assertThat(Auction.clear(side(order(9, 5)), side(order(10, 5)), 9).volume())
                .isZero();
        assertThat(Auction.clear(side(), side(order(10, 5)), 9).volume()).isZero();
        assertThat(Auction.clear(side(order(9, 5)), side(), 9).volume()).isZero();
    }

    @Test
    void theLargestOrdersDoNotOverflow() {
        long[] huge = {Long.MAX_VALUE, Ladder.MAX_LOTS, 1, 0};
        Cleared cleared = Auction.clear(side(huge, huge, huge), side(new long[] {1, Ladder.MAX_LOTS - 1, 1, 0}), 0);
        assertThat(cleared.volume()).isEqualTo(Ladder.MAX_LOTS - 1);
        assertThat(cleared.bids())
                .containsExactly((Ladder.MAX_LOTS - 1) / 3, (Ladder.MAX_LOTS - 1) / 3, (Ladder.MAX_LOTS - 1) / 3);
        assertThatThrownBy(() -> new Ladder(1).add(0, 1, 1, false)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Ladder(1).add(1, Ladder.MAX_LOTS + 1, 1, false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void randomBooksClearAsTheNaiveRulesSay() {
        Random random = new Random(SEED);
        long traded = 0;
        for (int book = 0; book < BOOKS; book++) {
            List<Order> orders = orders(random);
            long last = random.nextInt(14);
            List<Order> bids = orders.stream()
                    .filter(Order::bid)
                    .sorted(NaiveAuction.PRIORITY)
                    .toList();
            List<Order> asks = orders.stream()
                    .filter(o -> !o.bid())
                    .sorted(NaiveAuction.PRIORITY)
                    .toList();
            Cleared cleared = Auction.clear(side(bids), side(asks), last);
            long[] expected = NaiveAuction.clear(orders, last);
            String what = "seed " + SEED + " book " + book;
            assertThat(cleared.price()).as(what).isEqualTo(expected[orders.size()]);
            assertThat(cleared.volume())
                    .as(what)
                    .isEqualTo(bids.stream().mapToLong(o -> expected[o.id()]).sum());
            compare(what, bids, cleared.bids(), expected, cleared);
            compare(what, asks, cleared.asks(), expected, cleared);
            traded += cleared.volume();
        }
        System.out.println("books " + BOOKS + ", seed " + SEED + ", lots traded " + traded);
        assertThat(traded).isGreaterThan(BOOKS);
    }

    private static void compare(String what, List<Order> side, long[] fills, long[] expected, Cleared cleared) {
        long sum = 0;
        for (int i = 0; i < side.size(); i++) {
            Order order = side.get(i);
            boolean within = order.bid() ? order.price() >= cleared.price() : order.price() <= cleared.price();
            if (fills[i] != expected[order.id()] || (fills[i] > 0 && !within)) {
                throw new AssertionError(what + ": " + order + " has " + fills[i] + " at " + cleared.price());
            }
            sum += fills[i];
        }
        if (sum != cleared.volume()) {
            throw new AssertionError(what + ": fills sum to " + sum);
        }
    }

    private static Ladder side(List<Order> orders) {
        Ladder side = new Ladder(orders.size());
        orders.forEach(o -> side.add(o.price(), o.lots(), o.height(), o.whole()));
        return side;
    }

    private static List<Order> orders(Random random) {
        int count = random.nextInt(14);
        int prices = 1 + random.nextInt(12);
        List<Order> orders = new ArrayList<>();
        for (int id = 0; id < count; id++) {
            orders.add(new Order(
                    random.nextBoolean(),
                    1 + random.nextInt(prices),
                    1 + random.nextInt(20),
                    random.nextInt(3),
                    id,
                    random.nextInt(5) == 0));
        }
        return orders;
    }
}
