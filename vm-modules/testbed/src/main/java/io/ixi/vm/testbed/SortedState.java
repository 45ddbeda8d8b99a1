package io.ixi.vm.testbed;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.exec.EmptyState;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.State;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** The latest state only, sorted as a store's is. */
final class SortedState implements State {
    private final NavigableMap<Bytes, Bytes> entries = new TreeMap<>();
    private final Map<Bytes, Bytes> nodes = new HashMap<>();
    private long height = -1;
    private Hash root = EmptyState.INSTANCE.root();

    void commit(Executed executed) {
        executed.writes()
                .forEach((key, value) ->
                        value.ifPresentOrElse(present -> entries.put(key, present), () -> entries.remove(key)));
        nodes.putAll(executed.newNodes());
        executed.staleNodes().forEach(nodes::remove);
        height = executed.height();
        root = executed.stateRoot();
    }

    @Override
    public long height() {
        return height;
    }

    @Override
    public Hash root() {
        return root;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        Bytes value = entries.get(Bytes.wrap(key));
        return value == null ? null : value.unsafeArray();
    }

    @Override
    public byte @Nullable [] node(byte[] key) {
        Bytes value = nodes.get(Bytes.wrap(key));
        return value == null ? null : value.unsafeArray();
    }

    @Override
    public void scan(byte[] from, byte @Nullable [] to, BiPredicate<byte[], byte[]> visitor) {
        var range = to == null
                ? entries.tailMap(Bytes.wrap(from), true)
                : entries.subMap(Bytes.wrap(from), true, Bytes.wrap(to), false);
        for (var entry : range.entrySet()) {
            if (!visitor.test(entry.getKey().unsafeArray(), entry.getValue().unsafeArray())) {
                return;
            }
        }
    }
}
