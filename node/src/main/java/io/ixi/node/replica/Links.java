package io.ixi.node.replica;

import io.ixi.node.net.Transport;
import io.ixi.node.wire.PeerCodec;
import io.ixi.node.wire.PeerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The peers that are connected now and what they say of themselves. */
final class Links {
    private final Transport transport;
    private final ReplicaMetrics metrics;
    private final TreeMap<Integer, Long> heights = new TreeMap<>();
    /** Keys of {@link #heights}: asked for much more often than they change. */
    private List<Integer> peers = List.of();

    Links(Transport transport, ReplicaMetrics metrics) {
        this.transport = transport;
        this.metrics = metrics;
    }

    void up(int peer) {
        heights.put(peer, -1L);
        peers = List.copyOf(heights.keySet());
    }

    void down(int peer) {
        heights.remove(peer);
        peers = List.copyOf(heights.keySet());
    }

    /** A peer claims this final height. */
    void claims(int peer, long height) {
        heights.computeIfPresent(peer, (p, before) -> height);
    }

    /** Connected peers, ascending. */
    List<Integer> peers() {
        return peers;
    }

    boolean connected(int peer) {
        return heights.containsKey(peer);
    }

    /** The largest height that a connected peer claims; -1: none. */
    long highest() {
        long highest = -1;
        for (long height : heights.values()) {
            highest = Math.max(highest, height);
        }
        return highest;
    }

    /** Peers that claim at least this height, highest first. */
    List<Integer> claiming(long height) {
        List<Integer> peers = new ArrayList<>(heights.keySet());
        peers.removeIf(peer -> heights.getOrDefault(peer, -1L) < height);
        peers.sort((a, b) -> Long.compare(heights.getOrDefault(b, -1L), heights.getOrDefault(a, -1L)));
        return peers;
    }

    void send(int peer, PeerMessage message) {
        sendEncoded(peer, message, PeerCodec.encode(message));
    }

    /** Encodes once, sends to every peer that is connected. */
    void sendAll(PeerMessage message) {
        byte[] bytes = PeerCodec.encode(message);
        for (int peer : heights.keySet()) {
            sendEncoded(peer, message, bytes);
        }
    }

    void penalize(int peer, String reason) {
        metrics.penalized();
        transport.penalize(peer, reason);
    }

    private void sendEncoded(int peer, PeerMessage message, byte[] bytes) {
        if (transport.send(peer, message.channel(), bytes)) {
            metrics.sent(message, bytes.length);
        } else {
            metrics.dropped();
        }
    }
}
