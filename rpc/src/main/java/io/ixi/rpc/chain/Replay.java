package io.ixi.rpc.chain;

import io.ixi.consensus.types.Hash;
import io.ixi.rpc.Backend;
import io.ixi.rpc.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a subscriber that comes back what it missed, block by block and no faster than it reads, then lets it join
 * those who are told of new blocks. Nothing is told twice and nothing is left out. A few read blocks at a time; who
 * waits for its reader takes no place.
 */
final class Replay {
    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
    private static final int AT_ONCE = 4;

    private final Backend backend;
    private final View view;
    private final Feed feed;
    private final Semaphore places = new Semaphore(AT_ONCE);

    Replay(Backend backend, View view, Feed feed) {
        this.backend = backend;
        this.view = view;
        this.feed = feed;
    }

    /** On a virtual thread of its own. */
    void run(Feed.Subscription subscription, Cursor after) {
        try {
            follow(subscription, after);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("replaying from {} failed", after.text(), e);
            feed.remove(subscription.id());
        }
    }

    private void follow(Feed.Subscription subscription, Cursor after) throws InterruptedException {
        long next = after.nextBlock();
        while (feed.isLive(subscription) && subscription.subscriber().isOpen()) {
            long tip = feed.told();
            for (; next <= tip && feed.isLive(subscription); next++) {
                Optional<List<String>> missed = missed(subscription, next, after);
                if (missed.isEmpty()) {
                    gone(subscription, next);
                    return;
                }
                missed.get().forEach(subscription.subscriber()::pushPatiently);
            }
            if (feed.join(subscription, next)) {
                return;
            }
        }
    }

    /** What of a block it is told; empty: the block is not kept any more. */
    private Optional<List<String>> missed(Feed.Subscription subscription, long height, Cursor after)
            throws InterruptedException {
        places.acquire();
        try {
            return backend.block(height).map(block -> {
                List<String> told = new ArrayList<>();
                tell(subscription, block, after, told);
                return told;
            });
        } finally {
            places.release();
        }
    }

    /** The block was pruned while it waited: an honest end is better than a gap. */
    private void gone(Feed.Subscription subscription, long height) {
        feed.remove(subscription.id());
        subscription
                .subscriber()
                .pushPatiently(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"ixi_subscriptionEnded\",\"params\":{\"subscription\":\""
                                + subscription.id() + "\",\"text\":\"block " + height + " is not kept any more\"}}");
    }

    private void tell(Feed.Subscription subscription, Backend.Block block, Cursor after, List<String> told) {
        Topic topic = subscription.topic();
        switch (topic.kind()) {
            case BLOCKS ->
                push(
                        subscription,
                        Cursor.afterBlock(block.header().height()),
                        Json.text(Chain.summary(block)),
                        after,
                        told);
            case TRANSACTIONS -> transactions(subscription, block, after, told);
            case EVENTS, INBOX ->
                Placed.of(block, backend.registry()).stream()
                        .filter(topic::wants)
                        .forEach(event -> push(subscription, event.at(), Json.text(event.json()), after, told));
        }
    }

    private void transactions(Feed.Subscription subscription, Backend.Block block, Cursor after, List<String> told) {
        for (int i = 0; i < block.transactionIds().size(); i++) {
            Hash id = block.transactionIds().get(i);
            Backend.Transaction transaction = new Backend.Transaction(
                    id,
                    block.transactions().get(i),
                    block.header().height(),
                    i,
                    block.receipts().get(i));
            if (subscription
                    .topic()
                    .wants(
                            id,
                            view.accounts(transaction.bytes(), block.receipts().get(i)))) {
                Cursor place = new Cursor(block.header().height(), i, Cursor.END);
                push(subscription, place, Json.text(view.transaction(transaction, false)), after, told);
            }
        }
    }

    private static void push(
            Feed.Subscription subscription, Cursor at, String result, Cursor after, List<String> told) {
        if (at.compareTo(after) > 0) {
            told.add(subscription.message(at, result));
        }
    }
}
