package io.ixi.vm.connect.market;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.connect.market.proto.AddEvidence;
import io.ixi.vm.connect.market.proto.AppealRuling;
import io.ixi.vm.connect.market.proto.Dispute;
import io.ixi.vm.connect.market.proto.DisputeOpened;
import io.ixi.vm.connect.market.proto.DisputeRuled;
import io.ixi.vm.connect.market.proto.MarketError;
import io.ixi.vm.connect.market.proto.OpenDispute;
import io.ixi.vm.connect.market.proto.Order;
import io.ixi.vm.connect.market.proto.OrderState;
import io.ixi.vm.connect.market.proto.Reputation;
import io.ixi.vm.connect.market.proto.Rule;
import io.ixi.vm.connect.market.proto.Vote;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.proto.KernelError;
import java.util.ArrayList;
import java.util.List;

/** Who decides when buyer and seller do not agree: a named arbiter, then three of the pool, then the clock. */
final class DisputeHandlers {
    private static final int MAX_EVIDENCE = 16;
    private static final int MAX_CODE = 255;
    private static final int HALF = Settlement.PPM / 2;

    private final Settlement settlement;
    private final Arbiters arbiters;

    DisputeHandlers(Settlement settlement, Arbiters arbiters) {
        this.settlement = settlement;
        this.arbiters = arbiters;
    }

    private static void requireParty(Context context, Order order) throws RejectedException {
        ByteString signer = context.signer().toByteString();
        if (!signer.equals(order.getBuyer()) && !signer.equals(order.getSeller())) {
            throw RejectedException.of(MarketError.NOT_PARTY);
        }
    }

    private static Dispute of(MarketState state, Bytes id, Order order) throws RejectedException {
        OrderHandlers.requireState(order, OrderState.ORDER_DISPUTED);
        Dispute dispute = state.dispute(id);
        if (dispute == null) {
            throw new IllegalStateException("market: a disputed order without dispute");
        }
        return dispute;
    }

    void open(Context context, OpenDispute message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Bytes id = MarketState.id(message.getOrder());
        Order order = OrderHandlers.known(state, id);
        requireParty(context, order);
        OrderHandlers.requireState(
                order, OrderState.ORDER_ACCEPTED, OrderState.ORDER_STARTED, OrderState.ORDER_DELIVERED);
        if (Integer.compareUnsigned(message.getCode(), MAX_CODE) > 0) {
            throw RejectedException.of(MarketError.TOO_MUCH);
        }
        Dispute.Builder dispute = Dispute.newBuilder()
                .setCode(message.getCode())
                .addEvidence(message.getEvidenceHash())
                .setSinceMs(context.block().parentTimeMs());
        Order disputed = order.toBuilder().setState(OrderState.ORDER_DISPUTED).build();
        Settlement.move(context, state, id, disputed);
        if (order.hasArbiter() && state.arbiter(Address.of(order.getArbiter())) != null) {
            Address arbiter = Address.of(order.getArbiter());
            arbiters.open(state, arbiter, 1);
            dispute.addVotes(Vote.newBuilder().setArbiter(order.getArbiter()));
            put(context, state, id, dispute.build());
        } else {
            toPool(context, state, id, disputed, dispute);
        }
    }

    private static void put(Context context, MarketState state, Bytes id, Dispute dispute) {
        state.put(id, dispute);
        DisputeOpened.Builder opened = DisputeOpened.newBuilder()
                .setOrder(MarketState.bytes(id))
                .setCode(dispute.getCode())
                .setFirst(dispute.getVotes(0).getArbiter());
        if (dispute.getVotesCount() == Arbiters.SEATS) {
            opened.setSecond(dispute.getVotes(1).getArbiter())
                    .setThird(dispute.getVotes(2).getArbiter());
        }
        context.emit(opened.build());
    }

    /** Calls three of the pool. If it has not three who are neither party, the clock decides when the time is over. */
    private void toPool(Context context, MarketState state, Bytes id, Order order, Dispute.Builder dispute) {
        List<Address> chosen = arbiters.choose(context, state, id, order);
        dispute.setPool(true)
                .clearVotes()
                .clearRuledMs()
                .clearBuyerPpm()
                .setSinceMs(context.block().parentTimeMs());
        for (Address arbiter : chosen) {
            arbiters.open(state, arbiter, 1);
            dispute.addVotes(Vote.newBuilder().setArbiter(arbiter.toByteString()));
        }
        if (chosen.isEmpty()) {
            state.put(id, dispute.build());
        } else {
            put(context, state, id, dispute.build());
        }
    }

    static void addEvidence(Context context, AddEvidence message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Bytes id = MarketState.id(message.getOrder());
        Order order = OrderHandlers.known(state, id);
        requireParty(context, order);
        Dispute dispute = of(state, id, order);
        if (dispute.getEvidenceCount() >= MAX_EVIDENCE) {
            throw RejectedException.of(MarketError.TOO_MUCH);
        }
        state.put(id, dispute.toBuilder().addEvidence(message.getEvidenceHash()).build());
    }

