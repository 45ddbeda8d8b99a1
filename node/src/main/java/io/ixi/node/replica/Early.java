package io.ixi.node.replica;

import io.ixi.node.wire.PeerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What peers say of the next epoch before this node is in it. Bounded per peer, so that none takes others' room. */
final class Early {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_MESSAGES = 256;

    /** A message and who sent it, by the transport's number. */
    record Kept(int number, PeerMessage message) {}

    private static final class Share {
        private int bytes;
        private int messages;
    }

    private final List<Kept> kept = new ArrayList<>();
    private final TreeMap<Integer, Share> shares = new TreeMap<>();

    /** Keeps it if there is room. */
    void keep(int number, PeerMessage message, int bytes) {
        Share share = shares.computeIfAbsent(number, n -> new Share());
        if (share.bytes + bytes <= MAX_BYTES && share.messages < MAX_MESSAGES) {
            share.bytes += bytes;
            share.messages++;
            kept.add(new Kept(number, message));
        }
    }

    /** All of them, in the order in which they came; none are left. */
    List<Kept> take() {
        List<Kept> taken = List.copyOf(kept);
        kept.clear();
        shares.clear();
        return taken;
    }

    /** Memory that they hold, about. */
    long bytes() {
        long bytes = 0;
        for (Share share : shares.values()) {
            bytes += share.bytes;
        }
        return bytes;
    }
}
