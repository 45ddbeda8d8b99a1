package io.ixi.vm.connect.market;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.connect.market.proto.AcceptOrder;
import io.ixi.vm.connect.market.proto.CancelOrder;
import io.ixi.vm.connect.market.proto.Confirm;
import io.ixi.vm.connect.market.proto.Deliver;
import io.ixi.vm.connect.market.proto.MarketError;
import io.ixi.vm.connect.market.proto.Order;
import io.ixi.vm.connect.market.proto.OrderState;
import io.ixi.vm.connect.market.proto.PokeOrder;
import io.ixi.vm.connect.market.proto.RefundPart;
import io.ixi.vm.connect.market.proto.RejectOrder;
import io.ixi.vm.connect.market.proto.RemoveOrder;
import io.ixi.vm.connect.market.proto.Reputation;
import io.ixi.vm.connect.market.proto.Reschedule;
import io.ixi.vm.connect.market.proto.Slot;
import io.ixi.vm.connect.market.proto.StartService;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.proto.KernelError;
import java.util.List;

/** What becomes of an order: who may move it from where to where. */
final class OrderHandlers {
    private final Deposits deposits;
    private final Settlement settlement;
    private final DisputeHandlers disputes;

    OrderHandlers(Deposits deposits, Settlement settlement, DisputeHandlers disputes) {
        this.deposits = deposits;
        this.settlement = settlement;
        this.disputes = disputes;
    }

