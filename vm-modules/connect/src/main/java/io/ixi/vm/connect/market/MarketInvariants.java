package io.ixi.vm.connect.market;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.connect.market.proto.Arbiter;
import io.ixi.vm.connect.market.proto.Calendar;
import io.ixi.vm.connect.market.proto.Dispute;
import io.ixi.vm.connect.market.proto.Order;
import io.ixi.vm.connect.market.proto.OrderState;
import io.ixi.vm.connect.market.proto.Slot;
import io.ixi.vm.connect.market.proto.Vote;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.state.Overlay;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What orders say is held is held, and what calendars say is booked is booked. */
final class MarketInvariants {
    private final Money money;

    MarketInvariants(Money money) {
        this.money = money;
    }

    /** For each order that the block wrote. */
    void check(Overlay block) {
        MarketState state = new MarketState(block);
        state.touchedOrders((id, order) -> order(block, state, id, order));
    }

    private void order(Overlay overlay, MarketState state, Bytes id, Order order) {
        Amount held = money.held(
                overlay, Address.of(order.getBuyer()), order.getAsset(), MarketModule.ID, MarketState.ref(id));
        require(held.equals(Amount.of(order.getEscrow())), id + ": held and escrow differ");
        require(
                !Settlement.ended(order.getState()) || held.isZero(),
                id + ": money is held for an order that has ended");
        require(
                order.getState() != OrderState.ORDER_DISPUTED || state.dispute(id) != null,
                id + ": no dispute about a disputed order");
    }

    void audit(Overlay overlay) {
        MarketState state = new MarketState(overlay);
        long[] listings = new long[1];
        state.scanListings((id, listing) -> listings[0]++);
        require(listings[0] == state.totals().getListings(), "listings are miscounted");
        NavigableMap<String, Amount> escrow = new TreeMap<>();
        NavigableMap<Bytes, int[]> days = new TreeMap<>();
        NavigableMap<Bytes, Integer> booked = new TreeMap<>();
        NavigableMap<Address, Integer> open = new TreeMap<>();
        long[] orders = new long[1];
        state.scanOrders((id, order) -> {
            order(overlay, state, id, order);
            if (!Settlement.ended(order.getState())) {
                orders[0]++;
                escrow.merge(order.getAsset(), Amount.of(order.getEscrow()), Amount::plus);
                if (order.hasSlot()) {
                    booked.merge(MarketState.id(order.getSlot().getCalendar()), 1, Integer::sum);
                    book(days, order.getSlot());
                }
                votes(state, id, order, open);
            }
        });
        require(orders[0] == state.totals().getOpenOrders(), "open orders are miscounted");
        state.scanEscrow((asset, amount) ->
                require(amount.equals(escrow.remove(asset)), "what is held of " + asset + " is miscounted"));
        require(escrow.values().stream().allMatch(Amount::isZero), "money is held without being counted");
        calendars(state, days, booked);
        pool(state, open);
    }

    private static void book(NavigableMap<Bytes, int[]> days, Slot slot) {
        for (int i = 0; i < slot.getCells(); i++) {
            long day = slot.getDay() + (long) ((slot.getFrom() + i) / Slots.CELLS);
            byte[] key = Arrays.copyOf(slot.getCalendar().toByteArray(), 28);
            for (int k = 0; k < Long.BYTES; k++) {
                key[20 + k] = (byte) (day >>> (56 - 8 * k));
            }
            days.computeIfAbsent(Bytes.wrap(key), none -> new int[Slots.CELLS])[(slot.getFrom() + i) % Slots.CELLS]++;
        }
    }

    private static void votes(MarketState state, Bytes id, Order order, NavigableMap<Address, Integer> open) {
        Dispute dispute = order.getState() == OrderState.ORDER_DISPUTED ? state.dispute(id) : null;
        if (dispute != null) {
            for (Vote vote : dispute.getVotesList()) {
                if (!vote.getCast()) {
                    open.merge(Address.of(vote.getArbiter()), 1, Integer::sum);
                }
            }
        }
    }

    private static void calendars(
            MarketState state, NavigableMap<Bytes, int[]> days, NavigableMap<Bytes, Integer> booked) {
        state.scanDays((key, day) -> {
            int[] expected = days.getOrDefault(key, new int[Slots.CELLS]);
            for (int cell = 0; cell < Slots.CELLS; cell++) {
                require(Slots.count(day, cell) == expected[cell], key + ": bookings are miscounted");
            }
            days.remove(key);
        });
        require(days.isEmpty(), "bookings on days that have none");
        booked.forEach((id, count) -> {
            Calendar calendar = state.calendar(id);
            require(calendar != null && calendar.getBooked() == count, id + ": bookings are miscounted");
        });
    }

    private void pool(MarketState state, NavigableMap<Address, Integer> open) {
        int[] arbiters = new int[1];
        state.scanArbiters((account, arbiter) -> {
            arbiters[0]++;
            seat(state, account, arbiter);
            require(arbiter.getOpen() == open.getOrDefault(account, 0), account + ": cases are miscounted");
            open.remove(account);
        });
        require(open.isEmpty(), "cases of nobody");
        require(arbiters[0] == state.totals().getArbiters(), "arbiters are miscounted");
    }

    private static void seat(MarketState state, Address account, Arbiter arbiter) {
        require(state.seat(arbiter.getNumber()).equals(account), account + " sits on another's seat");
    }

    private static void require(boolean holds, String fault) {
        if (!holds) {
            throw new BrokenInvariantException("market: " + fault);
        }
    }
}
