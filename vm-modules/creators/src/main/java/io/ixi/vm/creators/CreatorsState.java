package io.ixi.vm.creators;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.creators.proto.Bought;
import io.ixi.vm.creators.proto.BySubscriber;
import io.ixi.vm.creators.proto.Channel;
import io.ixi.vm.creators.proto.Content;
import io.ixi.vm.creators.proto.Goal;
import io.ixi.vm.creators.proto.Invoice;
import io.ixi.vm.creators.proto.Parameters;
import io.ixi.vm.creators.proto.Plan;
import io.ixi.vm.creators.proto.PlanByCreator;
import io.ixi.vm.creators.proto.Split;
import io.ixi.vm.creators.proto.Subscription;
import io.ixi.vm.creators.proto.Totals;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The only class that touches the module's keys. Ids have 20 bytes; anything else names nothing. */
final class CreatorsState {
    private static final Table<Plan> PLAN = Table.of(Plan.getDefaultInstance());
    private static final Table<PlanByCreator> BY_CREATOR = Table.of(PlanByCreator.getDefaultInstance());
    private static final Table<Subscription> SUBSCRIPTION = Table.of(Subscription.getDefaultInstance());
    private static final Table<BySubscriber> BY_SUBSCRIBER = Table.of(BySubscriber.getDefaultInstance());
    private static final Table<Split> SPLIT = Table.of(Split.getDefaultInstance());
    private static final Table<Goal> GOAL = Table.of(Goal.getDefaultInstance());
    private static final Table<Content> CONTENT = Table.of(Content.getDefaultInstance());
    private static final Table<Bought> BOUGHT = Table.of(Bought.getDefaultInstance());
    private static final Table<Invoice> INVOICE = Table.of(Invoice.getDefaultInstance());
    private static final Table<Channel> CHANNEL = Table.of(Channel.getDefaultInstance());
    private static final Table<Totals> TOTALS = Table.of(Totals.getDefaultInstance());
    private static final Table<Parameters> PARAMETERS = Table.of(Parameters.getDefaultInstance());

    private final Overlay state;

    CreatorsState(Overlay state) {
        this.state = state;
    }

    /** Which subscription: as the reference of its job 52 bytes, plan and subscriber. */
    record Place(Bytes plan, Address subscriber) {
        Bytes bytes() {
            byte[] all = Arrays.copyOf(plan.unsafeArray(), ObjectId.BYTES + Hash.BYTES);
            System.arraycopy(subscriber.hash().toBytes(), 0, all, ObjectId.BYTES, Hash.BYTES);
            return Bytes.wrap(all);
        }

        static Place of(Bytes bytes) {
            byte[] all = bytes.unsafeArray();
            return new Place(
                    Bytes.wrap(Arrays.copyOf(all, ObjectId.BYTES)),
                    new Address(Hash.of(Arrays.copyOfRange(all, ObjectId.BYTES, all.length))));
        }
    }

    static Bytes id(ByteString bytes) {
        return Bytes.wrap(bytes.toByteArray());
    }

    static ByteString bytes(Bytes id) {
        return ByteString.copyFrom(id.unsafeArray());
    }

    private static boolean isId(Bytes id) {
        return id.size() == ObjectId.BYTES;
    }

    @Nullable
    Plan plan(Bytes id) {
        return isId(id) ? PLAN.get(state, PLAN.key().raw(id)) : null;
    }

    void put(Bytes id, Plan plan) {
        PLAN.put(state, PLAN.key().raw(id), plan);
    }

    void list(Bytes id, Address creator) {
        BY_CREATOR.put(
                state,
                BY_CREATOR.key().address(creator).raw(id),
                PlanByCreator.newBuilder().setListed(true).build());
    }

    void scanByCreator(Address creator, Bytes after, Predicate<Bytes> visitor) {
        BY_CREATOR.scan(state, BY_CREATOR.key().address(creator), after, (id, row) -> visitor.test(id));
    }

    void scanPlans(BiConsumer<Bytes, Plan> visitor) {
        PLAN.scan(state, PLAN.key(), Bytes.EMPTY, (id, plan) -> {
            visitor.accept(id, plan);
            return true;
        });
    }

    @Nullable
    Subscription subscription(Place place) {
        return isId(place.plan())
                ? SUBSCRIPTION.get(state, SUBSCRIPTION.key().raw(place.plan()).address(place.subscriber()))
                : null;
    }

    void put(Place place, Subscription subscription) {
        SUBSCRIPTION.put(state, SUBSCRIPTION.key().raw(place.plan()).address(place.subscriber()), subscription);
        BY_SUBSCRIBER.put(
                state,
                BY_SUBSCRIBER.key().address(place.subscriber()).raw(place.plan()),
                BySubscriber.newBuilder().setListed(true).build());
    }

