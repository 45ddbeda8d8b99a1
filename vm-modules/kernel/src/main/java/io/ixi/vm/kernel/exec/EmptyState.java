package io.ixi.vm.kernel.exec;

import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.tree.Tree;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Before the genesis: nothing. */
public enum EmptyState implements State {
    INSTANCE;

    @Override
    public long height() {
        return -1;
    }

    @Override
    public Hash root() {
        return Tree.EMPTY;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        return null;
    }

    @Override
    public void scan(byte[] from, byte @Nullable [] to, BiPredicate<byte[], byte[]> visitor) {}

    @Override
    public byte @Nullable [] node(byte[] key) {
        return null;
    }
}
