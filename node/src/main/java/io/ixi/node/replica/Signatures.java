package io.ixi.node.replica;

import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.exec.State;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether transactions are signed by the keys in the state before their block. A mempool looked at an earlier state,
 * and keys rotate; so each block asks again, and gets the answer from the cache behind {@link TransactionCheck} as a
 * rule.
 */
record Signatures(Executor executor, TransactionCheck check) {
    boolean hold(Tx tx, State before) {
        try {
            return check.holds(executor.signatureChecks(tx, before));
        } catch (RejectedException e) {
            // what is wrong besides signatures is the same at every node: executing the block finds it
            return e.rejection().code() != KernelError.BAD_SIG_VALUE;
        }
    }

    /** Ids of those whose signatures do not hold. */
    List<Hash> failing(List<Tx> transactions, State before) {
        List<Hash> failing = new ArrayList<>();
        for (Tx tx : transactions) {
            if (!hold(tx, before)) {
                failing.add(tx.id());
            }
        }
        return failing;
    }
}
