package io.ixi.vm.trade.exchange;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** The rules told again without thought of speed: every price is tried, every sum is taken anew. */
public final class NaiveAuction {
    /** @param id lower is older among equals */
    public record Order(boolean bid, long price, long lots, long height, int id, boolean whole) {}

    private NaiveAuction() {}

    static final Comparator<Order> PRIORITY = Comparator.comparingLong((Order o) -> o.bid() ? -o.price() : o.price())
            .thenComparingLong(Order::height)
            .thenComparingInt(Order::id);

    private record Trade(long price, long volume) {}

    /** Fills by id; the last entry is the price. */
    public static long[] clear(List<Order> all, long last) {
        List<Order> orders = new ArrayList<>(all);
        for (int pass = 0; pass < 3; pass++) {
            long[] fills = once(orders, all.size(), last);
            List<Order> kept = new ArrayList<>(orders);
            kept.removeIf(order -> order.whole() && fills[order.id()] < order.lots());
            if (kept.size() == orders.size()) {
                return fills;
            }
            orders = kept;
        }
        orders.removeIf(Order::whole);
        return once(orders, all.size(), last);
    }

    private static long[] once(List<Order> orders, int count, long last) {
        long[] fills = new long[count + 1];
        Trade trade = price(orders, last);
        fills[count] = trade.price();
        for (boolean bid : new boolean[] {true, false}) {
            List<Order> queue = new ArrayList<>(
                    orders.stream().filter(o -> o.bid() == bid).sorted(PRIORITY).toList());
            long left = trade.volume();
            while (left > 0) {
                Order head = queue.getFirst();
                List<Order> equals = queue.stream()
                        .filter(o -> o.price() == head.price() && o.height() == head.height())
                        .toList();
                queue.removeAll(equals);
                long sum = equals.stream().mapToLong(Order::lots).sum();
                long share = Math.min(left, sum);
                long given = 0;
                for (Order order : equals) {
                    fills[order.id()] = order.lots() * share / sum;
                    given += fills[order.id()];
                }
                for (Order order : equals) {
                    if (given < share) {
                        fills[order.id()]++;
                        given++;
                    }
                }
                left -= share;
            }
        }
        return fills;
    }

    private static Trade price(List<Order> orders, long last) {
        TreeSet<Long> limits = new TreeSet<>();
        orders.forEach(order -> limits.add(order.price()));
        Trade best = new Trade(0, 0);
        long gap = 0;
        for (long price : limits) {
            long demand = orders.stream()
                    .filter(o -> o.bid() && o.price() >= price)
                    .mapToLong(Order::lots)
                    .sum();
            long supply = orders.stream()
                    .filter(o -> !o.bid() && o.price() <= price)
                    .mapToLong(Order::lots)
                    .sum();
            long volume = Math.min(demand, supply);
            long left = Math.abs(demand - supply);
            boolean better = volume > best.volume();
            if (volume == best.volume()) {
                better = left < gap || (left == gap && Math.abs(price - last) < Math.abs(best.price() - last));
            }
            if (volume > 0 && better) {
                best = new Trade(price, volume);
                gap = left;
            }
        }
        return best;
    }
}
