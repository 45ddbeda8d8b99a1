package io.ixi.node.replica;

import io.ixi.node.net.Transport;
import io.ixi.node.wire.PeerCodec;
import io.ixi.node.wire.PeerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The peers that are connected now and what they say of themselves, by their index in the running epoch. */
final class Links {
    private final Transport transport;
    private final ReplicaMetrics metrics;
    /** By the transport's number. */
    private final TreeMap<Integer, Long> heights = new TreeMap<>();

    private Roster roster;
    /** Asked for much more often than they change. */
    private List<Integer> peers = List.of();

    private List<Integer> validators = List.of();

    Links(Transport transport, ReplicaMetrics metrics, Roster roster) {
        this.transport = transport;
        this.metrics = metrics;
        this.roster = roster;
    }

    /** Another epoch: the same peers have other indices. */
    void enter(Roster next) {
        roster = next;
        index();
    }

    Roster roster() {
        return roster;
    }

    void up(int number) {
        heights.put(number, -1L);
        index();
    }

    void down(int number) {
        heights.remove(number);
        index();
    }

    /** A peer claims this final height. */
    void claims(int peer, long height) {
        heights.computeIfPresent(roster.number(peer), (p, before) -> height);
    }

    /** Connected peers, ascending. */
    List<Integer> peers() {
        return peers;
    }

    /** Connected validators, ascending. */
    List<Integer> validators() {
        return validators;
    }

    boolean connected(int peer) {
        return heights.containsKey(roster.number(peer));
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
        List<Integer> claiming = new ArrayList<>(peers);
        claiming.removeIf(peer -> claimed(peer) < height);
        claiming.sort((a, b) -> Long.compare(claimed(b), claimed(a)));
        return claiming;
    }

    private long claimed(int peer) {
        return heights.getOrDefault(roster.number(peer), -1L);
    }

    void send(int peer, PeerMessage message) {
        sendTo(roster.number(peer), message);
    }

    /** The same by the transport's number. */
    void sendTo(int number, PeerMessage message) {
        sendEncoded(number, message, PeerCodec.encode(message));
    }

    /** Encodes once, sends to every peer that is connected. */
    void sendAll(PeerMessage message) {
        byte[] bytes = PeerCodec.encode(message);
        for (int number : heights.keySet()) {
            sendEncoded(number, message, bytes);
        }
    }

    void penalize(int peer, String reason) {
        metrics.penalized();
        transport.penalize(roster.number(peer), reason);
    }

    private void sendEncoded(int number, PeerMessage message, byte[] bytes) {
        if (transport.send(number, message.channel(), bytes)) {
            metrics.sent(message, bytes.length);
        } else {
            metrics.dropped();
        }
    }

    private void index() {
        peers = heights.keySet().stream().map(roster::index).sorted().toList();
        validators = peers.stream().filter(roster::isValidator).toList();
    }
}
