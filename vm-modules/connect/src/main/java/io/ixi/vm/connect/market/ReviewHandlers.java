package io.ixi.vm.connect.market;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.connect.market.proto.MarketError;
import io.ixi.vm.connect.market.proto.Order;
import io.ixi.vm.connect.market.proto.OrderState;
import io.ixi.vm.connect.market.proto.ReplyReview;
import io.ixi.vm.connect.market.proto.Reputation;
import io.ixi.vm.connect.market.proto.Review;
import io.ixi.vm.connect.market.proto.Reviewed;
import io.ixi.vm.connect.market.proto.StoredReview;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.proto.KernelError;

/** What people say about each other after an order that was not called off. */
final class ReviewHandlers {
    private static final int SCORES = 5;
    private static final int MAX_SCORE = 5;

    private ReviewHandlers() {}

    /** 0 if the signer is the buyer, 1 if it is the seller. */
    private static int side(Context context, Order order) throws RejectedException {
        ByteString signer = context.signer().toByteString();
        if (signer.equals(order.getBuyer())) {
            return 0;
        }
        if (signer.equals(order.getSeller())) {
            return 1;
        }
        throw RejectedException.of(MarketError.NOT_PARTY);
    }

    private static Address account(Order order, int side) {
        return Address.of(side == 0 ? order.getBuyer() : order.getSeller());
    }

    static void review(Context context, Review message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Bytes id = MarketState.id(message.getOrder());
        Order order = OrderHandlers.known(state, id);
        int side = side(context, order);
        OrderHandlers.requireState(order, OrderState.ORDER_COMPLETED, OrderState.ORDER_RESOLVED);
        boolean valid = message.getScoresCount() == SCORES;
        for (int score : message.getScoresList()) {
            valid &= score >= 1 && score <= MAX_SCORE;
        }
        if (!valid) {
            throw RejectedException.of(MarketError.BAD_REVIEW);
        }
        if (state.review(id, side) != null) {
            throw RejectedException.of(MarketError.REVIEWED_ALREADY);
        }
        state.put(
                id,
                side,
                StoredReview.newBuilder()
                        .addAllScores(message.getScoresList())
                        .setTextHash(message.getTextHash())
                        .build());
        Address about = account(order, 1 - side);
        Reputation known = state.reputation(about);
        Reputation.Builder next =
                known.toBuilder().setReviews(known.getReviews() + 1).clearScoreSums();
        for (int i = 0; i < SCORES; i++) {
            long sum = known.getScoreSumsCount() == 0 ? 0 : known.getScoreSums(i);
            next.addScoreSums(sum + message.getScores(i));
        }
        state.put(about, next.build());
        emit(context, message.getOrder(), about, false);
    }

    private static void emit(Context context, ByteString order, Address about, boolean reply) {
        context.emit(Reviewed.newBuilder()
                .setOrder(order)
                .setAccount(about.toByteString())
                .setReply(reply)
                .build());
    }

    static void reply(Context context, ReplyReview message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Bytes id = MarketState.id(message.getOrder());
        Order order = OrderHandlers.known(state, id);
        int other = 1 - side(context, order);
        StoredReview review = state.review(id, other);
        if (review == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "review");
        }
        if (review.hasReplyHash()) {
            throw RejectedException.of(MarketError.REVIEWED_ALREADY);
        }
        state.put(
                id,
                other,
                review.toBuilder().setReplyHash(message.getTextHash()).build());
        emit(context, message.getOrder(), account(order, other), true);
    }
}
