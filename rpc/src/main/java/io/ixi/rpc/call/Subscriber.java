package io.ixi.rpc.call;

/** The far end of a WebSocket, which can be told things unasked. Compared by identity. */
public interface Subscriber {
    /** Queues a text message; never blocks. A subscriber that falls behind is disconnected. */
    void push(String message);

    /**
     * Queues a message of which many follow: waits on the caller's (virtual) thread until there is room. A subscriber
     * that takes nothing for long is disconnected.
     */
    void pushPatiently(String message);

    boolean isOpen();
}
