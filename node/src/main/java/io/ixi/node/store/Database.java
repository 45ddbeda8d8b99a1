package io.ixi.node.store;

import io.ixi.node.journal.StorageException;
import io.ixi.node.journal.StorageException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.RocksObject;
import org.rocksdb.Snapshot;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * RocksDB with the column families of the chain store, sized so that four validators share a machine: about 100 MB of
 * native memory at most. Every method may run on any thread; {@link #close} waits for the ones that run.
 */
final class Database implements AutoCloseable {
    static {
        RocksDB.loadLibrary();
    }

    private static final long CACHE = 32L << 20;
    /** Four shards: few threads read, and a shard must hold the largest block with room to spare. */
    private static final int CACHE_SHARD_BITS = 2;

    /** The column families. */
    enum Family {
        /** Format, tip, headers, certificates. RocksDB's default family. */
        CHAIN(4, false),
        /** The latest state, flat. */
        STATE(8, true),
        /** Values before each change, by state key and height. */
        HISTORY(8, false),
        /** Nodes of the authenticated tree. */
        NODES(16, true),
        /** Per height what pruning deletes. */
        UNDO(8, false),
        /** Bodies and receipts; large values go to blob files, which compactions do not rewrite. */
        BLOCKS(16, false),
        /** Transaction ids and block hashes. */
        INDEX(4, true);

        final int memtableMegabytes;
        /** Keys are looked up one by one: a filter saves reads. */
        final boolean pointReads;

        Family(int memtableMegabytes, boolean pointReads) {
            this.memtableMegabytes = memtableMegabytes;
            this.pointReads = pointReads;
        }

        private byte[] id() {
            return this == CHAIN
                    ? RocksDB.DEFAULT_COLUMN_FAMILY
                    : name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
        }
    }

    private final Path path;
    private final RocksDB rocks;
    private final EnumMap<Family, ColumnFamilyHandle> families = new EnumMap<>(Family.class);
    private final List<RocksObject> owned;
    private final WriteOptions writeOptions = new WriteOptions();
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
    private boolean closed;

    private Database(Path path, RocksDB rocks, List<ColumnFamilyHandle> handles, List<RocksObject> owned) {
        this.path = path;
        this.rocks = rocks;
        this.owned = owned;
        Iterator<ColumnFamilyHandle> next = handles.iterator();
        for (Family family : Family.values()) {
            families.put(family, next.next());
        }
    }

    /** Opens an existing database, or makes one if the directory is missing or empty. */
    static Database open(Path path) {
        boolean fresh = isFresh(path);
        return open(
                        path,
                        (options, descriptors, handles) -> RocksDB.open(options, path.toString(), descriptors, handles),
                        fresh)
                .checked();
    }

    /** Opens an existing database without its lock and without writing a byte. */
    static Database openReadOnly(Path path) {
        return open(
                path,
                (options, descriptors, handles) ->
                        RocksDB.openReadOnly(options, path.toString(), descriptors, handles, false),
                false);
    }

    private interface Opening {
        RocksDB open(DBOptions options, List<ColumnFamilyDescriptor> families, List<ColumnFamilyHandle> handles)
                throws RocksDBException;
    }

    private static Database open(Path path, Opening opening, boolean fresh) {
        List<RocksObject> owned = new ArrayList<>();
        try {
            Cache cache = own(owned, new LRUCache(CACHE, CACHE_SHARD_BITS));
            BloomFilter bloom = own(owned, new BloomFilter(10, false));
            List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
            for (Family family : Family.values()) {
                descriptors.add(
                        new ColumnFamilyDescriptor(family.id(), own(owned, Settings.family(family, cache, bloom))));
            }
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            RocksDB rocks = opening.open(own(owned, Settings.database(fresh)), descriptors, handles);
            return new Database(path, rocks, handles, owned);
        } catch (RocksDBException e) {
            closeAll(owned);
            throw openFailure(path, e);
        }
    }

    private Database checked() {
        try {
            use(db -> {
                LiveFiles.check(db, path);
                return null;
            });
            return this;
        } catch (StorageException e) {
            close();
            throw e;
        }
    }

    private static <T extends RocksObject> T own(List<RocksObject> owned, T object) {
        owned.add(object);
        return object;
    }

    /** A directory without CURRENT that holds data has lost it: RocksDB would silently begin anew. */
    private static boolean isFresh(Path path) {
        try {
            Files.createDirectories(path);
            try (Stream<Path> files = Files.list(path)) {
                return files.map(file -> file.getFileName().toString())
                        .noneMatch(name -> name.equals("CURRENT")
                                || name.endsWith(".sst")
                                || name.endsWith(".blob")
                                || name.endsWith(".log"));
            }
        } catch (IOException e) {
            throw new StorageException(Reason.IO, "cannot use the directory " + path + ": " + e, e);
        }
    }

    private static StorageException openFailure(Path path, RocksDBException e) {
        String text = String.valueOf(e.getMessage());
        if (code(e) == Status.Code.IOError && !text.contains("No such file")) {
            return text.contains("lock")
                    ? new StorageException(
                            Reason.LOCKED,
                            path + " is in use by another process: is the node already running? Stop it first",
                            e)
                    : new StorageException(Reason.IO, "cannot open the chain store in " + path + ": " + text, e);
        }
        return new DamagedStoreException(path.toString(), text, e);
    }

    ColumnFamilyHandle family(Family family) {
        ColumnFamilyHandle handle = families.get(family);
        if (handle == null) {
            throw new IllegalStateException("no family " + family);
        }
        return handle;
    }

    byte @Nullable [] get(Family family, byte[] key) {
        return use(db -> db.get(family(family), key));
    }

    void write(Batch batch) {
        use(db -> {
            try (WriteBatch write = batch.toWriteBatch()) {
                db.write(writeOptions, write);
            }
            return null;
        });
    }

    /** Makes all writes so far durable. */
    void sync() {
        use(db -> {
            db.flushWal(true);
            return null;
        });
    }

    /** Writes the memtables to table files. */
    void flush() {
        use(db -> {
            try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
                db.flush(options, List.copyOf(families.values()));
            }
            return null;
        });
    }

    /**
     * Iterates over one family, or several that see the same moment, and closes the iterators.
     *
     * @param families two at most
     */
    void iterate(List<Family> families, Consumer<List<RocksIterator>> body) {
        use(db -> {
            Snapshot snapshot = db.getSnapshot();
            List<RocksIterator> iterators = new ArrayList<>();
            try (ReadOptions options = new ReadOptions().setSnapshot(snapshot)) {
                for (Family family : families) {
                    iterators.add(db.newIterator(family(family), options));
                }
                body.accept(iterators);
                for (RocksIterator iterator : iterators) {
                    iterator.status();
                }
            } finally {
                iterators.forEach(RocksIterator::close);
                db.releaseSnapshot(snapshot);
                snapshot.close();
            }
            return null;
        });
    }

    /** Runs native calls while the database is open, and turns their errors into ours. */
    <T extends @Nullable Object> T use(Call<T> call) {
        use.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the chain store is closed");
            }
            return call.run(rocks);
        } catch (RocksDBException e) {
            throw failure(e);
        } finally {
            use.readLock().unlock();
        }
    }

    /** Something that needs the open database. */
    interface Call<T extends @Nullable Object> {
        T run(RocksDB rocks) throws RocksDBException;
    }

    /** Rewrites what lies in a range without what was deleted. Ends early when the options are cancelled. */
    void compact(PastBlocks.KeyRange range, CompactRangeOptions options) {
        use(db -> {
            try {
                db.compactRange(
                        family(range.family()),
                        range.from().unsafeArray(),
                        range.to().unsafeArray(),
                        options);
            } catch (RocksDBException e) {
                if (!options.canceled()) {
                    throw e;
                }
            }
            return null;
        });
    }

    /** Reads everything and compares it with its checksums. */
    void verify() {
        use(db -> {
            db.verifyChecksum();
            return null;
        });
        // large values lie in files of their own, which only reading them checks
        iterate(List.of(Family.BLOCKS), iterators -> {
            RocksIterator blocks = iterators.getFirst();
            for (blocks.seekToFirst(); blocks.isValid(); blocks.next()) {
                blocks.value();
            }
        });
    }

    /** Copies the present moment to a new directory; files of the same file system are linked. */
    void checkpoint(Path to) {
        use(db -> {
            try (Checkpoint checkpoint = Checkpoint.create(db)) {
                checkpoint.createCheckpoint(to.toString());
            }
            return null;
        });
    }

    /** Bytes that RocksDB holds in memory: write buffers, block cache and table readers. */
    long memory() {
        return use(db -> db.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables")
                + db.getAggregatedLongProperty("rocksdb.estimate-table-readers-mem")
                + db.getLongProperty("rocksdb.block-cache-usage"));
    }

    String path() {
        return path.toString();
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                families.values().forEach(ColumnFamilyHandle::close);
                rocks.close();
                writeOptions.close();
                closeAll(owned);
            }
        } finally {
            use.writeLock().unlock();
        }
    }

    private StorageException failure(RocksDBException e) {
        if (code(e) == Status.Code.Corruption) {
            return new DamagedStoreException(path.toString(), String.valueOf(e.getMessage()), e);
        }
        return new StorageException(
                Reason.IO,
                "the chain store in " + path + " failed: " + e.getMessage()
                        + ". Free space or replace the disk, then restart the node",
                e);
    }

    private static Status.@Nullable Code code(RocksDBException e) {
        Status status = e.getStatus();
        return status == null ? null : status.getCode();
    }

    private static void closeAll(List<RocksObject> owned) {
        owned.reversed().forEach(RocksObject::close);
    }
}
