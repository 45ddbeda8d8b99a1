package io.ixi.rpc.chain;

import io.ixi.consensus.types.Hash;
import io.ixi.rpc.Backend;
import io.ixi.rpc.call.CallException;
import io.ixi.rpc.call.Subscriber;
import io.ixi.rpc.json.Json;
import io.ixi.vm.kernel.exec.Receipt;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells subscribers what became final. The node's thread only queues; one thread does the telling. Subscribers
 * hear every block in order even if the queue overflows: missed ones are read again.
 */
public final class Feed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final int QUEUE = 64;
    private static final int MAX_WAITERS = 20_000;

    private final Backend backend;
    private final View view;
    private final int maxPerSubscriber;
    private final BlockingQueue<Backend.Block> queue = new ArrayBlockingQueue<>(QUEUE);
    /** The newest block that found the queue full; those before it are read again. */
    private final AtomicReference<Backend.@Nullable Block> overflow = new AtomicReference<>();

    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();
    private final Index index = new Index();
    private final Map<Hash, List<Waiter>> waiters = new ConcurrentHashMap<>();
    private final Map<Subscriber, Set<String>> bySubscriber = new ConcurrentHashMap<>();
    private final Backend.Subscription source;
    private final Thread thread;
    private final Replay replay;
    /** Held while a block is told, and while somebody who caught up joins those who are told. */
    private final Object telling = new Object();

    private volatile long told;

    public Feed(Backend backend, View view, int maxPerSubscriber) {
        this.backend = backend;
        this.view = view;
        this.maxPerSubscriber = maxPerSubscriber;
        this.replay = new Replay(backend, view, this);
        this.source = backend.subscribe(this::queue);
        // nobody listens yet, so what is queued by now need not be told
        this.told = backend.status().height();
        this.thread = Thread.ofPlatform().name("rpc-feed").daemon().start(this::run);
    }

    record Subscription(String id, Subscriber subscriber, Topic topic) {
        String message(Cursor at, String result) {
            return "{\"jsonrpc\":\"2.0\",\"method\":\"ixi_subscription\",\"params\":{\"subscription\":\"" + id
                    + "\",\"cursor\":\"" + at.text() + "\",\"result\":" + result + "}}";
        }

        void push(Cursor at, String result) {
            subscriber.push(message(at, result));
        }
    }

    /** A call that waits; equal only to itself, by its number. */
    private record Waiter(long number, CompletableFuture<Backend.Transaction> future) {}

    /**
     * @param after null: from now on; else also what happened after it, first and in order
     * @param answered completes when the subscriber is sure to hear the id first
     * @return the subscription's id
     */
    String subscribe(Subscriber subscriber, Topic topic, @Nullable Cursor after, CompletableFuture<Void> answered)
            throws CallException {
        Set<String> own = bySubscriber.computeIfAbsent(subscriber, s -> ConcurrentHashMap.newKeySet());
        if (own.size() >= maxPerSubscriber) {
            throw new CallException(
                    CallException.LIMIT, "at most " + maxPerSubscriber + " subscriptions per connection");
        }
        Subscription subscription = new Subscription(Long.toString(numbers.incrementAndGet()), subscriber, topic);
        own.add(subscription.id());
        subscriptions.put(subscription.id(), subscription);
        Cursor from = after == null ? Cursor.afterBlock(told) : after;
        var _ = answered.thenRun(() -> begin(subscription, from));
        if (!subscriber.isOpen()) {
            // it closed while subscribing, perhaps after closed() ran
            closed(subscriber);
        }
        return subscription.id();
    }

    /** What was told between the call and its answer is told again, to this subscription alone. */
    private void begin(Subscription subscription, Cursor from) {
        if (!join(subscription, from.nextBlock())) {
            Thread.startVirtualThread(() -> replay.run(subscription, from));
        }
    }

    /** Whether there was such a subscription of this subscriber. */
    boolean unsubscribe(Subscriber subscriber, String id) {
        Set<String> own = bySubscriber.get(subscriber);
        if (own == null || !own.remove(id)) {
            return false;
        }
        remove(id);
        return true;
    }

    /** Forgets a subscriber. */
    public void closed(Subscriber subscriber) {
        Set<String> own = bySubscriber.remove(subscriber);
        if (own != null) {
            own.forEach(this::remove);
        }
    }

    /** Height of the last block that was told. */
    long told() {
        return told;
    }

    /** Whether it was not ended. */
    boolean isLive(Subscription subscription) {
        return subscriptions.containsKey(subscription.id());
    }

    /**
     * Tells it of everything from now on, if {@code next} is the height that is told next.
     *
     * @return false: later blocks were told meanwhile
     */
    boolean join(Subscription subscription, long next) {
        synchronized (telling) {
            if (told >= next) {
                return false;
            }
            index.add(subscription);
            if (!isLive(subscription)) {
                index.remove(subscription);
            }
            return true;
        }
    }

    /** Number of live subscriptions. */
    public int size() {
        return subscriptions.size();
    }

    /** Completes when the transaction is final; with a {@link TimeoutException} if it is not after {@code limit}. */
    CompletableFuture<Backend.Transaction> whenFinal(Hash id, Duration limit) throws CallException {
        if (waiters.size() >= MAX_WAITERS) {
            throw new CallException(CallException.LIMIT, "too many calls wait for finality: try later");
        }
        Waiter waiter = new Waiter(numbers.incrementAndGet(), new CompletableFuture<>());
        waiters.merge(
                id,
                List.of(waiter),
                (before, more) -> Stream.concat(before.stream(), more.stream()).toList());
        CompletableFuture<Backend.Transaction> done = waiter.future()
                .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((result, error) -> forget(id, waiter));
        // registered first, so that no block slips between
        Optional<Backend.Transaction> now = backend.transaction(id).filter(t -> !t.pending());
        now.ifPresent(waiter.future()::complete);
        return done;
    }

    @Override
    public void close() {
        source.close();
        thread.interrupt();
    }

    private void forget(Hash id, Waiter waiter) {
        waiters.computeIfPresent(id, (key, list) -> {
            List<Waiter> rest =
                    list.stream().filter(w -> w.number() != waiter.number()).toList();
            return rest.isEmpty() ? null : rest;
        });
    }

    /** Ends a subscription of whomever. */
    void remove(String id) {
        Subscription subscription = subscriptions.remove(id);
        if (subscription != null) {
            index.remove(subscription);
        }
    }

    /** On the node's thread. */
    private void queue(Backend.Block block) {
        if (!queue.offer(block)) {
            overflow.set(block);
            // if there is room by now, the teller may have looked at the overflow already: give it one more turn
            if (!queue.offer(block)) {
                LOG.debug("block {} waits in the overflow", block.header().height());
            }
        }
    }

    private void run() {
        try {
            while (true) {
                tellSafely(queue.take());
                Backend.Block last = queue.isEmpty() ? overflow.getAndSet(null) : null;
                if (last != null) {
                    tellSafely(last);
                }
            }
        } catch (InterruptedException e) {
            // closed
            Thread.currentThread().interrupt();
        }
    }

    private void tellSafely(Backend.Block block) {
        try {
            upTo(block);
        } catch (RuntimeException e) {
            LOG.error("telling subscribers of block {} failed", block.header().height(), e);
        }
    }

    private void upTo(Backend.Block block) {
        long height = block.header().height();
        for (long missed = told + 1; missed < height; missed++) {
            backend.block(missed).ifPresent(this::tell);
        }
        if (height > told) {
            tell(block);
        }
    }

    private void tell(Backend.Block block) {
        synchronized (telling) {
            told = block.header().height();
            Cursor after = Cursor.afterBlock(told);
            if (!index.blocks().isEmpty()) {
                String summary = Json.text(Chain.summary(block));
                index.blocks().forEach(s -> s.push(after, summary));
            }
            if (!waiters.isEmpty() || index.wantsTransactions()) {
                transactions(block);
            }
            if (index.wantsEvents()) {
                for (Placed event : Placed.of(block, backend.registry())) {
                    Set<Subscription> interested = index.of(event);
                    if (!interested.isEmpty()) {
                        String text = Json.text(event.json());
                        interested.forEach(s -> s.push(event.at(), text));
                    }
                }
            }
        }
    }

    private void transactions(Backend.Block block) {
        for (int at = 0; at < block.transactionIds().size(); at++) {
            int i = at;
            Hash id = block.transactionIds().get(i);
            Receipt receipt = block.receipts().get(i);
            List<Waiter> waiting = waiters.get(id);
            Set<Subscription> interested =
                    index.of(id, () -> view.accounts(block.transactions().get(i), receipt));
            if (waiting != null || !interested.isEmpty()) {
                Backend.Transaction transaction = new Backend.Transaction(
                        id, block.transactions().get(i), block.header().height(), i, receipt);
                if (waiting != null) {
                    waiting.forEach(w -> w.future().complete(transaction));
                }
                if (!interested.isEmpty()) {
                    String text = Json.text(view.transaction(transaction, false));
                    Cursor place = new Cursor(block.header().height(), i, Cursor.END);
                    interested.forEach(s -> s.push(place, text));
                }
            }
        }
    }
}
