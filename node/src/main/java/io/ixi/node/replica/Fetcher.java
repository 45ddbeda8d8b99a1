package io.ixi.node.replica;

import io.ixi.consensus.types.Hash;
import io.ixi.node.wire.PeerMessage;
import io.ixi.node.wire.PeerMessage.BlockWanted;
import io.ixi.node.wire.PeerMessage.TransactionsWanted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks peers, one after the other, for blocks and transactions that are missing here. */
final class Fetcher {
    private static final int MAX_FETCHES = 256;
    private static final int MAX_ATTEMPTS = 32;

    private final class Fetch {
        private final Hash hash;
        private final List<Integer> first;
        private final Supplier<@Nullable PeerMessage> question;
        private int attempts;
        private Schedule.Alarm alarm;

        Fetch(Hash hash, List<Integer> first, int delayMs, Supplier<@Nullable PeerMessage> question) {
            this.hash = hash;
            this.first = first;
            this.question = question;
            this.alarm = schedule.after(delayMs, this::ask);
        }

        void again() {
            alarm.cancel();
            alarm = schedule.after(0, this::ask);
        }

        private void ask() {
            PeerMessage message = question.get();
            List<Integer> peers = candidates();
            if (message == null || attempts >= MAX_ATTEMPTS) {
                open.remove(hash);
                return;
            }
            if (!peers.isEmpty()) {
                links.send(peers.get(attempts % peers.size()), message);
                attempts++;
            }
            alarm = schedule.after((long) tuning.fetchRetryMs() << Math.min(attempts / 4, 3), this::ask);
        }

        private List<Integer> candidates() {
            List<Integer> peers = new ArrayList<>();
            for (int peer : first) {
                if (links.connected(peer) && !peers.contains(peer)) {
                    peers.add(peer);
                }
            }
            for (int peer : links.peers()) {
                if (!peers.contains(peer)) {
                    peers.add(peer);
                }
            }
            return peers;
        }
    }

    private final Links links;
    private final Schedule schedule;
    private final Tuning tuning;
    private final Map<Hash, Fetch> open = new LinkedHashMap<>();

    Fetcher(Links links, Schedule schedule, Tuning tuning) {
        this.links = links;
        this.schedule = schedule;
        this.tuning = tuning;
    }

    /** Fetches header and ids of a block until {@code here} says it arrived or is not wanted any more. */
    void block(Hash hash, List<Integer> first, Supplier<Boolean> here) {
        if (!open.containsKey(hash) && open.size() < MAX_FETCHES) {
            open.put(hash, new Fetch(hash, first, 0, () -> here.get() ? null : new BlockWanted(hash)));
        }
    }

    /** Fetches what a block lacks, after a moment for what is on its way. */
    void transactions(Block block) {
        if (!open.containsKey(block.hash()) && open.size() < MAX_FETCHES) {
            Supplier<@Nullable PeerMessage> question = () -> block.dropped || block.complete() || block.invalid != null
                    ? null
                    : new TransactionsWanted(block.hash(), block.missingIds());
            open.put(block.hash(), new Fetch(block.hash(), List.of(block.source), tuning.fetchDelayMs(), question));
        }
    }

    /** Whether an answer about this block was asked for. */
    boolean wants(Hash hash) {
        return open.containsKey(hash);
    }

    /** Some of it came, or it came wrong: asks the next peer for the rest at once. */
    void progress(Hash hash) {
        Fetch fetch = open.get(hash);
        if (fetch != null) {
            fetch.again();
        }
    }

    void done(Hash hash) {
        Fetch fetch = open.remove(hash);
        if (fetch != null) {
            fetch.alarm.cancel();
        }
    }
}
