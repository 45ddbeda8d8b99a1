package io.ixi.vm.creators;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.creators.CreatorsState.Place;
import io.ixi.vm.creators.proto.CancelSubscription;
import io.ixi.vm.creators.proto.CreatorsError;
import io.ixi.vm.creators.proto.Plan;
import io.ixi.vm.creators.proto.PlanTerms;
import io.ixi.vm.creators.proto.RemoveSubscription;
import io.ixi.vm.creators.proto.RenewFailed;
import io.ixi.vm.creators.proto.RenewFault;
import io.ixi.vm.creators.proto.RenewPoke;
import io.ixi.vm.creators.proto.Renewed;
import io.ixi.vm.creators.proto.Subscribe;
import io.ixi.vm.creators.proto.Subscribed;
import io.ixi.vm.creators.proto.Subscription;
import io.ixi.vm.creators.proto.SubscriptionEnded;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.exec.Rejection;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.sched.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Subscriptions: paid a period at a time, never more than one at once, never above the subscriber's cap. Access follows
 * from the clock; a job renews, and so may anyone.
 */
final class SubscriptionHandlers {
    static final int RENEW = 1;

    private static final long SECOND_MS = 1_000;

    private final Deposits deposits;
    private final Scheduler scheduler;
    private final Income income;

    SubscriptionHandlers(Deposits deposits, Scheduler scheduler, Income income) {
        this.deposits = deposits;
        this.scheduler = scheduler;
        this.income = income;
    }

    /** The first moment without access if nothing more is paid. */
    static long untilMs(Subscription subscription, Plan plan) {
        long grace = subscription.getCancelled() ? 0 : plan.getTerms().getGraceS() * SECOND_MS;
        return subscription.getPaidUntilMs() + grace;
    }

    private static Bytes deposit(Place place) {
        return place.bytes();
    }

    void subscribe(Context context, Subscribe message) throws RejectedException {
        CreatorsState state = new CreatorsState(context.state());
        Address subscriber = context.signer();
        Place place = new Place(CreatorsState.id(message.getPlan()), subscriber);
        Plan plan = PlanHandlers.known(state, place.plan());
        long now = context.block().parentTimeMs();
        Subscription before = state.subscription(place);
        if (plan.getClosed()) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        if (before != null && now < untilMs(before, plan)) {
            throw RejectedException.of(CreatorsError.SUBSCRIBED_ALREADY);
        }
        PlanTerms terms = plan.getTerms();
        if (terms.hasGate()) {
            context.require(terms.getGate(), subscriber);
        }
        if (Amount.of(terms.getPrice()).compareTo(Amount.of(message.getPriceCap())) > 0) {
            throw RejectedException.of(CreatorsError.PRICE_OVER_CAP);
        }
        boolean trial = before == null && terms.getTrialS() > 0;
        Subscription subscription = Subscription.newBuilder()
                .setPriceCap(message.getPriceCap())
                .setPaidUntilMs(now + (trial ? terms.getTrialS() : terms.getPeriodS()) * SECOND_MS)
                .setAuto(message.getAuto())
                .setSinceMs(now)
                .setPeriods((before == null ? 0 : before.getPeriods()) + (trial ? 0 : 1))
                .build();
        if (before == null) {
            deposits.lock(context, subscriber, deposit(place), subscription.getSerializedSize());
            state.count(0, 1, 0);
            state.put(
                    place.plan(),
                    plan.toBuilder()
                            .setSubscriptions(plan.getSubscriptions() + 1)
                            .build());
        }
        if (!trial) {
            income.earn(
                    context, subscriber, Address.of(plan.getCreator()), plan.getAsset(), Amount.of(terms.getPrice()));
        }
        state.put(place, subscription);
        schedule(context, place, subscription);
        context.emit(Subscribed.newBuilder()
                .setPlan(message.getPlan())
                .setSubscriber(subscriber.toByteString())
                .setCreator(plan.getCreator())
                .setPaidUntilMs(subscription.getPaidUntilMs())
                .build());
    }

    private void schedule(Context context, Place place, Subscription subscription) throws RejectedException {
        if (subscription.getAuto()) {
            scheduler.at(
                    context,
                    CreatorsModule.ID,
                    RENEW,
                    place.bytes(),
                    place.subscriber(),
                    subscription.getPaidUntilMs());
        }
    }

    static void cancel(Context context, CancelSubscription message) throws RejectedException {
        CreatorsState state = new CreatorsState(context.state());
        Place place = new Place(CreatorsState.id(message.getPlan()), context.signer());
        Subscription subscription = known(state, place);
        if (subscription.getCancelled()) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        state.put(place, subscription.toBuilder().setCancelled(true).build());
        emit(context, place, false);
    }

