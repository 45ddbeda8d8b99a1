package io.ixi.node.net;

/** Delivers messages to authenticated peers, in order per channel, or drops them when the connection is gone. */
public interface Transport extends AutoCloseable {
    /**
     * What arrives. Called on IO threads; must not block. Calls about one peer never overlap: {@code connected}, then
     * messages, then {@code disconnected}, then nothing until the next {@code connected}. Calls about different peers
     * may come at the same time.
     */
    interface Listener {
        void connected(int peer);

        void disconnected(int peer);

        /**
         * @param message the whole message, never empty; the listener owns it
         */
        void received(int peer, Channel channel, byte[] message);
    }

    /**
     * Queues a message; never blocks. The array must not be written to afterwards; it may go to many peers. False:
     * not connected, empty or larger than {@link Channel#maxMessageBytes()}, or the channel's queue is over its byte
     * quota and the message was dropped. Any thread.
     */
    boolean send(int peer, Channel channel, byte[] message);

    /** Closes the connection of a peer that broke the protocol and refuses it for a while. Any thread. */
    void penalize(int peer, String reason);

    /** Number of peers connected now. */
    int connectedCount();

    /** Closes every connection; no listener call begins after it returns. */
    @Override
    void close();
}
