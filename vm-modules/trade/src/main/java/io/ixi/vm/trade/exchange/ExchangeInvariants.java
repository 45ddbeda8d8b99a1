package io.ixi.vm.trade.exchange;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.trade.exchange.proto.Level;
import io.ixi.vm.trade.exchange.proto.Market;
import io.ixi.vm.trade.exchange.proto.Order;
import io.ixi.vm.trade.exchange.proto.Side;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What must hold after every block of what it wrote, and in an audit of everything. */
final class ExchangeInvariants {
    private final Money money;

    ExchangeInvariants(Money money) {
        this.money = money;
    }

    void check(Overlay block) {
        ExchangeState state = new ExchangeState(block);
        state.writtenOrders((spot, order) -> {
            order(block, spot, order);
            return true;
        });
        state.writtenMarkets((id, market) -> {
            uncrossed(state, id, market);
            return true;
        });
    }

    /** Held is exactly what an open order needs. */
    private void order(Overlay overlay, Spot spot, Order order) {
        Market market = new ExchangeState(overlay).market(spot.market());
        require(market != null, spot.id() + ": its market is not there");
        if (market == null) {
            return;
        }
        Amount needed = Book.needed(market, spot.side(), spot.price(), order.getLots());
        String asset = Book.asset(market, spot.side());
        Amount held = money.held(overlay, Address.of(order.getOwner()), asset, ExchangeModule.ID, spot.ref());
        require(order.getLots() > 0, spot.id() + ": no lots are left");
        require(needed.equals(Amount.of(order.getHeld())), spot.id() + ": needed and noted differ");
        require(held.equals(needed), spot.id() + ": held and needed differ");
    }

    /** A market that waits for no auction has nothing left to trade. */
    private static void uncrossed(ExchangeState state, Bytes id, Market market) {
        if (market.getQueued() || !MarketHandlers.trades(market)) {
            return;
        }
        long bid = best(state, id, Side.SIDE_BUY);
        long ask = best(state, id, Side.SIDE_SELL);
        require(bid == 0 || ask == 0 || bid < ask, id + ": the book is crossed at " + bid + " and " + ask);
    }

    private static long best(ExchangeState state, Bytes id, Side side) {
        long[] price = new long[1];
        state.scanLevels(id, side, (at, level) -> {
            price[0] = at;
            return false;
        });
        return price[0];
    }

    /** Levels, indexes and counts again from the orders. */
    void audit(Overlay overlay) {
        ExchangeState state = new ExchangeState(overlay);
        Map<Address, Integer> open = new TreeMap<>();
        Map<String, long[]> levels = new TreeMap<>();
        long[] orders = new long[1];
        state.scanOrders((spot, order) -> {
            order(overlay, spot, order);
            require(spot.equals(state.spotOf(spot.id())), spot.id() + ": its place is another");
            open.merge(Address.of(order.getOwner()), 1, Integer::sum);
            long[] level = levels.computeIfAbsent(spot.market().hex() + spot.side() + spot.price(), key -> new long[2]);
            level[0] += order.getLots();
            level[1]++;
            orders[0]++;
            return true;
        });
        require(orders[0] == state.totals().getOrders(), "orders are miscounted");
        state.scanTraders((owner, trader) -> {
            require(trader.getOpen() == open.getOrDefault(owner, 0), owner + ": open orders are miscounted");
            open.remove(owner);
            return true;
        });
        require(open.isEmpty(), "orders of unknown traders");
        long[] markets = new long[1];
        state.scanMarkets(Bytes.EMPTY, (id, market) -> {
            markets[0]++;
            uncrossed(state, id, market);
            for (Side side : new Side[] {Side.SIDE_BUY, Side.SIDE_SELL}) {
                state.scanLevels(id, side, (price, level) -> {
                    level(levels.remove(id.hex() + side + price), level);
                    return true;
                });
            }
            return true;
        });
        require(levels.isEmpty(), "prices without a level");
        require(markets[0] == state.totals().getMarkets(), "markets are miscounted");
    }

    private static void level(long @Nullable [] summed, Level level) {
        require(
                summed != null && summed[0] == level.getLots() && summed[1] == level.getOrders(),
                "a level is not the sum of its orders");
    }

    private static void require(boolean holds, String fault) {
        if (!holds) {
            throw new BrokenInvariantException("exchange: " + fault);
        }
    }
}
