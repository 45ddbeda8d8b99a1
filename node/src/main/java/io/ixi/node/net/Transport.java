package io.ixi.node.net;

/** Delivers messages to authenticated peers, in order per channel, or drops them when the connection is gone. */
public interface Transport extends AutoCloseable {
    /** What arrives. Called on IO threads; must not block. */
    interface Listener {
        void connected(int peer);

        void disconnected(int peer);

        /**
         * @param message the whole message; the listener owns it
         */
        void received(int peer, Channel channel, byte[] message);
    }

    /**
     * Queues a message; never blocks. False: not connected, or the channel's queue is over its byte quota and the message
     * was dropped.
     */
    boolean send(int peer, Channel channel, byte[] message);

    /** Closes the connection of a peer that broke the protocol and refuses it for a while. */
    void penalize(int peer, String reason);

    /** Number of peers connected now. */
    int connectedCount();

    @Override
    void close();
}
