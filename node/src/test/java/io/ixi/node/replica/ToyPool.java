package io.ixi.node.replica;

import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.exec.Rejection;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Transactions in the order they came. */
final class ToyPool implements TransactionPool {
    private final Map<Hash, Tx> waiting = new LinkedHashMap<>();

    void add(Tx tx) {
        waiting.put(tx.id(), tx);
    }

    @Override
    public @Nullable Tx get(Hash id) {
        return waiting.get(id);
    }

    @Override
    public List<Tx> candidates(int maxTransactions, long maxBytes, Set<Hash> exclude) {
        List<Tx> candidates = new ArrayList<>();
        for (Tx tx : waiting.values()) {
            if (candidates.size() < maxTransactions && !exclude.contains(tx.id())) {
                candidates.add(tx);
            }
        }
        return candidates;
    }

    @Override
    public int ready() {
        return waiting.size();
    }

    @Override
    public void finalized(long height, List<Hash> ids) {
        ids.forEach(waiting::remove);
    }

    @Override
    public void refused(Tx transaction, Rejection rejection) {
        waiting.remove(transaction.id());
    }
}
