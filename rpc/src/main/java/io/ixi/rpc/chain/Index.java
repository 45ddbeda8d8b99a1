package io.ixi.rpc.chain;

import io.ixi.consensus.types.Hash;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Subscriptions by what they are about. Thread-safe; adding and removing never blocks the telling. */
final class Index {
    private final Set<Feed.Subscription> blocks = ConcurrentHashMap.newKeySet();
    private final Map<Hash, Set<Feed.Subscription>> byId = new ConcurrentHashMap<>();
    private final Map<Hash, Set<Feed.Subscription>> byAccount = new ConcurrentHashMap<>();
    private final Map<Hash, Set<Feed.Subscription>> byInbox = new ConcurrentHashMap<>();
    private final Map<Hash, Set<Feed.Subscription>> byEventAccount = new ConcurrentHashMap<>();
    /** Of events that may name any account. */
    private final Set<Feed.Subscription> anyEvents = ConcurrentHashMap.newKeySet();

    void add(Feed.Subscription subscription) {
        Topic topic = subscription.topic();
        switch (topic.kind()) {
            case BLOCKS -> blocks.add(subscription);
            case TRANSACTIONS -> {
                topic.ids().forEach(id -> add(byId, id, subscription));
                topic.accounts().forEach(account -> add(byAccount, account, subscription));
            }
            case INBOX -> topic.accounts().forEach(account -> add(byInbox, account, subscription));
            case EVENTS -> {
                if (topic.accounts().isEmpty()) {
                    anyEvents.add(subscription);
                }
                topic.accounts().forEach(account -> add(byEventAccount, account, subscription));
            }
        }
    }

    void remove(Feed.Subscription subscription) {
        Topic topic = subscription.topic();
        blocks.remove(subscription);
        anyEvents.remove(subscription);
        topic.ids().forEach(id -> remove(byId, id, subscription));
        for (Hash account : topic.accounts()) {
            remove(byAccount, account, subscription);
            remove(byInbox, account, subscription);
            remove(byEventAccount, account, subscription);
        }
    }

    boolean wantsTransactions() {
        return !byId.isEmpty() || !byAccount.isEmpty();
    }

    boolean wantsEvents() {
        return !byInbox.isEmpty() || !byEventAccount.isEmpty() || !anyEvents.isEmpty();
    }

    Set<Feed.Subscription> blocks() {
        return blocks;
    }

    /** Subscriptions to a transaction, each once; {@code accounts} is asked only if someone follows accounts. */
    Set<Feed.Subscription> of(Hash id, Supplier<? extends Iterable<Hash>> accounts) {
        Set<Feed.Subscription> found = byId.getOrDefault(id, Set.of());
        if (byAccount.isEmpty()) {
            return found;
        }
        Set<Feed.Subscription> all = ConcurrentHashMap.newKeySet();
        all.addAll(found);
        for (Hash account : accounts.get()) {
            all.addAll(byAccount.getOrDefault(account, Set.of()));
        }
        return all;
    }

    /** Subscriptions to an event, each once. */
    Set<Feed.Subscription> of(Placed event) {
        Set<Feed.Subscription> all = ConcurrentHashMap.newKeySet();
        all.addAll(anyEvents);
        if (!byEventAccount.isEmpty()) {
            event.accounts().forEach(account -> all.addAll(byEventAccount.getOrDefault(account, Set.of())));
        }
        if (!byInbox.isEmpty()) {
            event.notified().forEach(account -> all.addAll(byInbox.getOrDefault(account, Set.of())));
        }
        all.removeIf(subscription -> !subscription.topic().wants(event));
        return all;
    }

    private static void add(Map<Hash, Set<Feed.Subscription>> map, Hash key, Feed.Subscription subscription) {
        map.compute(key, (k, set) -> {
            Set<Feed.Subscription> all = set == null ? ConcurrentHashMap.newKeySet() : set;
            all.add(subscription);
            return all;
        });
    }

    private static void remove(Map<Hash, Set<Feed.Subscription>> map, Hash key, Feed.Subscription subscription) {
        map.computeIfPresent(key, (k, set) -> {
            set.remove(subscription);
            return set.isEmpty() ? null : set;
        });
    }
}
