package io.ixi.vm.kernel.exec;

import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.tree.NodeSource;

/** The whole state after one block: what the next block builds upon. Safe for concurrent reads. */
public interface State extends StateReader, NodeSource {
    /** Height of the block whose execution gave this state. */
    long height();

    /** Root of the authenticated tree. */
    Hash root();
}