    void delete(Place place) {
        SUBSCRIPTION.delete(state, SUBSCRIPTION.key().raw(place.plan()).address(place.subscriber()));
        BY_SUBSCRIBER.delete(
                state, BY_SUBSCRIBER.key().address(place.subscriber()).raw(place.plan()));
    }

    void scanBySubscriber(Address subscriber, Bytes after, Predicate<Bytes> visitor) {
        BY_SUBSCRIBER.scan(state, BY_SUBSCRIBER.key().address(subscriber), after, (id, row) -> visitor.test(id));
    }

    void scanSubscriptions(BiConsumer<Place, Subscription> visitor) {
        SUBSCRIPTION.scan(state, SUBSCRIPTION.key(), Bytes.EMPTY, (key, subscription) -> {
            visitor.accept(Place.of(key), subscription);
            return true;
        });
    }

    Split split(Address account) {
        return SPLIT.getOrEmpty(state, SPLIT.key().address(account));
    }

    void put(Address account, Split split) {
        if (split.getSharesCount() == 0) {
            SPLIT.delete(state, SPLIT.key().address(account));
        } else {
            SPLIT.put(state, SPLIT.key().address(account), split);
        }
    }

    @Nullable
    Goal goal(Bytes id) {
        return isId(id) ? GOAL.get(state, GOAL.key().raw(id)) : null;
    }

    void put(Bytes id, Goal goal) {
        GOAL.put(state, GOAL.key().raw(id), goal);
    }

    void deleteGoal(Bytes id) {
        GOAL.delete(state, GOAL.key().raw(id));
    }

    @Nullable
    Content content(Bytes id) {
        return isId(id) ? CONTENT.get(state, CONTENT.key().raw(id)) : null;
    }

    void put(Bytes id, Content content) {
        CONTENT.put(state, CONTENT.key().raw(id), content);
    }

    void deleteContent(Bytes id) {
        CONTENT.delete(state, CONTENT.key().raw(id));
    }

    boolean bought(Bytes content, Address account) {
        return isId(content) && BOUGHT.has(state, BOUGHT.key().raw(content).address(account));
    }

    void putBought(Bytes content, Address account, long timeMs) {
        BOUGHT.put(
                state,
                BOUGHT.key().raw(content).address(account),
                Bought.newBuilder().setAtMs(timeMs).build());
    }

    void deleteBought(Bytes content, Address account) {
        BOUGHT.delete(state, BOUGHT.key().raw(content).address(account));
    }

    @Nullable
    Invoice invoice(Address payee, Hash number) {
        return INVOICE.get(state, INVOICE.key().address(payee).hash(number));
    }

    void put(Address payee, Hash number, Invoice invoice) {
        INVOICE.put(state, INVOICE.key().address(payee).hash(number), invoice);
    }

    void deleteInvoice(Address payee, Hash number) {
        INVOICE.delete(state, INVOICE.key().address(payee).hash(number));
    }

    @Nullable
    Channel channel(Bytes id) {
        return isId(id) ? CHANNEL.get(state, CHANNEL.key().raw(id)) : null;
    }

    void put(Bytes id, Channel channel) {
        CHANNEL.put(state, CHANNEL.key().raw(id), channel);
    }

    void deleteChannel(Bytes id) {
        CHANNEL.delete(state, CHANNEL.key().raw(id));
    }

    void scanChannels(BiConsumer<Bytes, Channel> visitor) {
        CHANNEL.scan(state, CHANNEL.key(), Bytes.EMPTY, (id, channel) -> {
            visitor.accept(id, channel);
            return true;
        });
    }

    void touchedChannels(BiConsumer<Bytes, Channel> visitor) {
        CHANNEL.written(state, (id, channel) -> {
            channel.ifPresent(value -> visitor.accept(id, value));
            return true;
        });
    }

    Totals totals() {
        return TOTALS.getOrEmpty(state, TOTALS.key());
    }

    void count(int plans, int subscriptions, int channels) {
        Totals totals = totals();
        TOTALS.put(
                state,
                TOTALS.key(),
                totals.toBuilder()
                        .setPlans(totals.getPlans() + plans)
                        .setSubscriptions(totals.getSubscriptions() + subscriptions)
                        .setChannels(totals.getChannels() + channels)
                        .build());
    }

    Parameters parameters() {
        return PARAMETERS.getOrEmpty(state, PARAMETERS.key());
    }

    void put(Parameters parameters) {
        PARAMETERS.put(state, PARAMETERS.key(), parameters);
    }
}
