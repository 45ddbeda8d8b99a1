package io.ixi.consensus.bft;

import io.ixi.consensus.types.Hash;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All blocks that anyone ever built, and what they say. */
final class SimBlocks {
    /**
     * @param executes whether executing it succeeds; every honest node finds the same
     */
    record Block(long view, long parentView, Hash parent, Hash payload, boolean executes) {}

    static final Hash GENESIS = new Hash(0, 0, 0, 7);

    private final Map<Hash, Block> blocks = new TreeMap<>();
    private Consumer<Block> onBuilt = block -> {};

    void onBuilt(Consumer<Block> listener) {
        onBuilt = listener;
    }

    Block build(long view, long parentView, Hash parent, boolean executes) {
        Hash payload = new Hash(view, parentView, parent.w3(), blocks.size() + 100L);
        Block block = new Block(view, parentView, parent, payload, executes);
        blocks.put(payload, block);
        onBuilt.accept(block);
        return block;
    }

    @Nullable
    Block find(Hash payload) {
        return blocks.get(payload);
    }

    Block get(Hash payload) {
        Block block = blocks.get(payload);
        if (block == null) {
            throw new AssertionError("nobody built " + payload);
        }
        return block;
    }
}
