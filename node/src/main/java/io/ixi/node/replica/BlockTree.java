package io.ixi.node.replica;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.exec.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The blocks above the ledger's tip, by parent. Bounded in bytes; what the tip has passed is dropped. */
final class BlockTree {
    /** A block whose execution is known: what another one can be built on. */
    record Point(Hash hash, BlockHeader header, Hash stateRoot, Hash receiptsRoot) {}

    private final Executor executor;
    private final Supplier<State> ledgerState;
    private final long maxBytes;
    private final Map<Hash, Block> blocks = new LinkedHashMap<>();
    private final Map<Hash, List<Block>> children = new LinkedHashMap<>();
    private Point base;
    private long bytes;

    BlockTree(Executor executor, Supplier<State> ledgerState, Point base, long maxBytes) {
        this.executor = executor;
        this.ledgerState = ledgerState;
        this.base = base;
        this.maxBytes = maxBytes;
    }

    /** The ledger's tip. */
    Point base() {
        return base;
    }

    @Nullable
    Block get(Hash hash) {
        return blocks.get(hash);
    }

    boolean knows(Hash hash) {
        return blocks.containsKey(hash) || hash.equals(base.hash());
    }

    List<Block> all() {
        return List.copyOf(blocks.values());
    }

    List<Block> children(Hash parent) {
        return List.copyOf(children.getOrDefault(parent, List.of()));
    }

    int size() {
        return blocks.size();
    }

    /** Memory that the blocks hold, about. */
    long bytes() {
        return bytes;
    }

    /** Whether there is room for one more block that others sent unasked. */
    boolean hasRoom() {
        return bytes < maxBytes;
    }

    /** Adds a block that is not here yet. */
    void add(Block block) {
        if (blocks.putIfAbsent(block.hash(), block) == null) {
            children.computeIfAbsent(block.header().parent(), h -> new ArrayList<>())
                    .add(block);
            bytes += block.bytes();
        }
    }

    /** Tells that a block's {@link Block#bytes} changed. */
    void grew(long more) {
        bytes += more;
    }

    /** The executed block of this hash; null if it is not here or not executed yet. */
    @Nullable
    Point point(Hash hash) {
        if (hash.equals(base.hash())) {
            return base;
        }
        Block block = blocks.get(hash);
        if (block == null || block.executed == null) {
            return null;
        }
        Executed executed = block.executed;
        return new Point(hash, block.header(), executed.stateRoot(), executed.receiptsRoot());
    }

    /** The blocks above the tip that lead to this one, lowest first. Null: a link is missing. */
    @Nullable
    List<Block> path(Hash hash) {
        List<Block> path = new ArrayList<>();
        Hash at = hash;
        while (!at.equals(base.hash())) {
            Block block = blocks.get(at);
            if (block == null) {
                return null;
            }
            path.addFirst(block);
            at = block.header().parent();
        }
        return path;
    }

    /** The state after an executed block. */
    State state(Hash hash) {
        List<Block> path = path(hash);
        if (path == null) {
            throw new IllegalStateException("no path to block " + hash);
        }
        State state = ledgerState.get();
        for (Block block : path) {
            state = executor.over(state, block.result());
        }
        return state;
    }

    /** The ledger's tip is this child of the former tip now. Drops it and every branch that it left behind. */
    void advance(Block tip) {
        Hash former = base.hash();
        Executed executed = tip.result();
        base = new Point(tip.hash(), tip.header(), executed.stateRoot(), executed.receiptsRoot());
        remove(tip);
        for (Block sibling : children(former)) {
            drop(sibling);
        }
        children.remove(former);
        for (Block block : all()) {
            if (block.header().height() <= base.header().height()) {
                drop(block);
            }
        }
    }

    /** Takes all out but the ledger's tip: they belong to an epoch that is over. */
    void clear() {
        all().forEach(this::drop);
    }

    /** Takes a block and everything above it out. */
    void drop(Block block) {
        for (Block child : children(block.hash())) {
            drop(child);
        }
        children.remove(block.hash());
        remove(block);
    }

    private void remove(Block block) {
        block.dropped = true;
        if (blocks.remove(block.hash()) != null) {
            bytes -= block.bytes();
            List<Block> siblings = children.get(block.header().parent());
            if (siblings != null) {
                siblings.remove(block);
                if (siblings.isEmpty()) {
                    children.remove(block.header().parent());
                }
            }
        }
    }
}
