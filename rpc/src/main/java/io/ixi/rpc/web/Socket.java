package io.ixi.rpc.web;

import io.ixi.rpc.call.Subscriber;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket. Messages to it wait in a queue with a byte bound, one being written at a time; over the bound the
 * socket is closed. Nothing here blocks, whatever the far end does.
 */
final class Socket implements Subscriber {
    /** Close code for a client that reads slower than it is told things. */
    static final int SLOW = 4008;

    private final Session session;
    private final int maxQueued;
    private final Semaphore calls;
    private final Deque<String> queue = new ArrayDeque<>();
    private int queued;
    private boolean writing;
    private boolean closed;

    /**
     * @param maxQueued most bytes that wait
     * @param maxCalls most calls in work at once
     */
    Socket(Session session, int maxQueued, int maxCalls) {
        this.session = session;
        this.maxQueued = maxQueued;
        this.calls = new Semaphore(maxCalls);
    }

    /** Bounds the calls that this socket has in work: the reader waits, so TCP slows the client. */
    Semaphore calls() {
        return calls;
    }

    @Override
    public void push(String message) {
        enqueue(message, false);
    }

    /** An answer to a call: it may be larger than the bound if nothing else waits. */
    void answer(byte[] response) {
        enqueue(new String(response, StandardCharsets.UTF_8), true);
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
        }
    }

    private void enqueue(String message, boolean answer) {
        boolean slow = false;
        synchronized (queue) {
            if (closed) {
                return;
            }
            boolean fits = queued + message.length() <= maxQueued || (answer && queue.isEmpty());
            if (fits) {
                queue.add(message);
                queued += message.length();
            } else {
                slow = true;
                closed();
            }
        }
        if (slow) {
            session.close(
                    SLOW, "too slow: messages were waiting", Callback.from(() -> {}, error -> session.disconnect()));
        } else {
            write();
        }
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
        }
        write();
    }

    private void failed() {
        closed();
        session.disconnect();
    }
}