    private static void emit(Context context, Place place, boolean removed) {
        context.emit(SubscriptionEnded.newBuilder()
                .setPlan(CreatorsState.bytes(place.plan()))
                .setSubscriber(place.subscriber().toByteString())
                .setRemoved(removed)
                .build());
    }

    private static Subscription known(CreatorsState state, Place place) throws RejectedException {
        Subscription subscription = state.subscription(place);
        if (subscription == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "subscription");
        }
        return subscription;
    }

    void remove(Context context, RemoveSubscription message) throws RejectedException {
        CreatorsState state = new CreatorsState(context.state());
        Place place = new Place(CreatorsState.id(message.getPlan()), context.signer());
        Subscription subscription = known(state, place);
        Plan plan = PlanHandlers.known(state, place.plan());
        if (!plan.getClosed() || context.block().parentTimeMs() < untilMs(subscription, plan)) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        deposits.unlock(context, deposit(place), context.signer());
        state.delete(place);
        state.count(0, -1, 0);
        state.put(
                place.plan(),
                plan.toBuilder().setSubscriptions(plan.getSubscriptions() - 1).build());
        emit(context, place, true);
    }

    /** Why a subscription cannot be renewed at this price; null if it can. Who has not the money finds out later. */
    private static @Nullable RenewFault fault(Plan plan, Subscription subscription) {
        if (plan.getClosed()) {
            return RenewFault.RENEW_CLOSED;
        }
        boolean dear = Amount.of(plan.getTerms().getPrice()).compareTo(Amount.of(subscription.getPriceCap())) > 0;
        return dear ? RenewFault.RENEW_PRICE : null;
    }

    /** Whether a renewal is due: from the end of the paid time to the end of the grace. */
    private static boolean due(Subscription subscription, Plan plan, long now) {
        return subscription.getAuto()
                && !subscription.getCancelled()
                && now >= subscription.getPaidUntilMs()
                && now < untilMs(subscription, plan);
    }

    void poke(Context context, RenewPoke message) throws RejectedException {
        CreatorsState state = new CreatorsState(context.state());
        Place place = new Place(CreatorsState.id(message.getPlan()), Address.of(message.getSubscriber()));
        Subscription subscription = known(state, place);
        Plan plan = PlanHandlers.known(state, place.plan());
        if (!due(subscription, plan, context.block().parentTimeMs())) {
            throw RejectedException.of(CreatorsError.NOT_DUE);
        }
        RenewFault fault = fault(plan, subscription);
        if (fault == RenewFault.RENEW_PRICE) {
            throw RejectedException.of(CreatorsError.PRICE_OVER_CAP);
        }
        if (fault != null) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        renew(context, state, place, plan, subscription);
    }

    private void renew(Context context, CreatorsState state, Place place, Plan plan, Subscription subscription)
            throws RejectedException {
        Amount price = Amount.of(plan.getTerms().getPrice());
        income.earn(context, place.subscriber(), Address.of(plan.getCreator()), plan.getAsset(), price);
        Subscription next = subscription.toBuilder()
                .setPaidUntilMs(subscription.getPaidUntilMs() + plan.getTerms().getPeriodS() * SECOND_MS)
                .setPeriods(subscription.getPeriods() + 1)
                .build();
        state.put(place, next);
        schedule(context, place, next);
        context.emit(Renewed.newBuilder()
                .setPlan(CreatorsState.bytes(place.plan()))
                .setSubscriber(place.subscriber().toByteString())
                .setAmount(price.toByteString())
                .setPaidUntilMs(next.getPaidUntilMs())
                .build());
    }

    /** A job: renews, or says why not. Anyone may still do it until the grace is over. */
    void job(Context context, Place place) {
        CreatorsState state = new CreatorsState(context.state());
        Subscription subscription = state.subscription(place);
        Plan plan = state.plan(place.plan());
        if (subscription == null
                || plan == null
                || !due(subscription, plan, context.block().parentTimeMs())) {
            return; // renewed by hand, cancelled or lapsed meanwhile
        }
        RenewFault fault = fault(plan, subscription);
        if (fault == null) {
            Rejection refused = context.attempt(() -> renew(context, state, place, plan, subscription));
            fault = refused == null ? null : RenewFault.RENEW_FUNDS;
        }
        if (fault != null) {
            context.emit(RenewFailed.newBuilder()
                    .setPlan(CreatorsState.bytes(place.plan()))
                    .setSubscriber(place.subscriber().toByteString())
                    .setReason(fault)
                    .build());
        }
    }
}