    void rule(Context context, Rule message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Bytes id = MarketState.id(message.getOrder());
        Order order = OrderHandlers.known(state, id);
        Dispute dispute = of(state, id, order);
        if (Integer.compareUnsigned(message.getBuyerPpm(), Settlement.PPM) > 0) {
            throw RejectedException.of(MarketError.TOO_MUCH);
        }
        Address signer = context.signer();
        int at = -1;
        for (int i = 0; i < dispute.getVotesCount(); i++) {
            Vote vote = dispute.getVotes(i);
            at = !vote.getCast() && vote.getArbiter().equals(signer.toByteString()) ? i : at;
        }
        if (at < 0) {
            throw RejectedException.of(MarketError.NOT_ARBITER);
        }
        arbiters.ruled(state, signer);
        Dispute voted = dispute.toBuilder()
                .setVotes(at, dispute.getVotes(at).toBuilder().setCast(true).setBuyerPpm(message.getBuyerPpm()))
                .build();
        List<Vote> cast = cast(voted);
        boolean decided = cast.size() == voted.getVotesCount();
        if (decided) {
            voted = voted.toBuilder()
                    .setRuledMs(context.block().parentTimeMs())
                    .setBuyerPpm(median(cast))
                    .build();
        }
        state.put(id, voted);
        context.emit(DisputeRuled.newBuilder()
                .setOrder(message.getOrder())
                .setArbiter(signer.toByteString())
                .setBuyerPpm(message.getBuyerPpm())
                .setDecided(decided)
                .build());
        if (decided && voted.getPool()) {
            resolve(context, state, id, order, voted.getBuyerPpm(), cast);
        }
    }

    private static List<Vote> cast(Dispute dispute) {
        return dispute.getVotesList().stream().filter(Vote::getCast).toList();
    }

    /** The middle one, or the lower of two. */
    private static int median(List<Vote> votes) {
        List<Integer> splits = votes.stream().map(Vote::getBuyerPpm).sorted().toList();
        return splits.get((splits.size() - 1) / 2);
    }

    void appeal(Context context, AppealRuling message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Bytes id = MarketState.id(message.getOrder());
        Order order = OrderHandlers.known(state, id);
        requireParty(context, order);
        Dispute dispute = of(state, id, order);
        boolean open = !dispute.getPool()
                && dispute.getRuledMs() != 0
                && context.block().parentTimeMs() < Deadlines.disputeMs(dispute, state.parameters());
        if (!open) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        toPool(context, state, id, order, dispute.toBuilder());
    }

    /** A ruling that nobody appealed stands; whoever was silent is replaced by the pool, and the pool by the clock. */
    void poke(Context context, MarketState state, Bytes id, Order order) throws RejectedException {
        Dispute dispute = of(state, id, order);
        OrderHandlers.requireDue(context.block().parentTimeMs(), Deadlines.disputeMs(dispute, state.parameters()));
        List<Vote> cast = cast(dispute);
        if (dispute.getRuledMs() != 0) {
            resolve(context, state, id, order, dispute.getBuyerPpm(), cast);
            return;
        }
        for (Vote vote : dispute.getVotesList()) {
            if (!vote.getCast()) {
                arbiters.silent(context, state, Address.of(vote.getArbiter()));
            }
        }
        if (!dispute.getPool()) {
            toPool(context, state, id, order, dispute.toBuilder());
        } else if (cast.isEmpty()) {
            int split = order.getDeliveredMs() == 0 ? Settlement.PPM : HALF;
            resolve(context, state, id, order, split, cast);
        } else {
            resolve(context, state, id, order, median(cast), cast);
        }
    }

    private void resolve(Context context, MarketState state, Bytes id, Order order, int buyerPpm, List<Vote> paid)
            throws RejectedException {
        List<Address> who = new ArrayList<>();
        paid.forEach(vote -> who.add(Address.of(vote.getArbiter())));
        Amount held = Amount.of(order.getEscrow());
        Amount ruled = who.isEmpty()
                ? Amount.ZERO
                : Settlement.share(held, state.parameters().getArbiterPpm());
        Amount toBuyer = Settlement.share(held.minus(ruled), buyerPpm);
        settlement.end(context, state, id, order, OrderState.ORDER_RESOLVED, toBuyer, who);
        if (buyerPpm != HALF) {
            Address loser = Address.of(buyerPpm > HALF ? order.getSeller() : order.getBuyer());
            Reputation known = state.reputation(loser);
            state.put(
                    loser,
                    known.toBuilder()
                            .setDisputesLost(known.getDisputesLost() + 1)
                            .build());
        }
    }

    /** The seller gave in: nobody has to rule any more. */
    void drop(MarketState state, Bytes id, Order order) {
        Dispute dispute = order.getState() == OrderState.ORDER_DISPUTED ? state.dispute(id) : null;
        if (dispute != null) {
            for (Vote vote : dispute.getVotesList()) {
                if (!vote.getCast()) {
                    arbiters.open(state, Address.of(vote.getArbiter()), -1);
                }
            }
        }
    }
}
