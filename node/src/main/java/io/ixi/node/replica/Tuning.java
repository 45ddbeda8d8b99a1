package io.ixi.node.replica;

/**
 * Local settings of a replica; none of them affects safety.
 *
 * @param batchMs shortest time between this leader's block and the one before it: gathers transactions
 * @param driftMs how far ahead of this host's clock a block's time may be before it is voted for
 * @param fetchDelayMs patience for transactions that are on their way before they are asked for
 * @param fetchRetryMs between asking one peer and the next
 * @param syncTimeoutMs wait for an answer while catching up
 * @param syncLagMs how long without progress behind a peer's height before catching up
 * @param statusMs between telling peers the own height
 * @param listenMs after the start, before the first vote
 * @param treeBytes blocks above the ledger that others may make this node hold
 * @param maxUncommitted blocks by which building may run ahead of the ledger
 * @param ledgerSyncMs between making the ledger durable
 * @param journalBytes size at which the journal is rolled
 */
public record Tuning(
        int batchMs,
        int driftMs,
        int fetchDelayMs,
        int fetchRetryMs,
        int syncTimeoutMs,
        int syncLagMs,
        int statusMs,
        int listenMs,
        long treeBytes,
        int maxUncommitted,
        int ledgerSyncMs,
        long journalBytes) {
    public static final Tuning DEFAULT =
            new Tuning(5, 500, 100, 100, 2_000, 300, 1_000, 1_000, 64L << 20, 64, 1_000, 64L << 20);

    /** With another {@link #batchMs}. */
    public Tuning withBatchMs(int ms) {
        return new Tuning(
                ms,
                driftMs,
                fetchDelayMs,
                fetchRetryMs,
                syncTimeoutMs,
                syncLagMs,
                statusMs,
                listenMs,
                treeBytes,
                maxUncommitted,
                ledgerSyncMs,
                journalBytes);
    }

    /** With another {@link #listenMs}. */
    public Tuning withListenMs(int ms) {
        return new Tuning(
                batchMs,
                driftMs,
                fetchDelayMs,
                fetchRetryMs,
                syncTimeoutMs,
                syncLagMs,
                statusMs,
                ms,
                treeBytes,
                maxUncommitted,
                ledgerSyncMs,
                journalBytes);
    }
}
