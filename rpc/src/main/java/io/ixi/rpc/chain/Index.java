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

    void add(Feed.Subscription subscription) {
        Feed.Topic topic = subscription.topic();
        if (topic.blocks()) {
            blocks.add(subscription);
        }
        topic.ids().forEach(id -> add(byId, id, subscription));
        topic.accounts().forEach(account -> add(byAccount, account, subscription));
    }

    void remove(Feed.Subscription subscription) {
        Feed.Topic topic = subscription.topic();
        blocks.remove(subscription);
        topic.ids().forEach(id -> remove(byId, id, subscription));
        topic.accounts().forEach(account -> remove(byAccount, account, subscription));
    }

    boolean wantsBlocks() {
        return !blocks.isEmpty();
    }

    boolean wantsTransactions() {
        return !byId.isEmpty() || !byAccount.isEmpty();
    }

    Set<Feed.Subscription> blocks() {
        return blocks;
    }

    /** Subscriptions to a transaction, each once; {@code accounts} is asked only if someone follows accounts. */
    Set<Feed.Subscription> of(Hash id, Supplier<Iterable<Hash>> accounts) {
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
