package io.ixi.node.store;

import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.node.journal.FileDisk;
import io.ixi.node.journal.StorageException;
import io.ixi.node.journal.StorageException.Reason;
import io.ixi.node.store.Database.Family;
import io.ixi.node.wire.Handover;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.State;
import io.ixi.vm.kernel.module.EventSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The ledger on RocksDB: {@code DIR/db}, beside it the lock and the mark of what was promised to be durable.
 *
 * <p>A block is one write batch with RocksDB's log on, without fsync; {@link #sync} makes the log durable and then
 * writes the mark. Opening refuses whatever is not exactly what was written: missing or changed files, a log that lost
 * synced blocks, another chain, a newer format. Blocks and nodes that are read later are checked by RocksDB's block
 * checksums.
 */
public final class RocksLedger implements Ledger {
    private final Hash chain;
    private final Options options;
    private final FileDisk disk;
    private final DurableMark mark;
    private final Database database;
    private final Live live;
    private final PastBlocks past;
    private final StoredBlocks blocks;
    private final Compactor compactor;
    private volatile @Nullable Tip tip;
    private volatile long durable = -1;
    private long lastCertificate = -1;
    private @Nullable StorageException failure;
    private volatile @Nullable Snapshots snapshots;

    private RocksLedger(
            Hash chain, StoreCodec codec, Options options, FileDisk disk, DurableMark mark, Database database) {
        this.chain = chain;
        this.options = options;
        this.disk = disk;
        this.mark = mark;
        this.database = database;
        this.live = new Live(database);
        this.past = new PastBlocks(database, codec);
        this.blocks = new StoredBlocks(database, codec, past);
        this.compactor = new Compactor(database);
    }

    /**
     * Opens the ledger in a directory, or makes an empty one.
     *
     * @param events every event type of the modules, to read receipts
     * @throws DamagedStoreException if it is not as it was written
     * @throws StorageException LOCKED, FOREIGN for another chain or a newer format, IO
     */
    public static RocksLedger open(Path directory, Hash chain, List<EventSpec> events, Options options) {
        FileDisk disk = FileDisk.open(directory);
        DurableMark mark = null;
        Database database = null;
        RocksLedger ledger = null;
        try {
            mark = DurableMark.open(disk);
            database = Database.open(directory.resolve("db"));
            ledger = new RocksLedger(chain, new StoreCodec(events), options, disk, mark, database);
            ledger.load();
            return ledger;
        } catch (StorageException e) {
            if (ledger != null) {
                ledger.compactor.close();
            }
            release(database, mark, disk);
            throw e;
        }
    }

    private void load() {
        StoreCheck check = new StoreCheck(database, live, chain);
        Tip last = check.tip(mark.mark());
        if (last != null) {
            lastCertificate = check.lastCertificate();
            past.start();
            durable = mark.mark().map(DurableMark.Mark::height).orElse(-1L);
            tip = last;
        }
    }

    @Override
    public boolean isEmpty() {
        return tip == null;
    }

    @Override
    public void commitGenesis(BlockHeader header, Hash hash, Executed executed) {
        if (!isEmpty() || header.height() != 0 || executed.height() != 0) {
            throw new IllegalArgumentException("genesis is block 0 of an empty ledger");
        }
        Tip.checkOwn(header, hash, executed);
        Batch batch = new Batch();
        batch.put(database.family(Family.CHAIN), Keys.FORMAT, StoreCheck.format(chain));
        batch.put(database.family(Family.CHAIN), Keys.EARLIEST, Keys.height(0));
        batch.put(database.family(Family.CHAIN), Keys.LAST_CERTIFICATE, Keys.height(-1));
        write(batch, header, hash, executed);
        sync();
    }

