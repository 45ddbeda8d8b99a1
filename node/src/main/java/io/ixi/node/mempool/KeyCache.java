package io.ixi.node.mempool;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.crypto.PublicKey;
import io.ixi.vm.kernel.crypto.Scheme;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Expanded public keys, the least recently used dropped first. Safe for any thread. */
final class KeyCache {
    /** Upper bound of one expanded key, by scheme: matrix and t1 as 32-bit words, and the encoding. */
    private static long bytesOf(Scheme scheme) {
        return switch (scheme) {
            case ML_DSA_44 -> 22L << 10;
            case ML_DSA_65 -> 39L << 10;
            case ML_DSA_87 -> 67L << 10;
        };
    }

    private final long capacity;
    private final LinkedHashMap<Bytes, PublicKey> keys = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    KeyCache(long capacity) {
        this.capacity = capacity;
    }

    /** The key; empty if the bytes are not one. Expands outside the lock: two threads may do it twice, harmlessly. */
    Optional<PublicKey> get(Scheme scheme, Bytes encoded) {
        PublicKey known = find(encoded);
        if (known != null) {
            return known.scheme() == scheme ? Optional.of(known) : Optional.empty();
        }
        Optional<PublicKey> decoded = PublicKey.decode(scheme, encoded);
        decoded.ifPresent(this::keep);
        return decoded;
    }

    private synchronized @Nullable PublicKey find(Bytes encoded) {
        return keys.get(encoded);
    }

    private synchronized void keep(PublicKey key) {
        if (keys.put(key.encoded(), key) == null) {
            bytes += bytesOf(key.scheme());
        }
        var eldest = keys.entrySet().iterator();
        while (bytes > capacity && eldest.hasNext()) {
            Map.Entry<Bytes, PublicKey> entry = eldest.next();
            bytes -= bytesOf(entry.getValue().scheme());
            eldest.remove();
        }
    }
}
