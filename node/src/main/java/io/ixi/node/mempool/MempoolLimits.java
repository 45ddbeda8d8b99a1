package io.ixi.node.mempool;

/**
 * Bounds of a mempool.
 *
 * @param totalBytes of all waiting transactions
 * @param peerBytes of waiting transactions that one validator sent
 * @param accountCount waiting transactions of one account; also how far ahead of its next sequence number one may be
 * @param accountBytes of waiting transactions of one account
 * @param uncheckedBytes of transactions from one origin that wait for their checks
 * @param keys expanded public keys kept, 20 to 64 KiB each
 * @param remembered signatures that held and need not be checked again
 * @param lingerMs longest wait for more transactions before they are sent on
 * @param messageBytes size at which waiting transactions are sent on at once
 */
public record MempoolLimits(
        long totalBytes,
        long peerBytes,
        int accountCount,
        long accountBytes,
        long uncheckedBytes,
        int keys,
        int remembered,
        int lingerMs,
        int messageBytes) {
    public static final MempoolLimits DEFAULT =
            new MempoolLimits(48L << 20, 16L << 20, 1_024, 4L << 20, 8L << 20, 1_024, 32_768, 2, 128 << 10);
}