    @Override
    public void commit(BlockHeader header, Hash hash, Executed executed, @Nullable Certificate finalization) {
        Tip before = tip();
        before.checkNext(header, hash, executed);
        Batch batch = new Batch();
        if (finalization != null) {
            replaceCertificate(batch, header, finalization);
        }
        write(batch, header, hash, executed);
        if (finalization != null) {
            lastCertificate = header.height();
        }
    }

    private void replaceCertificate(Batch batch, BlockHeader header, Certificate finalization) {
        var chainFamily = database.family(Family.CHAIN);
        if (lastCertificate >= 0) {
            StoreCodec.Hashed certified = blocks.hashed(lastCertificate)
                    .orElseThrow(() -> damaged("header " + lastCertificate + " is missing"));
            if (!Tip.keepsCertificate(certified.header(), header)) {
                batch.delete(chainFamily, Keys.certificate(lastCertificate));
            }
        }
        batch.put(chainFamily, Keys.certificate(header.height()), Wire.encode(finalization));
        batch.put(chainFamily, Keys.LAST_CERTIFICATE, Keys.height(header.height()));
    }

    private void write(Batch batch, BlockHeader header, Hash hash, Executed executed) {
        long height = header.height();
        Tip next = Tip.of(header, hash, executed);
        BlockRows rows = new BlockRows(database, live);
        rows.putState(batch, executed);
        rows.putBlock(batch, header, hash, executed);
        batch.put(database.family(Family.CHAIN), Keys.TIP, StoreCodec.encode(next));
        attempt(() -> {
            live.begin(height);
            database.write(batch);
        });
        live.finish(executed);
        tip = next;
    }

    @Override
    public int prune() {
        int pruned = 0;
        while (live.earliest() < options.lowestKept(height(), durable) && pruned < Options.PRUNED_AT_ONCE) {
            pruneTo(live.earliest() + 1);
            pruned++;
        }
        long lowest = Math.min(options.lowestBlock(height(), durable), lastCertificate);
        attempt(() -> {
            if (past.forget(lowest, Options.PRUNED_AT_ONCE)) {
                compactor.request(PastBlocks.ranges(past.earliest(), live.earliest()));
            }
        });
        return pruned;
    }

    /** Deletes what only states below this height read. */
    private void pruneTo(long height) {
        byte[] key = Keys.height(height);
        byte[] stored = require(database.get(Family.UNDO, key), "the undo entry of height " + height + " is missing");
        StoreCodec.Undo undo = blocks.decode(stored, StoreCodec::undo);
        Batch batch = new Batch();
        for (Bytes changed : undo.keys()) {
            batch.deleteOnce(database.family(Family.HISTORY), Keys.history(changed.unsafeArray(), height));
        }
        for (Bytes node : undo.nodes()) {
            batch.deleteOnce(database.family(Family.NODES), node.unsafeArray());
        }
        batch.deleteOnce(database.family(Family.UNDO), key);
        batch.put(database.family(Family.CHAIN), Keys.EARLIEST, key);
        attempt(() -> {
            live.keepFrom(height);
            database.write(batch);
        });
    }

    @Override
    public void sync() {
        attempt(() -> {
            Tip last = tip;
            if (last != null && last.height() != durable) {
                database.sync();
                mark.write(last.height(), last.hash());
                durable = last.height();
            }
        });
    }

