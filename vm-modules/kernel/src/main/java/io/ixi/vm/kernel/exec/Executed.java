package io.ixi.vm.kernel.exec;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.tx.Tx;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * A block's execution, not yet stored.
 *
 * @param transactions those in the block, in order
 * @param receipts of the transactions, then one more if the end of the block said something: its transaction is 32 zero
 *     bytes
 * @param writes state keys to new values; empty means deleted
 * @param newNodes tree nodes by key
 * @param staleNodes keys of tree nodes that no later version reads
 * @param stateRoot root after this block
 * @param receiptsRoot root over the receipts
 */
public record Executed(
        long height,
        List<Tx> transactions,
        List<Receipt> receipts,
        NavigableMap<Bytes, Optional<Bytes>> writes,
        NavigableMap<Bytes, Bytes> newNodes,
        List<Bytes> staleNodes,
        Hash stateRoot,
        Hash receiptsRoot) {
    public Executed {
        transactions = List.copyOf(transactions);
        receipts = List.copyOf(receipts);
    }
}
