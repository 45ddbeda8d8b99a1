package io.ixi.rpc.web;

import io.ixi.rpc.call.Subscriber;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket. Messages to it wait in a queue with a byte bound, one being written at a time; over the bound the
 * socket is closed. Pushing never blocks, whatever the far end does.
 */
final class Socket implements Subscriber {
    /** Close code for a client that reads slower than it is told things. */
    static final int SLOW = 4008;

    private static final int GRACE_SECONDS = 2;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Session session;
    private final Consumer<Socket> onDrop;
    private final int maxQueued;
    private final Semaphore calls;
    private final Deque<String> queue = new ArrayDeque<>();
    private int queued;
    private boolean writing;
    private boolean closed;

    /**
     * @param maxQueued most bytes that wait
     * @param maxCalls most calls in work at once
     * @param onDrop told when this socket is given up as too slow
     */
    Socket(Session session, int maxQueued, int maxCalls, Consumer<Socket> onDrop) {
        this.session = session;
        this.onDrop = onDrop;
        this.maxQueued = maxQueued;
        this.calls = new Semaphore(maxCalls);
    }

    /** Bounds the calls that this socket has in work: the reader waits, so TCP slows the client. */
    Semaphore calls() {
        return calls;
    }

    @Override
    public void push(String message) {
        if (!enqueue(message, 0)) {
            drop();
        }
    }

    @Override
    public void pushPatiently(String message) {
        if (!enqueue(message, PATIENCE_NANOS)) {
            drop();
        }
    }

    /** An answer to a call: waits for room on the caller's (virtual) thread, so that pipelining calls is safe. */
    void answer(byte[] response) {
        pushPatiently(new String(response, StandardCharsets.UTF_8));
    }

    @Override
    public boolean isOpen() {
        synchronized (queue) {
            return !closed;
        }
    }

    void closed() {
        synchronized (queue) {
            closed = true;
            queue.clear();
            queued = 0;
            queue.notifyAll();
        }
    }

    /** False if there is no room after so long; a message always has room in an empty queue. */
    private boolean enqueue(String message, long patienceNanos) {
        synchronized (queue) {
            long deadline = System.nanoTime() + patienceNanos;
            while (!closed && !queue.isEmpty() && queued + message.length() > maxQueued) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(queue, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            if (closed) {
                return true;
            }
            queue.add(message);
            queued += message.length();
        }
        write();
        return true;
    }

    private void drop() {
        closed();
        onDrop.accept(this);
        session.close(SLOW, "too slow: messages were waiting", Callback.from(() -> {}, error -> session.disconnect()));
        // the close frame waits behind what the client does not read
        CompletableFuture.delayedExecutor(GRACE_SECONDS, TimeUnit.SECONDS).execute(session::disconnect);
    }

    private void write() {
        @Nullable String next;
        synchronized (queue) {
            next = writing ? null : queue.peek();
            if (next == null) {
                return;
            }
            writing = true;
        }
        session.sendText(next, Callback.from(this::written, error -> failed()));
    }

    private void written() {
        synchronized (queue) {
            writing = false;
            String sent = queue.poll();
            queued -= sent == null ? 0 : sent.length();
            queue.notifyAll();
        }
        write();
    }

    private void failed() {
        closed();
        session.disconnect();
    }
}