    private void attempt(Runnable write) {
        if (failure != null) {
            throw new StorageException(
                    Reason.IO, "the chain store stopped at an earlier failure: " + failure.getMessage(), failure);
        }
        try {
            write.run();
        } catch (StorageException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public long durableHeight() {
        return durable;
    }

    @Override
    public long height() {
        Tip last = tip;
        return last == null ? -1 : last.height();
    }

    @Override
    public Tip tip() {
        Tip last = tip;
        if (last == null) {
            throw new IllegalStateException("the ledger is empty");
        }
        return last;
    }

    @Override
    public State latest() {
        Tip last = tip();
        return new KeptState(database, live, last.height(), last.stateRoot());
    }

    @Override
    public Optional<State> at(long height) {
        Tip last = tip;
        if (last == null || height < live.earliest() || height > last.height()) {
            return Optional.empty();
        }
        if (height == last.height()) {
            return Optional.of(new KeptState(database, live, height, last.stateRoot()));
        }
        return header(height + 1).map(next -> new KeptState(database, live, height, next.parentStateRoot()));
    }

    @Override
    public long earliest() {
        return live.earliest();
    }

    @Override
    public long earliestBlock() {
        return past.earliest();
    }

    @Override
    public Optional<BlockHeader> header(long height) {
        return blocks.hashed(height).map(StoreCodec.Hashed::header);
    }

    @Override
    public Optional<Hash> hash(long height) {
        return blocks.hashed(height).map(StoreCodec.Hashed::hash);
    }

    @Override
    public Optional<StoredBlock> block(long height) {
        return blocks.block(height);
    }

    @Override
    public OptionalLong heightOf(Hash hash) {
        return blocks.heightOf(hash);
    }

    @Override
    public Optional<StoredTransaction> transaction(Hash id) {
        return blocks.transaction(id);
    }

    @Override
    public Optional<StoredCertificate> certificateAtOrAfter(long height) {
        return blocks.certificateAtOrAfter(height);
    }

    @Override
    public void keep(Handover handover) {
        Batch batch = new Batch();
        batch.put(database.family(Family.CHAIN), Keys.handover(handover.epoch()), handover.encode());
        attempt(() -> database.write(batch));
    }

    @Override
    public Optional<Handover> handover(long epoch) {
        return Optional.ofNullable(database.get(Family.CHAIN, Keys.handover(epoch)))
                .map(bytes -> blocks.decode(bytes, Handover::decode));
    }

    /** Sets what {@link #snapshots} gives: once, before anyone asks. */
    public void snapshots(Snapshots own) {
        snapshots = own;
    }

    @Override
    public Optional<Snapshots> snapshots() {
        return Optional.ofNullable(snapshots);
    }

    /**
     * Copies the chain as it is now to a new directory, which {@link #open} takes; files of the same file system are
     * linked. Any thread.
     *
     * @return the copy's tip
     */
    public Tip checkpoint(Path to) {
        try {
            Files.createDirectories(to);
        } catch (IOException e) {
            throw new StorageException(Reason.IO, "cannot make " + to + ": " + e, e);
        }
        database.checkpoint(to.resolve("db"));
        Tip copied = StoreSummary.of(to, chain, false)
                .orElseThrow(() -> damaged("the copy in " + to + " is empty"))
                .tip();
        try (FileDisk own = FileDisk.open(to);
                DurableMark promise = DurableMark.open(own)) {
            promise.write(copied.height(), copied.hash());
        } catch (IOException e) {
            throw new StorageException(Reason.IO, "cannot release " + to + ": " + e, e);
        }
        return copied;
    }

    /** Writes what is in memory to table files. */
    void flush() {
        database.flush();
    }

    /** Waits until the compactions that pruning asked for are done. */
    void awaitCompaction() {
        compactor.await();
    }

    /** Native memory in bytes that RocksDB uses now. */
    public long nativeMemory() {
        return database.memory();
    }

    @Override
    public void close() {
        compactor.close();
        release(database, mark, disk);
    }

    private static void release(@Nullable Database database, @Nullable DurableMark mark, FileDisk disk) {
        try (disk) {
            if (database != null) {
                database.close();
            }
            if (mark != null) {
                mark.close();
            }
        } catch (IOException e) {
            throw new StorageException(Reason.IO, "cannot release the chain store: " + e, e);
        }
    }

    private byte[] require(byte @Nullable [] value, String what) {
        return Optional.ofNullable(value).orElseThrow(() -> damaged(what));
    }

    private DamagedStoreException damaged(String what) {
        return new DamagedStoreException(database.path(), what, null);
    }
}
