package io.ixi.vm.connect.market;

import io.ixi.vm.connect.market.proto.Calendar;
import io.ixi.vm.connect.market.proto.Dispute;
import io.ixi.vm.connect.market.proto.Order;
import io.ixi.vm.connect.market.proto.Parameters;

/** When somebody may leave an order without the other side. Every state that holds money has such a time. */
final class Deadlines {
    private static final long SECOND_MS = 1_000;

    private Deadlines() {}

    static long acceptMs(Order order) {
        return order.getPlacedMs() + order.getTerms().getAcceptS() * SECOND_MS;
    }

    /** From then on the buyer leaves an accepted order for free. */
    static long deliverMs(MarketState state, Order order) {
        long from = order.getAcceptedMs();
        if (order.hasSlot()) {
            from = Math.max(from, Slots.endMs(Settlement.calendar(state, order), order.getSlot()));
        }
        return from + order.getTerms().getDeliverS() * SECOND_MS;
    }

    static long confirmMs(Order order) {
        return order.getDeliveredMs() + order.getTerms().getConfirmS() * SECOND_MS;
    }

    /** Until then a buyer leaves an accepted order for free. */
    static long cancelFreeMs(MarketState state, Order order) {
        if (!order.hasSlot()) {
            return order.getAcceptedMs();
        }
        Calendar calendar = Settlement.calendar(state, order);
        return Slots.startMs(calendar, order.getSlot()) - order.getTerms().getCancelFreeS() * SECOND_MS;
    }

    static long disputeMs(Dispute dispute, Parameters parameters) {
        return dispute.getRuledMs() != 0
                ? dispute.getRuledMs() + parameters.getAppealS() * SECOND_MS
                : dispute.getSinceMs() + parameters.getRuleS() * SECOND_MS;
    }

    static long keepMs(Order order, Parameters parameters) {
        return order.getEndedMs() + parameters.getKeepS() * SECOND_MS;
    }
}
