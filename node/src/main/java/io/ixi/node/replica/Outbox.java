package io.ixi.node.replica;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The only door for what stands on this node's signatures. Actions given here run at the end of the turn, in order,
 * after the journal records that they stand on are on disk: one fsync for all of a turn.
 */
final class Outbox {
    private record Gated(long position, Runnable action) {}

    private final Log log;
    private final Queue<Gated> gated = new ArrayDeque<>();

    Outbox(Log log) {
        this.log = log;
    }

    /** Runs once everything appended so far is durable. */
    void whenDurable(Runnable action) {
        gated.add(new Gated(log.appended(), action));
    }

    /**
     * Runs once this node's own votes so far are durable. Enough for what others' signatures prove: a certificate that
     * is lost in a crash can be assembled again from the votes, which are on their signers' disks.
     */
    void whenVotesDurable(Runnable action) {
        gated.add(new Gated(log.castAt(), action));
    }

    /** Ends the turn. */
    void flush() {
        while (!gated.isEmpty()) {
            long needed = 0;
            for (Gated g : gated) {
                needed = Math.max(needed, g.position());
            }
            if (!log.durable(needed)) {
                log.sync();
            }
            for (int count = gated.size(); count > 0; count--) {
                gated.remove().action().run();
            }
        }
    }
}
