package io.ixi.testnet.sim;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Hash;
import io.ixi.node.journal.Journal;
import io.ixi.node.wire.PeerMessage;
import io.ixi.vm.kernel.exec.Executed;

/** A promise that every run must keep. Hears only of honest nodes; what breaks it goes to {@link World#violated}. */
interface Checker {
    /** A process starts and has read its journal. */
    default void started(SimNode node, Journal.Opened opened) {}

    /** A message leaves a node; told once however many peers it goes to. */
    default void sent(SimNode from, PeerMessage message) {}

    /** A node has committed a final block. */
    default void finalized(SimNode node, Hash hash, BlockHeader header, Executed executed) {}

    /** A node has done one turn. */
    default void turned(SimNode node) {}

    /** The run is over and all nodes have caught up. */
    default void ended() {}
}
