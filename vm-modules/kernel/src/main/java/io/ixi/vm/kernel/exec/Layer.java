package io.ixi.vm.kernel.exec;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.state.Merge;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** The state after a block that is executed but not stored, seen through to its parent's. Immutable. */
record Layer(State parent, Executed executed) implements State {
    @Override
    public long height() {
        return executed.height();
    }

    @Override
    public Hash root() {
        return executed.stateRoot();
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        Optional<Bytes> written = executed.writes().get(Bytes.wrap(key));
        if (written == null) {
            return parent.get(key);
        }
        return written.isPresent() ? written.get().unsafeArray() : null;
    }

    @Override
    public void scan(byte[] from, byte @Nullable [] to, BiPredicate<byte[], byte[]> visitor) {
        Bytes first = Bytes.wrap(from);
        NavigableMap<Bytes, Optional<Bytes>> writes = to == null
                ? executed.writes().tailMap(first, true)
                : executed.writes().subMap(first, true, Bytes.wrap(to), false);
        Merge.scan(parent, writes, from, to, visitor);
    }

    @Override
    public byte @Nullable [] node(byte[] key) {
        Bytes node = executed.newNodes().get(Bytes.wrap(key));
        return node == null ? parent.node(key) : node.unsafeArray();
    }
}
