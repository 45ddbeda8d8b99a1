package io.ixi.node.store;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Reader;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.codec.Writer;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.journal.FileDisk;
import io.ixi.node.journal.StorageException;
import io.ixi.node.journal.StorageException.Reason;
import io.ixi.node.store.Database.Family;
import io.ixi.node.store.Ledger.Tip;
import io.ixi.node.wire.Handover;
import io.ixi.node.wire.SnapshotChunk;
import io.ixi.node.wire.SnapshotManifest;
import io.ixi.vm.kernel.tree.Tree;
import io.ixi.vm.kernel.tree.TreeUpdate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A store that is built from a snapshot, beside the present one. Each chunk is one batch that also says how far the
 * store is, so that a restart goes on there. The chunk at place i writes the tree's version height - (chunks - 1) + i:
 * the last one is that of the snapshot's height, as if the chain had been executed.
 */
final class SnapshotStore implements Snapshots.Joining {
    private final Path store;
    private final Hash chain;
    private final SnapshotManifest manifest;
    private final List<BlockHeader> floors;
    private final List<Handover> handovers;
    private final Database database;
    private int next;
    private Hash root;

    private SnapshotStore(
            Path store,
            Hash chain,
            SnapshotManifest manifest,
            List<BlockHeader> floors,
            List<Handover> handovers,
            Database database,
            Progress progress) {
        this.floors = List.copyOf(floors);
        this.handovers = List.copyOf(handovers);
        this.store = store;
        this.chain = chain;
        this.manifest = manifest;
        this.database = database;
        this.next = progress.next();
        this.root = progress.root();
    }

    /** How far a store is, and of which snapshot. */
    record Progress(Hash manifest, int next, Hash root) {
        byte[] encode() {
            return new Writer().hash(manifest).u31(next).hash(root).toByteArray();
        }

        static Progress decode(byte[] bytes) {
            return Reader.decode(bytes, in -> new Progress(in.hash(), in.u31(), in.hash()));
        }
    }

    /**
     * Goes on with what lies beside the store if it is of this snapshot, else begins anew.
     *
     * @param floors headers of the chain that the new store is to have, too
     * @param handovers the same, with the blocks that end their epochs
     */
    static SnapshotStore open(
            Path store, Hash chain, SnapshotManifest manifest, List<BlockHeader> floors, List<Handover> handovers) {
        Hash wanted = manifest.hash();
        Path path = Replacement.next(store).resolve("db");
        Optional<Database> begun = reopen(path);
        if (begun.isPresent()) {
            Progress progress = progress(begun.get());
            if (progress != null && progress.manifest().equals(wanted)) {
                return new SnapshotStore(store, chain, manifest, floors, handovers, begun.get(), progress);
            }
            begun.get().close();
        }
        Replacement.discard(store);
        Database fresh = Database.open(path);
        return new SnapshotStore(store, chain, manifest, floors, handovers, fresh, new Progress(wanted, 0, Tree.EMPTY));
    }

    private static Optional<Database> reopen(Path path) {
        try {
            return path.resolve("CURRENT").toFile().exists() ? Optional.of(Database.open(path)) : Optional.empty();
        } catch (DamagedStoreException torn) {
            // half of a download is worth nothing if it is not whole: it is fetched again
            return Optional.empty();
        }
    }

    private static @Nullable Progress progress(Database database) {
        byte[] stored = database.get(Family.CHAIN, Keys.JOINING);
        try {
            return stored == null ? null : Progress.decode(stored);
        } catch (MalformedException e) {
            return null;
        }
    }

    @Override
    public int next() {
        return next;
    }

    @Override
    public void put(SnapshotChunk chunk) {
        NavigableMap<Bytes, Optional<Bytes>> writes = new TreeMap<>();
        Batch batch = new Batch();
        for (Map.Entry<Bytes, Bytes> entry : chunk.entries().entrySet()) {
            batch.put(database.family(Family.STATE), entry.getKey(), entry.getValue());
            writes.put(entry.getKey(), Optional.of(entry.getValue()));
        }
        long version = manifest.height() - (manifest.parts().size() - 1) + next;
        TreeUpdate update = Tree.apply(key -> database.get(Family.NODES, key), version, root, writes);
        update.newNodes().forEach((key, node) -> batch.put(database.family(Family.NODES), key, node));
        update.staleNodes().forEach(key -> batch.deleteOnce(database.family(Family.NODES), key.unsafeArray()));
        Progress progress = new Progress(manifest.hash(), next + 1, update.root());
        batch.put(database.family(Family.CHAIN), Keys.JOINING, progress.encode());
        database.write(batch);
        next++;
        root = update.root();
    }

    @Override
    public void finish() {
        if (next != manifest.parts().size() || !root.equals(manifest.stateRoot())) {
            throw new IllegalStateException("chunks that fit made another state: " + root.hex());
        }
        BlockHeader block = manifest.block();
        BlockHeader above = manifest.above().getFirst();
        BlockHeader certified = manifest.above().getLast();
        Hash hash = Wire.headerHash(block);
        long height = block.height();
        var rows = database.family(Family.CHAIN);
        Batch batch = new Batch();
        batch.delete(rows, Keys.JOINING);
        batch.put(rows, Keys.FORMAT, StoreCheck.format(chain));
        batch.put(rows, Keys.EARLIEST, Keys.height(height));
        PastBlocks.begin(batch, database, height + 1);
        batch.put(rows, Keys.LAST_CERTIFICATE, Keys.height(-1));
        batch.put(rows, Keys.certificate(certified.height()), Wire.encode(manifest.finalization()));
        batch.put(rows, Keys.header(height), StoreCodec.encode(new StoreCodec.Hashed(hash, block)));
        batch.put(database.family(Family.INDEX), Keys.blockHash(hash), Keys.height(height));
        floors.forEach(floor -> putHeader(batch, floor));
        for (Handover handover : handovers) {
            putHeader(batch, handover.last());
            batch.put(rows, Keys.certificate(handover.last().height()), Wire.encode(handover.finalization()));
            batch.put(rows, Keys.handover(handover.epoch()), handover.encode());
        }
        Tip tip = new Tip(height, hash, block.epoch(), root, above.parentReceiptsRoot());
        batch.put(rows, Keys.TIP, StoreCodec.encode(tip));
        database.write(batch);
        database.flush();
        database.sync();
        database.close();
        try (FileDisk disk = FileDisk.open(Replacement.next(store));
                DurableMark mark = DurableMark.open(disk)) {
            mark.write(height, hash);
        } catch (IOException e) {
            throw new StorageException(Reason.IO, "cannot release " + Replacement.next(store) + ": " + e, e);
        }
        Replacement.declare(store);
    }

    private void putHeader(Batch batch, BlockHeader header) {
        byte[] row = StoreCodec.encode(new StoreCodec.Hashed(Wire.headerHash(header), header));
        batch.put(database.family(Family.CHAIN), Keys.header(header.height()), row);
    }

    @Override
    public void close() {
        database.close();
    }
}
