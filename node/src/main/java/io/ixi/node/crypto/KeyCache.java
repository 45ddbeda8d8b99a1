package io.ixi.node.crypto;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.crypto.PublicKey;
import io.ixi.vm.kernel.crypto.Scheme;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Expanded public keys by their encoding, at most {@code capacity} of them (20 to 64 KiB each). Thread-safe; a key is
 * expanded outside the lock, so two threads that miss together may both expand it.
 *
 * <p>Two segments, each in order of last use: a new key enters the first (a quarter of the capacity), its second use
 * moves it to the other. So a flood of keys that are used once cannot push out the keys in steady use. What leaves the
 * second segment gets one more stay in the first. The same calls in the same order always keep the same keys.
 */
public final class KeyCache {
    private final int capacity;
    private final int newcomers;
    private final Map<Key, PublicKey> once = new LinkedHashMap<>();
    private final Map<Key, PublicKey> often = new LinkedHashMap<>(16, 0.75f, true);

    /** Ordered, so that keys chosen to share a hash code cost a tree walk and not a list walk. */
    private record Key(Scheme scheme, Bytes encoded) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int order = scheme.compareTo(other.scheme);
            return order == 0 ? encoded.compareTo(other.encoded) : order;
        }
    }

    /** {@code capacity} is at least 2. */
    public KeyCache(int capacity) {
        if (capacity < 2) {
            throw new IllegalArgumentException("a key cache holds at least 2 keys, not " + capacity);
        }
        this.capacity = capacity;
        this.newcomers = Math.max(1, capacity / 4);
    }

    /** The expanded key, from the cache or new. Empty if the encoding is not a key of the scheme; that is not kept. */
    public Optional<PublicKey> get(Scheme scheme, Bytes encoded) {
        if (encoded.size() != scheme.publicKeyBytes()) {
            return Optional.empty();
        }
        Key key = new Key(scheme, encoded);
        PublicKey known = find(key);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<PublicKey> expanded = PublicKey.decode(scheme, encoded);
        expanded.ifPresent(made -> keep(key, made));
        return expanded;
    }

    /** Keys held now. */
    public synchronized int size() {
        return once.size() + often.size();
    }

    private synchronized @Nullable PublicKey find(Key key) {
        PublicKey frequent = often.get(key);
        if (frequent != null) {
            return frequent;
        }
        PublicKey promoted = once.remove(key);
        if (promoted != null) {
            often.put(key, promoted);
            if (often.size() > capacity - newcomers) {
                Map.Entry<Key, PublicKey> oldest = often.entrySet().iterator().next();
                often.remove(oldest.getKey());
                once.put(oldest.getKey(), oldest.getValue());
            }
        }
        return promoted;
    }

    private synchronized void keep(Key key, PublicKey made) {
        if (often.containsKey(key)) {
            return;
        }
        once.put(key, made);
        if (once.size() > newcomers) {
            once.remove(once.keySet().iterator().next());
        }
    }
}
