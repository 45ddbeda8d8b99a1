package io.ixi.node.replica;

import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.exec.Rejection;
import io.ixi.vm.kernel.tx.Tx;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Transactions that wait for a block, signatures checked. Called on the replica's thread; must not block. */
public interface TransactionPool {
    /** A waiting transaction; null if it is not here. */
    @Nullable
    Tx get(Hash id);

    /** Those that could execute next, in an order in which they could, without {@code exclude}. */
    List<Tx> candidates(int maxTransactions, long maxBytes, Set<Hash> exclude);

    /** Number of transactions that could be in a block soon. */
    int ready();

    /** These are final now and wait no more. */
    void finalized(long height, List<Hash> ids);

    /** A leader could not include it: it never can be, or not yet. */
    void refused(Tx transaction, Rejection rejection);
}
