package io.ixi.node;

import io.ixi.node.mempool.Mempool;
import io.ixi.node.net.Channel;
import io.ixi.node.net.Transport;
import org.jspecify.annotations.Nullable;

/** Hands what peers do to the replica and the mempool. What comes before those are open is dropped. */
final class Inbox implements Transport.Listener {
    private volatile Transport.@Nullable Listener replica;
    private volatile @Nullable Mempool mempool;
    private volatile @Nullable Transport transport;

    void replica(Transport.Listener loop) {
        replica = loop;
    }

    void open(Mempool pool, Transport network) {
        mempool = pool;
        transport = network;
    }

    @Override
    public void connected(int peer) {
        Transport.Listener loop = replica;
        if (loop != null) {
            loop.connected(peer);
        }
        Mempool pool = mempool;
        if (pool != null) {
            pool.connected(peer);
        }
    }

    @Override
    public void disconnected(int peer) {
        Transport.Listener loop = replica;
        if (loop != null) {
            loop.disconnected(peer);
        }
    }

    @Override
    public void received(int peer, Channel channel, byte[] message) {
        Transport.Listener loop = replica;
        if (loop != null) {
            loop.received(peer, channel, message);
        }
    }

    void transactions(int peer, byte[] message) {
        Mempool pool = mempool;
        if (pool != null) {
            pool.received(peer, message);
        }
    }

    void malformed(int peer, String reason) {
        Transport network = transport;
        if (network != null) {
            network.penalize(peer, reason);
        }
    }
}
