package io.ixi.node.store;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.store.Ledger.StoredCertificate;
import io.ixi.node.wire.Handover;
import io.ixi.node.wire.SnapshotChunk;
import io.ixi.node.wire.SnapshotManifest;
import io.ixi.vm.kernel.exec.State;
import io.ixi.vm.kernel.tree.Part;
import io.ixi.vm.kernel.tree.Tree;
import io.ixi.vm.kernel.tree.TreeUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots of a {@link MemoryLedger}, for the simulator: made at once, and joined to another such ledger. What is half
 * joined outlasts a killed process and not a power loss. One thread.
 */
public final class MemorySnapshots implements Snapshots {
    private static final int KEPT = 2;

    private record Made(SnapshotManifest manifest, List<Bytes> chunks) {}

    private final Hash chain;
    private final List<String> modules;
    private final MemoryLedger ledger;
    private final Ledger.Options stores;
    private final FileSnapshots.Options options;
    private final TreeMap<Long, Made> made = new TreeMap<>();
    private long due = -1;
    private @Nullable Building building;
    private @Nullable MemoryLedger ready;

    /** @param stores how much of the past the ledger keeps that takes this one's place */
    public MemorySnapshots(
            Hash chain,
            List<String> modules,
            MemoryLedger ledger,
            Ledger.Options stores,
            FileSnapshots.Options options) {
        this.chain = chain;
        this.modules = List.copyOf(modules);
        this.ledger = ledger;
        this.stores = stores;
        this.options = options;
    }

    /** A block was committed. */
    public void finalized(BlockHeader header) {
        if (due >= 0 && header.height() > due) {
            ledger.certificateAtOrAfter(due + 1).ifPresent(certificate -> {
                make(due, certificate);
                due = -1;
            });
        }
        if (FileSnapshots.ends(header, options.every())) {
            due = header.height();
        }
    }

    private void make(long height, StoredCertificate certificate) {
        State state = ledger.at(height).orElse(null);
        List<BlockHeader> above = new ArrayList<>();
        for (long h = height + 1; h <= certificate.height(); h++) {
            ledger.header(h).ifPresent(above::add);
        }
        if (state == null || above.size() != certificate.height() - height) {
            return;
        }
        TreeMap<Bytes, Bytes> entries = new TreeMap<>();
        long[] bytes = new long[1];
        state.scan(new byte[0], null, (key, value) -> {
            entries.put(Bytes.copyOf(key), Bytes.copyOf(value));
            bytes[0] += key.length + value.length + 8L;
            return true;
        });
        int depth = 0;
        while (bytes[0] >> depth > options.chunkBytes() && 2L << depth <= height + 1) {
            depth++;
        }
        List<Bytes> chunks = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        spread(entries, depth, chunks, parts);
        BlockHeader block = ledger.header(height).orElseThrow();
        SnapshotManifest manifest = new SnapshotManifest(modules, block, above, certificate.certificate(), parts);
        String fault = manifest.fault(chain, modules);
        if (fault != null) {
            throw new IllegalStateException("the snapshot of height " + height + " does not prove itself: " + fault);
        }
        made.put(height, new Made(manifest, chunks));
        if (made.size() > KEPT) {
            made.pollFirstEntry();
        }
    }

    private static void spread(NavigableMap<Bytes, Bytes> entries, int depth, List<Bytes> chunks, List<Part> parts) {
        List<NavigableMap<Bytes, Bytes>> places = new ArrayList<>();
        List<NavigableMap<Hash, Hash>> paths = new ArrayList<>();
        for (int i = 0; i < 1 << depth; i++) {
            places.add(new TreeMap<>());
            paths.add(new TreeMap<>());
        }
        entries.forEach((key, value) -> {
            Hash path = Part.path(key.unsafeArray());
            int place = Part.place(path, depth);
            places.get(place).put(key, value);
            paths.get(place).put(path, Hash.sha256(value.unsafeArray()));
        });
        for (int i = 0; i < 1 << depth; i++) {
            chunks.add(Bytes.wrap(new SnapshotChunk(places.get(i)).encode()));
            parts.add(Part.of(depth, paths.get(i)));
        }
    }

    @Override
    public long minimumLag() {
        return options.minimumLag();
    }

    @Override
    public Optional<SnapshotManifest> newest() {
        return made.isEmpty()
                ? Optional.empty()
                : Optional.of(made.lastEntry().getValue().manifest());
    }

    @Override
    public Optional<Bytes> chunk(long height, int index) {
        Made snapshot = made.get(height);
        return snapshot == null || index >= snapshot.chunks().size()
                ? Optional.empty()
                : Optional.of(snapshot.chunks().get(index));
    }

    @Override
    public Joining join(SnapshotManifest manifest, List<Handover> handovers) {
        Building begun = building;
        if (begun == null || !begun.manifest.equals(manifest)) {
            begun = new Building(manifest);
            building = begun;
        }
        begun.handovers = List.copyOf(handovers);
        return begun;
    }

    /** What is half joined is gone. */
    public void losePower() {
        building = null;
    }

    /** The ledger that takes this one's place; null: none is whole. */
    public @Nullable MemoryLedger ready() {
        return ready;
    }

    private final class Building implements Joining {
        private final SnapshotManifest manifest;
        private final TreeMap<Bytes, Bytes> entries = new TreeMap<>();
        private final TreeMap<Bytes, Bytes> nodes = new TreeMap<>();
        private List<Handover> handovers = List.of();
        private Hash root = Tree.EMPTY;
        private int next;

        Building(SnapshotManifest manifest) {
            this.manifest = manifest;
        }

        @Override
        public int next() {
            return next;
        }

        @Override
        public void put(SnapshotChunk chunk) {
            NavigableMap<Bytes, Optional<Bytes>> writes = new TreeMap<>();
            chunk.entries().forEach((key, value) -> writes.put(key, Optional.of(value)));
            long version = manifest.height() - (manifest.parts().size() - 1) + next;
            TreeUpdate update = Tree.apply(
                    key -> {
                        Bytes node = nodes.get(Bytes.wrap(key));
                        return node == null ? null : node.unsafeArray();
                    },
                    version,
                    root,
                    writes);
            nodes.putAll(update.newNodes());
            update.staleNodes().forEach(nodes::remove);
            entries.putAll(chunk.entries());
            root = update.root();
            next++;
        }

        @Override
        public void finish() {
            if (next != manifest.parts().size() || !root.equals(manifest.stateRoot())) {
                throw new IllegalStateException("chunks that fit made another state: " + root.hex());
            }
            List<Handover> all = new ArrayList<>();
            for (long epoch = 0; epoch <= ledger.tip().epoch(); epoch++) {
                ledger.handover(epoch).ifPresent(all::add);
            }
            all.addAll(handovers);
            ready = MemoryLedger.joined(stores, ledger, manifest, entries, nodes, all);
            building = null;
        }

        @Override
        public void close() {}
    }
}
