package io.ixi.node.store;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.exec.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** The state after each kept height and the nodes of its tree, in memory. Any thread. */
final class MemoryState {
    private final TreeMap<Bytes, TreeMap<Long, Optional<Bytes>>> values = new TreeMap<>();
    private final TreeMap<Bytes, Bytes> nodes = new TreeMap<>();
    private long earliest;

    synchronized void put(long height, Map<Bytes, Optional<Bytes>> writes, Map<Bytes, Bytes> newNodes) {
        writes.forEach((key, value) -> versions(key).put(height, value));
        nodes.putAll(newNodes);
    }

    /** A snapshot's state is all there is. */
    synchronized void begin(long height, Map<Bytes, Bytes> entries, Map<Bytes, Bytes> tree) {
        entries.forEach((key, value) -> versions(key).put(height, Optional.of(value)));
        nodes.putAll(tree);
        earliest = height;
    }

    /** Takes back what the newest height wrote. */
    synchronized void takeBack(long height, List<Bytes> keys, List<Bytes> newNodes) {
        for (Bytes key : keys) {
            versions(key).remove(height);
        }
        newNodes.forEach(nodes::remove);
    }

    /** Forgets the earliest height; the one above it wrote these keys and made these nodes useless. */
    synchronized void forget(List<Bytes> keys, List<Bytes> stale) {
        earliest++;
        for (Bytes key : keys) {
            NavigableMap<Long, Optional<Bytes>> versions = versions(key);
            versions.headMap(earliest, false).clear();
            if (versions.size() == 1 && versions.firstEntry().getValue().isEmpty()) {
                values.remove(key);
            }
        }
        stale.forEach(nodes::remove);
    }

    synchronized long earliest() {
        return earliest;
    }

    State at(long height, Hash root) {
        return new Kept(height, root);
    }

    private NavigableMap<Long, Optional<Bytes>> versions(Bytes key) {
        return values.computeIfAbsent(key, k -> new TreeMap<>());
    }

    private final class Kept implements State {
        private final long height;
        private final Hash root;

        Kept(long height, Hash root) {
            this.height = height;
            this.root = root;
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
            synchronized (MemoryState.this) {
                checkKept();
                return version(values.get(Bytes.wrap(key)))
                        .map(Bytes::unsafeArray)
                        .orElse(null);
            }
        }

        @Override
        public void scan(byte[] from, byte @Nullable [] to, BiPredicate<byte[], byte[]> visitor) {
            List<Map.Entry<Bytes, Bytes>> entries = new ArrayList<>();
            Bytes first = Bytes.copyOf(from);
            Bytes end = to == null ? null : Bytes.copyOf(to);
            if (end != null && first.compareTo(end) >= 0) {
                return;
            }
            synchronized (MemoryState.this) {
                checkKept();
                (end == null ? values.tailMap(first, true) : values.subMap(first, true, end, false))
                        .forEach((key, versions) ->
                                version(versions).ifPresent(value -> entries.add(Map.entry(key, value))));
            }
            for (Map.Entry<Bytes, Bytes> entry : entries) {
                if (!visitor.test(entry.getKey().unsafeArray(), entry.getValue().unsafeArray())) {
                    return;
                }
            }
        }

        @Override
        public byte @Nullable [] node(byte[] key) {
            synchronized (MemoryState.this) {
                checkKept();
                Bytes node = nodes.get(Bytes.wrap(key));
                return node == null ? null : node.unsafeArray();
            }
        }

        private Optional<Bytes> version(@Nullable NavigableMap<Long, Optional<Bytes>> versions) {
            Map.Entry<Long, Optional<Bytes>> entry = versions == null ? null : versions.floorEntry(height);
            return entry == null ? Optional.empty() : entry.getValue();
        }

        private void checkKept() {
            if (height < earliest) {
                throw new PrunedStateException(height);
            }
        }
    }
}