    static Order known(MarketState state, Bytes id) throws RejectedException {
        Order order = state.order(id);
        if (order == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "order");
        }
        return order;
    }

    static Order of(MarketState state, Bytes id, Address account, boolean seller) throws RejectedException {
        Order order = known(state, id);
        ByteString party = seller ? order.getSeller() : order.getBuyer();
        if (!party.equals(account.toByteString())) {
            throw RejectedException.of(MarketError.NOT_PARTY);
        }
        return order;
    }

    static void requireState(Order order, OrderState... allowed) throws RejectedException {
        if (!List.of(allowed).contains(order.getState())) {
            throw RejectedException.of(KernelError.BAD_STATE, order.getState().name());
        }
    }

    static void accept(Context context, AcceptOrder message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Bytes id = MarketState.id(message.getOrder());
        Order order = of(state, id, context.signer(), true);
        requireState(order, OrderState.ORDER_FUNDED);
        long now = context.block().parentTimeMs();
        if (now >= Deadlines.acceptMs(order)) {
            throw RejectedException.of(KernelError.BAD_STATE, "too late");
        }
        Settlement.move(
                context,
                state,
                id,
                order.toBuilder()
                        .setState(OrderState.ORDER_ACCEPTED)
                        .setAcceptedMs(now)
                        .build());
    }

    void reject(Context context, RejectOrder message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Bytes id = MarketState.id(message.getOrder());
        Order order = of(state, id, context.signer(), true);
        requireState(order, OrderState.ORDER_FUNDED);
        back(context, state, id, order, OrderState.ORDER_REJECTED);
    }

    /** Ends an order and gives back all that is held. */
    private void back(Context context, MarketState state, Bytes id, Order order, OrderState as)
            throws RejectedException {
        settlement.end(context, state, id, order, as, Amount.of(order.getEscrow()), List.of());
    }

    void cancel(Context context, CancelOrder message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Bytes id = MarketState.id(message.getOrder());
        Order order = known(state, id);
        ByteString signer = context.signer().toByteString();
        if (signer.equals(order.getBuyer())) {
            leave(context, state, id, order);
        } else if (signer.equals(order.getSeller())) {
            requireState(order, OrderState.ORDER_ACCEPTED, OrderState.ORDER_STARTED);
            Address seller = context.signer();
            Reputation known = state.reputation(seller);
            state.put(
                    seller,
                    known.toBuilder().setCalledOff(known.getCalledOff() + 1).build());
            back(context, state, id, order, OrderState.ORDER_CANCELLED);
        } else {
            throw RejectedException.of(MarketError.NOT_PARTY);
        }
    }

    /** The buyer leaves: for free while nobody accepted, in time before the slot, or past the delivery. */
    private void leave(Context context, MarketState state, Bytes id, Order order) throws RejectedException {
        long now = context.block().parentTimeMs();
        requireState(order, OrderState.ORDER_FUNDED, OrderState.ORDER_ACCEPTED, OrderState.ORDER_STARTED);
        boolean accepted = order.getState() != OrderState.ORDER_FUNDED;
        boolean late = accepted && now >= Deadlines.deliverMs(state, order);
        if (order.getState() == OrderState.ORDER_STARTED && !late) {
            throw RejectedException.of(KernelError.BAD_STATE, "it has begun");
        }
        Amount held = Amount.of(order.getEscrow());
        boolean free = !accepted || late || now < Deadlines.cancelFreeMs(state, order);
        Amount fee =
                free ? Amount.ZERO : Settlement.share(held, order.getTerms().getCancelFeePpm());
        settlement.end(context, state, id, order, OrderState.ORDER_CANCELLED, held.minus(fee), List.of());
    }

    /** For the kill switch: the buyer leaves if it may. */
    void callOff(Context context, Address owner, Hash ref) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Bytes id = MarketState.orderOf(ref);
        Order order = state.order(id);
        boolean open = order != null
                && Address.of(order.getBuyer()).equals(owner)
                && (order.getState() == OrderState.ORDER_FUNDED || order.getState() == OrderState.ORDER_ACCEPTED);
        if (order != null && open) {
            leave(context, state, id, order);
        }
    }

    static void reschedule(Context context, Reschedule message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Bytes id = MarketState.id(message.getOrder());
        Order order = of(state, id, context.signer(), false);
        requireState(order, OrderState.ORDER_FUNDED, OrderState.ORDER_ACCEPTED);
        Slot slot = order.getSlot().toBuilder()
                .setDay(message.getDay())
                .setFrom(message.getFrom())
                .build();
        if (!order.hasSlot() || !Slots.valid(slot)) {
            throw RejectedException.of(MarketError.BAD_ORDER);
        }
        if (context.block().parentTimeMs() >= Deadlines.cancelFreeMs(state, order)) {
            throw RejectedException.of(KernelError.BAD_STATE, "too late");
        }
        Slots.release(context, state, order.getSlot());
        Slots.take(context, state, Settlement.calendar(state, order), slot);
        Settlement.move(context, state, id, order.toBuilder().setSlot(slot).build());
    }

    static void start(Context context, StartService message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Bytes id = MarketState.id(message.getOrder());
        Order order = of(state, id, context.signer(), true);
        requireState(order, OrderState.ORDER_ACCEPTED);
        Settlement.move(
                context,
                state,
                id,
                order.toBuilder().setState(OrderState.ORDER_STARTED).build());
    }

    static void deliver(Context context, Deliver message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Bytes id = MarketState.id(message.getOrder());
        Order order = of(state, id, context.signer(), true);
        requireState(order, OrderState.ORDER_ACCEPTED, OrderState.ORDER_STARTED);
        Settlement.move(
                context,
                state,
                id,
                order.toBuilder()
                        .setState(OrderState.ORDER_DELIVERED)
                        .setDeliveredMs(context.block().parentTimeMs())
                        .setProofHash(message.getProofHash())
                        .build());
    }

    void confirm(Context context, Confirm message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Bytes id = MarketState.id(message.getOrder());
        Order order = of(state, id, context.signer(), false);
        requireState(order, OrderState.ORDER_DELIVERED);
        complete(context, state, id, order);
    }

    private void complete(Context context, MarketState state, Bytes id, Order order) throws RejectedException {
        settlement.end(context, state, id, order, OrderState.ORDER_COMPLETED, Amount.ZERO, List.of());
    }

    void refund(Context context, RefundPart message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Bytes id = MarketState.id(message.getOrder());
        Order order = of(state, id, context.signer(), true);
        if (Settlement.ended(order.getState())) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        Amount amount = Amount.of(message.getAmount());
        Amount held = Amount.of(order.getEscrow());
        if (amount.isZero() || amount.compareTo(held) > 0) {
            throw RejectedException.of(MarketError.BAD_AMOUNT_BACK);
        }
        if (amount.equals(held)) {
            disputes.drop(state, id, order);
            back(context, state, id, order, OrderState.ORDER_CANCELLED);
        } else {
            state.put(id, settlement.refund(context, state, id, order, amount));
        }
    }

    void poke(Context context, PokeOrder message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Bytes id = MarketState.id(message.getOrder());
        Order order = known(state, id);
        long now = context.block().parentTimeMs();
        switch (order.getState()) {
            case ORDER_FUNDED -> {
                requireDue(now, Deadlines.acceptMs(order));
                back(context, state, id, order, OrderState.ORDER_EXPIRED);
            }
            case ORDER_DELIVERED -> {
                requireDue(now, Deadlines.confirmMs(order));
                complete(context, state, id, order);
            }
            case ORDER_DISPUTED -> disputes.poke(context, state, id, order);
            case ORDER_ACCEPTED,
                    ORDER_STARTED,
                    ORDER_COMPLETED,
                    ORDER_REJECTED,
                    ORDER_CANCELLED,
                    ORDER_EXPIRED,
                    ORDER_RESOLVED,
                    UNRECOGNIZED -> throw RejectedException.of(KernelError.BAD_STATE);
        }
    }

    static void requireDue(long now, long dueMs) throws RejectedException {
        if (now < dueMs) {
            throw RejectedException.of(MarketError.TIMER_NOT_DUE);
        }
    }

    void remove(Context context, RemoveOrder message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Bytes id = MarketState.id(message.getOrder());
        Order order = known(state, id);
        if (!Settlement.ended(order.getState())) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        boolean own = order.getBuyer().equals(context.signer().toByteString());
        long now = context.block().parentTimeMs();
        if (!own && now < Deadlines.keepMs(order, state.parameters())) {
            throw RejectedException.of(MarketError.NOT_PARTY);
        }
        deposits.unlock(context, id, context.signer());
        state.delete(id, order);
    }
}
