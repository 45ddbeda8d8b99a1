package io.ixi.vm.connect.market;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.connect.market.proto.Calendar;
import io.ixi.vm.connect.market.proto.Line;
import io.ixi.vm.connect.market.proto.Listing;
import io.ixi.vm.connect.market.proto.Order;
import io.ixi.vm.connect.market.proto.OrderMoved;
import io.ixi.vm.connect.market.proto.OrderPaid;
import io.ixi.vm.connect.market.proto.OrderState;
import io.ixi.vm.connect.market.proto.Reputation;
import io.ixi.vm.connect.market.proto.Totals;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Money;
import java.util.List;

/** Where an order's money goes. All of it goes somewhere; what rounding leaves is the seller's. */
final class Settlement {
    static final int PPM = 1_000_000;

    private final Money money;
    private final Address treasury;

    Settlement(Money money, Address treasury) {
        this.money = money;
        this.treasury = treasury;
    }

    static boolean ended(OrderState state) {
        return switch (state) {
            case ORDER_FUNDED, ORDER_ACCEPTED, ORDER_STARTED, ORDER_DELIVERED, ORDER_DISPUTED -> false;
            case ORDER_COMPLETED, ORDER_REJECTED, ORDER_CANCELLED, ORDER_EXPIRED, ORDER_RESOLVED -> true;
            case UNRECOGNIZED -> throw new IllegalStateException("market: no such state of an order");
        };
    }

    static Amount share(Amount amount, long ppm) {
        return ppm == 0 ? Amount.ZERO : amount.scaledDown(ppm, PPM);
    }

    /** Holds a new order's money. */
    void fund(Context context, MarketState state, Bytes id, Order order) throws RejectedException {
        Address buyer = Address.of(order.getBuyer());
        Amount total = Amount.of(order.getTotal());
        money.hold(context, buyer, order.getAsset(), total, MarketModule.ID, MarketState.ref(id));
        context.promise(buyer, Address.of(order.getSeller()));
        state.putEscrow(order.getAsset(), state.escrow(order.getAsset()).plus(total));
    }

    /** Gives part of the money back. Returns the order without it. */
    Order refund(Context context, MarketState state, Bytes id, Order order, Amount amount) throws RejectedException {
        money.release(
                context, Address.of(order.getBuyer()), order.getAsset(), amount, MarketModule.ID, MarketState.ref(id));
        state.putEscrow(order.getAsset(), state.escrow(order.getAsset()).minus(amount));
        context.emit(OrderPaid.newBuilder()
                .setOrder(MarketState.bytes(id))
                .setToBuyer(amount.toByteString())
                .build());
        Amount left = Amount.of(order.getEscrow()).minus(amount);
        return order.toBuilder().setEscrow(left.toByteString()).build();
    }

    /**
     * Ends an order: pays out all that is held.
     *
     * @param toBuyer part that goes back, in base units
     * @param arbiters who share the arbiters' part, taken first; none: there is no such part
     */
    void end(
            Context context,
            MarketState state,
            Bytes id,
            Order order,
            OrderState as,
            Amount toBuyer,
            List<Address> arbiters)
            throws RejectedException {
        Amount left = Amount.of(order.getEscrow());
        Amount ruled = arbiters.isEmpty()
                ? Amount.ZERO
                : share(left, state.parameters().getArbiterPpm());
        Amount back = toBuyer.compareTo(left.minus(ruled)) > 0 ? left.minus(ruled) : toBuyer;
        Amount rest = left.minus(ruled).minus(back);
        boolean earned = as == OrderState.ORDER_COMPLETED || as == OrderState.ORDER_RESOLVED;
        Amount fee = earned ? share(rest, state.parameters().getFeePpm()) : Amount.ZERO;
        Amount affiliate = earned && order.hasAffiliate() ? share(rest, order.getAffiliatePpm()) : Amount.ZERO;
        Amount seller = rest.minus(fee).minus(affiliate);
        payArbiters(context, id, order, ruled, arbiters);
        pay(context, id, order, treasury, fee);
        if (order.hasAffiliate()) {
            pay(context, id, order, Address.of(order.getAffiliate()), affiliate);
        }
        pay(context, id, order, Address.of(order.getSeller()), seller);
        if (!back.isZero()) {
            money.release(
                    context,
                    Address.of(order.getBuyer()),
                    order.getAsset(),
                    back,
                    MarketModule.ID,
                    MarketState.ref(id));
        }
        state.putEscrow(order.getAsset(), state.escrow(order.getAsset()).minus(left));
        context.emit(OrderPaid.newBuilder()
                .setOrder(MarketState.bytes(id))
                .setToBuyer(back.toByteString())
                .setToSeller(seller.toByteString())
                .setToAffiliate(affiliate.toByteString())
                .setToArbiters(ruled.toByteString())
                .setFee(fee.toByteString())
                .build());
        close(context, state, id, order, as);
    }

