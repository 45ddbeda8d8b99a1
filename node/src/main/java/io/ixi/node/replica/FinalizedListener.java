package io.ixi.node.replica;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.exec.Executed;

/** Told each final block after the ledger holds it. */
@FunctionalInterface
public interface FinalizedListener {
    /** In height order, on the commit task's thread; must not block. */
    void finalized(Hash hash, BlockHeader header, Executed executed);
}
