package io.ixi.node.store;

import io.ixi.consensus.types.Bytes;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Recently used entries, bounded in bytes; the longest unused go first. Thread-safe. */
final class ByteCache {
    /** What the heap holds per entry beside the bytes: map entry, two wrappers, two array headers. */
    private static final int OVERHEAD = 136;

    private final long limit;
    private final LinkedHashMap<Bytes, Bytes> entries = new LinkedHashMap<>(1024, 0.75f, true);
    private long used;

    ByteCache(long limit) {
        this.limit = limit;
    }

    synchronized @Nullable Bytes get(Bytes key) {
        return entries.get(key);
    }

    synchronized void put(Bytes key, Bytes value) {
        Bytes before = entries.put(key, value);
        used += before == null ? size(key, value) : value.size() - before.size();
        Iterator<Map.Entry<Bytes, Bytes>> oldest = entries.entrySet().iterator();
        while (used > limit && oldest.hasNext()) {
            Map.Entry<Bytes, Bytes> entry = oldest.next();
            used -= size(entry.getKey(), entry.getValue());
            oldest.remove();
        }
    }

    /** Puts if the condition still holds, with no {@link #put} of another thread between the check and the entry. */
    synchronized void putIf(Bytes key, Bytes value, BooleanSupplier condition) {
        if (condition.getAsBoolean()) {
            put(key, value);
        }
    }

    synchronized void remove(Bytes key) {
        Bytes before = entries.remove(key);
        used -= before == null ? 0 : size(key, before);
    }

    private static long size(Bytes key, Bytes value) {
        return (long) OVERHEAD + key.size() + value.size();
    }
}
