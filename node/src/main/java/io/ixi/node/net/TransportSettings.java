package io.ixi.node.net;

import io.ixi.consensus.types.Hash;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a transport needs to know.
 *
 * @param listen where to accept peers; port 0 takes any free one
 * @param identity the validator's own key
 * @param chain hash of the genesis; a peer of another chain is disconnected
 * @param ownIndex this validator's index; of each pair the lower index dials
 * @param peers the whole set; the own entry is ignored
 */
public record TransportSettings(
        InetSocketAddress listen, Identity identity, Hash chain, int ownIndex, List<PeerAddress> peers, Limits limits) {
    public TransportSettings {
        peers = List.copyOf(peers);
    }

    public TransportSettings(
            InetSocketAddress listen, Identity identity, Hash chain, int ownIndex, List<PeerAddress> peers) {
        this(listen, identity, chain, ownIndex, peers, Limits.defaults());
    }

    /**
     * @param queueBytes most that may wait for one peer on this channel; a message that would exceed it is dropped
     * @param inboundBytesPerSecond sustained rate from one peer, with a burst of one second; above it the connection is
     *     not read for a while
     */
    public record Quota(int queueBytes, int inboundBytesPerSecond) {}

    /**
     * @param handshake from the start of a connection to a valid Hello
     * @param deadPeer silence after which a connection is closed; a fifth of it without writing sends a keepalive
     * @param penalty how long a penalized peer is refused
     * @param maxUnauthenticated connections that have not said a valid Hello yet, all together
     * @param connectsPerSecond sustained rate of accepted connections from one address, with a burst of four seconds
     * @param ioThreads event loops
     */
    public record Limits(
            Duration handshake,
            Duration deadPeer,
            Duration backoffMin,
            Duration backoffMax,
            Duration penalty,
            int maxUnauthenticated,
            int connectsPerSecond,
            int ioThreads,
            Map<Channel, Quota> quotas) {
        public Limits {
            EnumMap<Channel, Quota> all = new EnumMap<>(quotas);
            if (all.size() != Channel.values().length) {
                throw new IllegalArgumentException("a quota for every channel");
            }
            quotas = all;
        }

        public static Limits defaults() {
            EnumMap<Channel, Quota> quotas = new EnumMap<>(Channel.class);
            quotas.put(Channel.VOTE, new Quota(2 << 20, 8 << 20));
            quotas.put(Channel.CERTIFICATE, new Quota(4 << 20, 16 << 20));
            quotas.put(Channel.BLOCK, new Quota(16 << 20, 64 << 20));
            quotas.put(Channel.TRANSACTION, new Quota(8 << 20, 32 << 20));
            quotas.put(Channel.SYNC, new Quota(16 << 20, 64 << 20));
            return new Limits(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(100),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(30),
                    64,
                    32,
                    2,
                    quotas);
        }

        public Quota quota(Channel channel) {
            Quota quota = quotas.get(channel);
            if (quota == null) {
                throw new IllegalStateException("no quota for " + channel);
            }
            return quota;
        }

        public Limits withQuota(Channel channel, Quota quota) {
            EnumMap<Channel, Quota> changed = new EnumMap<>(quotas);
            changed.put(channel, quota);
            return new Limits(
                    handshake,
                    deadPeer,
                    backoffMin,
                    backoffMax,
                    penalty,
                    maxUnauthenticated,
                    connectsPerSecond,
                    ioThreads,
                    changed);
        }

        /** Other waiting times; for tests and slow links. */
        public Limits withTimes(Duration newHandshake, Duration newDeadPeer, Duration newPenalty) {
            return new Limits(
                    newHandshake,
                    newDeadPeer,
                    backoffMin,
                    backoffMax,
                    newPenalty,
                    maxUnauthenticated,
                    connectsPerSecond,
                    ioThreads,
                    quotas);
        }

        /** Other caps on connections that have not proven a key yet. */
        public Limits withAdmission(int newMaxUnauthenticated, int newConnectsPerSecond) {
            return new Limits(
                    handshake,
                    deadPeer,
                    backoffMin,
                    backoffMax,
                    penalty,
                    newMaxUnauthenticated,
                    newConnectsPerSecond,
                    ioThreads,
                    quotas);
        }
    }
}
