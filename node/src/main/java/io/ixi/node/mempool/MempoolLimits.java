package io.ixi.node.mempool;

/**
 * Bounds of a mempool.
 *
 * @param totalBytes of all waiting transactions
 * @param peerBytes of waiting transactions that one validator sent
 * @param accountCount waiting transactions of one account; also how far ahead of its next sequence number one may be
 * @param accountBytes of waiting transactions of one account
 * @param uncheckedBytes of transactions from one origin that wait for their checks
 * @param keyBytes memory for expanded public keys
 * @param lingerMs longest wait for more transactions before they are sent on
 * @param messageBytes size at which waiting transactions are sent on at once
 */
public record MempoolLimits(
        long totalBytes,
        long peerBytes,
        int accountCount,
        long accountBytes,
        long uncheckedBytes,
        long keyBytes,
        int lingerMs,
        int messageBytes) {
    public static final MempoolLimits DEFAULT =
            new MempoolLimits(48L << 20, 16L << 20, 1_024, 4L << 20, 8L << 20, 24L << 20, 2, 128 << 10);
}
