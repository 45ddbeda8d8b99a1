package io.ixi.vm.kernel.state;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.exec.StateReader;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Visits a state with newer writes above it in one ascending order. */
public final class Merge {
    private final Iterator<Map.Entry<Bytes, Optional<Bytes>>> newer;
    private final BiPredicate<byte[], byte[]> visitor;
    private Map.@Nullable Entry<Bytes, Optional<Bytes>> next;
    private boolean wanted = true;

    private Merge(NavigableMap<Bytes, Optional<Bytes>> writes, BiPredicate<byte[], byte[]> visitor) {
        this.newer = writes.entrySet().iterator();
        this.visitor = visitor;
        this.next = newer.hasNext() ? newer.next() : null;
    }

    /** @param writes those with {@code from <= key < to} */
    public static void scan(
            StateReader base,
            NavigableMap<Bytes, Optional<Bytes>> writes,
            byte[] from,
            byte @Nullable [] to,
            BiPredicate<byte[], byte[]> visitor) {
        Merge merge = new Merge(writes, visitor);
        base.scan(from, to, merge::older);
        merge.rest();
    }

    private boolean older(byte[] key, byte[] value) {
        Bytes at = Bytes.wrap(key);
        boolean hidden = false;
        while (wanted && next != null && next.getKey().compareTo(at) <= 0) {
            hidden = next.getKey().equals(at);
            visitNext(next);
        }
        if (wanted && !hidden) {
            wanted = visitor.test(key, value);
        }
        return wanted;
    }

    private void rest() {
        while (wanted && next != null) {
            visitNext(next);
        }
    }

    private void visitNext(Map.Entry<Bytes, Optional<Bytes>> entry) {
        Optional<Bytes> value = entry.getValue();
        if (value.isPresent()) {
            wanted = visitor.test(entry.getKey().unsafeArray(), value.get().unsafeArray());
        }
        next = newer.hasNext() ? newer.next() : null;
    }
}
