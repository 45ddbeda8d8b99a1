package io.ixi.node.replica;

import io.ixi.consensus.bft.Entry;
import io.ixi.consensus.types.Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What a power loss may take out of the ledger again: the journal keeps it until it cannot. */
final class Undurable {
    private record Boundary(long height, Certificate finalization) {}

    private final Deque<Block> blocks = new ArrayDeque<>();
    private final Deque<Boundary> boundaries = new ArrayDeque<>();

    /** The ledger holds this block now. */
    void committed(Block block) {
        blocks.add(block);
    }

    /** The block of this height ended its epoch: without the certificate nobody could leave that epoch again. */
    void ended(long height, Certificate finalization) {
        boundaries.add(new Boundary(height, finalization));
    }

    /** A power loss takes back nothing up to this height. */
    void durable(long height) {
        while (!blocks.isEmpty() && blocks.getFirst().header().height() <= height) {
            blocks.removeFirst();
        }
        while (!boundaries.isEmpty() && boundaries.getFirst().height() <= height) {
            boundaries.removeFirst();
        }
    }

    int size() {
        return blocks.size();
    }

    /** Finalizations of blocks that ended their epochs. */
    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        boundaries.forEach(boundary -> entries.add(new Entry.Certified(boundary.finalization())));
        return entries;
    }

    /** Blocks that a restart needs: those here and above that were journaled. */
    List<Block> journaled(BlockTree tree) {
        List<Block> needed = new ArrayList<>();
        for (Block block : blocks) {
            if (block.journaled) {
                needed.add(block);
            }
        }
        for (Block block : tree.all()) {
            if (block.journaled && block.complete()) {
                needed.add(block);
            }
        }
        return needed;
    }
}
