package io.ixi.node.replica;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.node.net.Channel;
import io.ixi.node.net.Transport;
import io.ixi.node.wire.PeerCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Drives one {@link Replica}: a platform thread that takes all waiting events as one turn, and the threads behind
 * {@link Tasks}. Peers' messages wait in a queue that is bounded in bytes; over it they are dropped, as the network
 * may drop them. The answers of tasks are never dropped.
 */
public final class ReplicaLoop implements Tasks, Transport.Listener, AutoCloseable {
    private static final long MAX_QUEUED_BYTES = 32 << 20;
    private static final int MAX_TURN = 1_024;

    private final Clock clock;
    private final BiConsumer<Integer, byte[]> onTransactions;
    private final BiConsumer<Integer, String> onMalformed;
    private final Consumer<Throwable> onFailure;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Queue<Event> queue = new ArrayDeque<>();
    private final ExecutorService execute = worker("execute", 1);
    private final ExecutorService commit = worker("commit", 1);
    private final ExecutorService check;
    private long queuedBytes;
    private boolean closed;
    private @Nullable Thread thread;

    /**
     * @param onTransactions what peers send on the TRANSACTION channel; called on IO threads
     * @param onMalformed a peer whose message does not decode, and why
     * @param onFailure told once why the replica stopped; the process should exit
     * @param checkers threads for signature checks and for answers to peers that catch up
     */
    public ReplicaLoop(
            Clock clock,
            BiConsumer<Integer, byte[]> onTransactions,
            BiConsumer<Integer, String> onMalformed,
            Consumer<Throwable> onFailure,
            int checkers) {
        this.clock = clock;
        this.onTransactions = onTransactions;
        this.onMalformed = onMalformed;
        this.onFailure = onFailure;
        this.check = worker("check", checkers);
    }

    /** Runs the replica until {@link #close}. Events that came before wait. */
    public void start(Replica replica) {
        Thread started = Thread.ofPlatform().name("replica").unstarted(() -> run(replica));
        lock.lock();
        try {
            thread = started;
        } finally {
            lock.unlock();
        }
        started.start();
    }

    /** Any thread. */
    public void post(Event event) {
        lock.lock();
        try {
            queue.add(event);
            queuedBytes += event instanceof Event.Received received ? received.bytes() : 0;
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void submit(Lane lane, Supplier<Event> work) {
        ExecutorService worker = switch (lane) {
            case EXECUTE -> execute;
            case COMMIT -> commit;
            case CHECK -> check;
        };
        worker.execute(() -> {
            try {
                post(work.get());
            } catch (RuntimeException | Error e) {
                fail(e);
            }
        });
    }

    @Override
    public void connected(int peer) {
        post(new Event.PeerUp(peer));
    }

    @Override
    public void disconnected(int peer) {
        post(new Event.PeerDown(peer));
    }

    @Override
    public void received(int peer, Channel channel, byte[] message) {
        if (channel == Channel.TRANSACTION) {
            onTransactions.accept(peer, message);
        } else if (hasRoom()) {
            try {
                post(new Event.Received(peer, PeerCodec.decode(channel, message), message.length));
            } catch (MalformedException e) {
                onMalformed.accept(peer, String.valueOf(e.getMessage()));
            }
        }
    }

    /** Stops after the current turn and waits for running tasks. */
    @Override
    public void close() {
        Thread running;
        lock.lock();
        try {
            closed = true;
            running = thread;
            arrived.signal();
        } finally {
            lock.unlock();
        }
        try {
            if (running != null && running != Thread.currentThread()) {
                running.join();
            }
            for (ExecutorService worker : List.of(execute, check, commit)) {
                worker.shutdown();
                worker.awaitTermination(10, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Replica replica) {
        try {
            replica.start();
            List<Event> turn = new ArrayList<>();
            while (take(turn, replica.nextDeadlineMs())) {
                for (Event event : turn) {
                    replica.on(event);
                }
                replica.endTurn();
                turn.clear();
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    /** Waits for events or the deadline. False: closed. */
    private boolean take(List<Event> turn, long deadlineMs) {
        lock.lock();
        try {
            while (queue.isEmpty() && !closed) {
                long waitMs = deadlineMs - clock.nowMs();
                if (waitMs <= 0) {
                    turn.add(new Event.Tick());
                    return true;
                }
                arrived.awaitNanos(TimeUnit.MILLISECONDS.toNanos(Math.min(waitMs, 60_000)));
            }
            for (int i = 0; i < MAX_TURN && !queue.isEmpty(); i++) {
                Event event = queue.remove();
                queuedBytes -= event instanceof Event.Received received ? received.bytes() : 0;
                turn.add(event);
            }
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom() {
        lock.lock();
        try {
            return queuedBytes < MAX_QUEUED_BYTES;
        } finally {
            lock.unlock();
        }
    }

    private void fail(Throwable cause) {
        boolean first;
        lock.lock();
        try {
            first = !closed;
            closed = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
        if (first) {
            onFailure.accept(cause);
        }
    }

    private static ExecutorService worker(String name, int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("replica-" + name + "-", 0).daemon().factory());
        return pool;
    }
}
