package io.ixi.node.store;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.store.Database.Family;
import io.ixi.vm.kernel.exec.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;

/**
 * Forgets old blocks. The indexes of a block go one by one, as its height is passed; headers, bodies and receipts lie
 * in height order and go a whole {@link #SPAN} at a time: one range deletion, then a compaction of just that range,
 * which is what gives the disk back. One thread prunes; any thread reads.
 */
final class PastBlocks {
    /** Heights between two range deletions. */
    static final int SPAN = 512;

    private final Database database;
    private final StoreCodec codec;
    /** No block below it is handed out; set before anything of it is deleted. */
    private volatile long earliest;
    /** What is below it is deleted. */
    private long cleared;

    PastBlocks(Database database, StoreCodec codec) {
        this.database = database;
        this.codec = codec;
    }

    /** What is on disk when the ledger opens. */
    void start() {
        earliest = stored(Keys.EARLIEST_BLOCK);
        cleared = stored(Keys.CLEARED);
    }

    private long stored(byte[] key) {
        byte[] height = database.get(Family.CHAIN, key);
        return height == null ? 0 : Keys.height(height);
    }

    /** Marks for a ledger that begins at this height: nothing below it was ever here. */
    static void begin(Batch batch, Database database, long height) {
        batch.put(database.family(Family.CHAIN), Keys.EARLIEST_BLOCK, Keys.height(height));
        batch.put(database.family(Family.CHAIN), Keys.CLEARED, Keys.height(height));
    }

    long earliest() {
        return earliest;
    }

    /** Forgets at most so many heights below {@code lowest}. True: there is a range to compact. */
    boolean forget(long lowest, int atMost) {
        boolean ranges = false;
        for (int i = 0; i < atMost && earliest < lowest; i++) {
            ranges |= forgetOne(earliest);
        }
        return ranges;
    }

    private boolean forgetOne(long height) {
        ColumnFamilyHandle chain = database.family(Family.CHAIN);
        ColumnFamilyHandle index = database.family(Family.INDEX);
        Batch batch = new Batch();
        long next = height + 1;
        if (height > 0) {
            StoreCodec.Hashed hashed = hashed(height)
                    .orElseThrow(() -> new DamagedStoreException(
                            database.path(), "the header of block " + height + " is missing", null));
            for (Hash id : transactions(height, hashed.header())) {
                batch.deleteOnce(index, Keys.transaction(id));
            }
            batch.deleteOnce(index, Keys.blockHash(hashed.hash()));
        }
        batch.put(chain, Keys.EARLIEST_BLOCK, Keys.height(next));
        boolean span = next - cleared >= SPAN;
        if (span) {
            clear(batch, Math.max(cleared, 1), next);
            batch.put(chain, Keys.CLEARED, Keys.height(next));
        }
        earliest = next;
        database.write(batch);
        if (span) {
            cleared = next;
        }
        return span;
    }

    private List<Hash> transactions(long height, BlockHeader header) {
        byte[] receipts = database.get(Family.BLOCKS, Keys.receipts(height));
        return receipts == null
                ? List.of()
                : codec.receipts(receipts).stream()
                        .limit(header.transactionCount())
                        .map(Receipt::transaction)
                        .toList();
    }

    private void clear(Batch batch, long from, long to) {
        ColumnFamilyHandle chain = database.family(Family.CHAIN);
        ColumnFamilyHandle blocks = database.family(Family.BLOCKS);
        batch.deleteRange(blocks, Keys.body(from), Keys.body(to));
        batch.deleteRange(blocks, Keys.receipts(from), Keys.receipts(to));
        long run = from;
        for (long kept : boundaries(from, to)) {
            clearHeaders(batch, chain, run, kept);
            run = kept + 1;
        }
        clearHeaders(batch, chain, run, to);
    }

    private static void clearHeaders(Batch batch, ColumnFamilyHandle chain, long from, long to) {
        if (from < to) {
            batch.deleteRange(chain, Keys.header(from), Keys.header(to));
            batch.deleteRange(chain, Keys.certificate(from), Keys.certificate(to));
        }
    }

    /** Heights where an epoch ends or begins, ascending. */
    private List<Long> boundaries(long from, long to) {
        List<Long> heights = new ArrayList<>();
        BlockHeader before = header(from - 1);
        BlockHeader here = header(from);
        for (long height = from; height < to; height++) {
            BlockHeader after = header(height + 1);
            if (differ(before, here) || differ(here, after)) {
                heights.add(height);
            }
            before = here;
            here = after;
        }
        return heights;
    }

    private static boolean differ(@Nullable BlockHeader lower, @Nullable BlockHeader higher) {
        return lower != null && higher != null && lower.epoch() != higher.epoch();
    }

    private @Nullable BlockHeader header(long height) {
        return height < 0 ? null : hashed(height).map(StoreCodec.Hashed::header).orElse(null);
    }

    private Optional<StoreCodec.Hashed> hashed(long height) {
        return Optional.ofNullable(database.get(Family.CHAIN, Keys.header(height)))
                .map(StoreCodec::hashed);
    }

    /** The ranges of keys below the kept heights, for the compaction that frees them. */
    static List<KeyRange> ranges(long earliestBlock, long earliestState) {
        return List.of(
                range(Family.BLOCKS, Keys.body(0), Keys.body(earliestBlock)),
                range(Family.BLOCKS, Keys.receipts(0), Keys.receipts(earliestBlock)),
                range(Family.CHAIN, Keys.certificate(0), Keys.certificate(earliestBlock)),
                range(Family.CHAIN, Keys.header(0), Keys.header(earliestBlock)),
                range(Family.UNDO, Keys.height(0), Keys.height(earliestState)));
    }

    private static KeyRange range(Family family, byte[] from, byte[] to) {
        return new KeyRange(family, Bytes.wrap(from), Bytes.wrap(to));
    }

    /** Keys of a family from {@code from} on and below {@code to}. */
    record KeyRange(Family family, Bytes from, Bytes to) {}
}
