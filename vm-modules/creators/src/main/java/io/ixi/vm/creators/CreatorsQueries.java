package io.ixi.vm.creators;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.creators.CreatorsState.Place;
import io.ixi.vm.creators.proto.AccessQuery;
import io.ixi.vm.creators.proto.AccessReason;
import io.ixi.vm.creators.proto.AccessResult;
import io.ixi.vm.creators.proto.Channel;
import io.ixi.vm.creators.proto.ChannelQuery;
import io.ixi.vm.creators.proto.Content;
import io.ixi.vm.creators.proto.ContentQuery;
import io.ixi.vm.creators.proto.Goal;
import io.ixi.vm.creators.proto.GoalQuery;
import io.ixi.vm.creators.proto.Invoice;
import io.ixi.vm.creators.proto.InvoiceQuery;
import io.ixi.vm.creators.proto.MineQuery;
import io.ixi.vm.creators.proto.MineResult;
import io.ixi.vm.creators.proto.Plan;
import io.ixi.vm.creators.proto.PlanInfo;
import io.ixi.vm.creators.proto.PlanQuery;
import io.ixi.vm.creators.proto.PlansQuery;
import io.ixi.vm.creators.proto.PlansResult;
import io.ixi.vm.creators.proto.Split;
import io.ixi.vm.creators.proto.SplitQuery;
import io.ixi.vm.creators.proto.Subscription;
import io.ixi.vm.creators.proto.SubscriptionInfo;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.BlockTime;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.state.Overlay;
import org.jspecify.annotations.Nullable;

/** Read only. */
final class CreatorsQueries {
    private static final int MAX_PAGE = 100;

    private CreatorsQueries() {}

    private static <T> T found(@Nullable T value) throws RejectedException {
        if (value == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        return value;
    }

    private static int limit(int wanted) throws RejectedException {
        if (Integer.compareUnsigned(wanted, MAX_PAGE) > 0) {
            throw RejectedException.of(KernelError.LIMIT, "limit up to " + MAX_PAGE);
        }
        return wanted == 0 ? MAX_PAGE : wanted;
    }

    static Plan plan(Overlay overlay, PlanQuery params) throws RejectedException {
        return found(new CreatorsState(overlay).plan(CreatorsState.id(params.getPlan())));
    }

    static PlansResult plans(Overlay overlay, PlansQuery params) throws RejectedException {
        int limit = limit(params.getLimit());
        CreatorsState state = new CreatorsState(overlay);
        PlansResult.Builder page = PlansResult.newBuilder();
        state.scanByCreator(Address.of(params.getCreator()), CreatorsState.id(params.getCursor()), id -> {
            if (page.getPlansCount() == limit) {
                page.setNext(page.getPlans(limit - 1).getId());
                return false;
            }
            Plan plan = state.plan(id);
            if (plan != null) {
                page.addPlans(
                        PlanInfo.newBuilder().setId(CreatorsState.bytes(id)).setPlan(plan));
            }
            return true;
        });
        return page.build();
    }

    static MineResult mine(Overlay overlay, MineQuery params) throws RejectedException {
        int limit = limit(params.getLimit());
        CreatorsState state = new CreatorsState(overlay);
        Address account = Address.of(params.getAccount());
        long now = BlockTime.of(overlay);
        MineResult.Builder page = MineResult.newBuilder();
        state.scanBySubscriber(account, CreatorsState.id(params.getCursor()), id -> {
            if (page.getSubscriptionsCount() == limit) {
                page.setNext(page.getSubscriptions(limit - 1).getPlan());
                return false;
            }
            Subscription subscription = state.subscription(new Place(id, account));
            Plan plan = state.plan(id);
            if (subscription != null && plan != null) {
                long until = SubscriptionHandlers.untilMs(subscription, plan);
                page.addSubscriptions(SubscriptionInfo.newBuilder()
                        .setPlan(CreatorsState.bytes(id))
                        .setSubscription(subscription)
                        .setActive(now < until)
                        .setUntilMs(until));
            }
            return true;
        });
        return page.build();
    }

    /** Until when an account's subscription to a plan gives access; 0: not now. */
    static long subscribedUntil(CreatorsState state, Bytes planId, Address account, long timeMs) {
        Plan plan = state.plan(planId);
        Subscription subscription = plan == null ? null : state.subscription(new Place(planId, account));
        long until = plan == null || subscription == null ? 0 : SubscriptionHandlers.untilMs(subscription, plan);
        return timeMs < until ? until : 0;
    }

    static AccessResult access(Overlay overlay, AccessQuery params) throws RejectedException {
        CreatorsState state = new CreatorsState(overlay);
        Bytes id = CreatorsState.id(params.getContent());
        Content content = found(state.content(id));
        Address account = Address.of(params.getAccount());
        AccessResult.Builder result = AccessResult.newBuilder();
        if (content.getCreator().equals(params.getAccount())) {
            return result.setAllowed(true).setReason(AccessReason.ACCESS_OWNER).build();
        }
        if (state.bought(id, account)) {
            return result.setAllowed(true).setReason(AccessReason.ACCESS_BOUGHT).build();
        }
        Bytes plan = CreatorsState.id(content.getOffer().getPlan());
        long until = subscribedUntil(state, plan, account, BlockTime.of(overlay));
        if (until != 0) {
            result.setAllowed(true).setUntilMs(until).setReason(AccessReason.ACCESS_SUBSCRIBED);
        }
        return result.build();
    }

    static Content content(Overlay overlay, ContentQuery params) throws RejectedException {
        return found(new CreatorsState(overlay).content(CreatorsState.id(params.getContent())));
    }

    static Split split(Overlay overlay, SplitQuery params) {
        return new CreatorsState(overlay).split(Address.of(params.getAccount()));
    }

    static Goal goal(Overlay overlay, GoalQuery params) throws RejectedException {
        return found(new CreatorsState(overlay).goal(CreatorsState.id(params.getGoal())));
    }

    static Invoice invoice(Overlay overlay, InvoiceQuery params) throws RejectedException {
        return found(new CreatorsState(overlay)
                .invoice(
                        Address.of(params.getPayee()),
                        Hash.of(params.getInvoice().toByteArray())));
    }

    static Channel channel(Overlay overlay, ChannelQuery params) throws RejectedException {
        return found(new CreatorsState(overlay).channel(CreatorsState.id(params.getChannel())));
    }
}
