package io.ixi.rpc.chain;

import io.ixi.consensus.types.Hash;
import io.ixi.rpc.Backend;
import io.ixi.rpc.json.Json;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a subscriber that comes back what it missed, block by block and no faster than it reads, then lets it join
 * those who are told of new blocks. Nothing is told twice and nothing is left out. A few replay at a time.
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
            places.acquire();
            try {
                follow(subscription, after);
            } finally {
                places.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("replaying from {} failed", after.text(), e);
            feed.remove(subscription.id());
        }
    }

    private void follow(Feed.Subscription subscription, Cursor after) {
        long next = after.index() == Cursor.END ? after.height() + 1 : after.height();
        while (feed.isLive(subscription) && subscription.subscriber().isOpen()) {
            long tip = feed.told();
            for (; next <= tip && feed.isLive(subscription); next++) {
                Optional<Backend.Block> block = backend.block(next);
                if (block.isEmpty()) {
                    gone(subscription, next);
                    return;
                }
                tell(subscription, block.get(), after);
            }
            if (feed.join(subscription, next)) {
                return;
            }
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

    private void tell(Feed.Subscription subscription, Backend.Block block, Cursor after) {
        Topic topic = subscription.topic();
        switch (topic.kind()) {
            case BLOCKS ->
                push(subscription, Cursor.afterBlock(block.header().height()), Json.text(Chain.summary(block)), after);
            case TRANSACTIONS -> transactions(subscription, block, after);
            case EVENTS, INBOX ->
                Placed.of(block, backend.registry()).stream()
                        .filter(topic::wants)
                        .forEach(event -> push(subscription, event.at(), Json.text(event.json()), after));
        }
    }

    private void transactions(Feed.Subscription subscription, Backend.Block block, Cursor after) {
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
                push(subscription, place, Json.text(view.transaction(transaction, false)), after);
            }
        }
    }

    private static void push(Feed.Subscription subscription, Cursor at, String result, Cursor after) {
        if (at.compareTo(after) > 0) {
            subscription.subscriber().pushPatiently(subscription.message(at, result));
        }
    }
}