    private void pay(Context context, Bytes id, Order order, Address to, Amount amount) throws RejectedException {
        if (!amount.isZero()) {
            money.capture(
                    context,
                    Address.of(order.getBuyer()),
                    to,
                    order.getAsset(),
                    amount,
                    MarketModule.ID,
                    MarketState.ref(id));
        }
    }

    private void payArbiters(Context context, Bytes id, Order order, Amount ruled, List<Address> arbiters)
            throws RejectedException {
        Amount paid = Amount.ZERO;
        for (int i = 0; i < arbiters.size(); i++) {
            boolean last = i == arbiters.size() - 1;
            Amount part = last ? ruled.minus(paid) : ruled.scaledDown(1, arbiters.size());
            pay(context, id, order, arbiters.get(i), part);
            paid = paid.plus(part);
        }
    }

    private static void close(Context context, MarketState state, Bytes id, Order order, OrderState as) {
        if (order.hasSlot()) {
            Slots.release(context, state, order.getSlot());
        }
        boolean earned = as == OrderState.ORDER_COMPLETED || as == OrderState.ORDER_RESOLVED;
        if (!earned && order.getDeliveredMs() == 0) {
            restock(state, order);
        }
        Totals totals = state.totals();
        state.put(totals.toBuilder().setOpenOrders(totals.getOpenOrders() - 1).build());
        move(
                context,
                state,
                id,
                order.toBuilder()
                        .clearEscrow()
                        .setState(as)
                        .setEndedMs(context.block().parentTimeMs())
                        .build());
        if (as == OrderState.ORDER_COMPLETED) {
            for (Address party : List.of(Address.of(order.getBuyer()), Address.of(order.getSeller()))) {
                Reputation known = state.reputation(party);
                state.put(
                        party,
                        known.toBuilder().setCompleted(known.getCompleted() + 1).build());
            }
        }
    }

    /** What was not delivered is for sale again, unless the listing is gone. */
    private static void restock(MarketState state, Order order) {
        for (Line line : order.getLinesList()) {
            Bytes id = MarketState.id(line.getListing());
            Listing listing = state.listing(id);
            if (listing != null && !listing.getDetails().getUnlimited()) {
                long stock = Integer.toUnsignedLong(listing.getDetails().getStock()) + line.getQuantity();
                Listing.Builder next = listing.toBuilder();
                next.getDetailsBuilder().setStock((int) Math.min(stock, 0xffff_ffffL));
                state.put(id, next.build());
            }
        }
    }

    /** Writes an order in its new state and says so. */
    static void move(Context context, MarketState state, Bytes id, Order order) {
        state.put(id, order);
        context.emit(OrderMoved.newBuilder()
                .setOrder(MarketState.bytes(id))
                .setState(order.getState())
                .setBuyer(order.getBuyer())
                .setSeller(order.getSeller())
                .build());
    }

    /** The calendar of a booking. */
    static Calendar calendar(MarketState state, Order order) {
        Calendar calendar = state.calendar(MarketState.id(order.getSlot().getCalendar()));
        if (calendar == null) {
            throw new IllegalStateException("market: a calendar with bookings is gone");
        }
        return calendar;
    }
}
