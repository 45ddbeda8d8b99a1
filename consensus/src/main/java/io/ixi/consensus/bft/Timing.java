package io.ixi.consensus.bft;

/**
 * Bounds of a view, in milliseconds. They are part of the genesis; they affect liveness only, never safety.
 *
 * @param leaderMs from entering a view with work pending to giving up on its leader's proposal
 * @param advanceMs from entering a view with work pending to giving up on its notarization
 * @param retryMs between repeats of this node's votes while a view lasts
 * @param skipMs silence after which a leader is skipped at once while a quorum is active
 * @param heartbeatMs longest wait of an idle leader before it proposes an empty block; followers add it to their timers
 *     while they know of no work
 * @param maxBackoff timers grow by half per consecutive nullification up to this factor and fall back at a finalization
 */
public record Timing(int leaderMs, int advanceMs, int retryMs, int skipMs, int heartbeatMs, int maxBackoff) {
    public Timing {
        if (!(leaderMs > 0 && advanceMs > leaderMs && skipMs > advanceMs && skipMs > retryMs && retryMs > 0)
                || heartbeatMs < 0
                || maxBackoff < 1) {
            throw new IllegalArgumentException("timers must satisfy skip > advance > leader > 0 and skip > retry > 0");
        }
    }

    /** For validators within one data centre. */
    public static Timing lan() {
        return new Timing(250, 500, 1_000, 3_000, 1_000, 8);
    }
}
