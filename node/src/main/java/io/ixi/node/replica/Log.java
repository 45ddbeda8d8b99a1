package io.ixi.node.replica;

import io.ixi.consensus.bft.Entry;
import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Reader;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.codec.Writer;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.node.journal.Journal;
import io.ixi.node.wire.PeerCodec;
import java.util.ArrayList;
import java.util.List;

/** The replica's records in the journal, and how far they are on disk. */
final class Log {
    /** A block with its whole transactions. */
    record StoredBlock(BlockHeader header, List<Bytes> transactions) {}

    /** What a journal held. */
    record Contents(List<Entry> entries, List<StoredBlock> blocks) {}

    private static final int ENTRY = 1;
    private static final int BLOCK = 2;

    private final Journal journal;
    private final ReplicaMetrics metrics;
    private long appended;
    private long synced;
    private long castAt;

    Log(Journal journal, ReplicaMetrics metrics) {
        this.journal = journal;
        this.metrics = metrics;
    }

    void append(Entry entry) {
        journal.append(ENTRY, Bytes.wrap(Wire.encode(entry)));
        appended++;
        if (entry instanceof Entry.Cast) {
            castAt = appended;
        }
    }

    void append(Block block) {
        journal.append(BLOCK, encode(block));
        appended++;
    }

    /** Position of the latest record. */
    long appended() {
        return appended;
    }

    /** Position of this node's latest vote. */
    long castAt() {
        return castAt;
    }

    boolean durable(long position) {
        return position <= synced;
    }

    void sync() {
        long start = System.nanoTime();
        journal.sync();
        metrics.fsync(System.nanoTime() - start);
        synced = appended;
    }

    long bytes() {
        return journal.bytes();
    }

    /** Replaces everything by these, durable on return. */
    void roll(List<Entry> entries, List<Block> blocks) {
        List<Journal.Item> records = new ArrayList<>();
        for (Entry entry : entries) {
            records.add(new Journal.Item(ENTRY, Bytes.wrap(Wire.encode(entry))));
        }
        for (Block block : blocks) {
            records.add(new Journal.Item(BLOCK, encode(block)));
        }
        journal.roll(records);
        synced = appended;
    }

    /**
     * Reads a journal's records back.
     *
     * @throws MalformedException for records of another format: the operator must decide
     */
    static Contents read(List<Journal.Item> records) {
        List<Entry> entries = new ArrayList<>();
        List<StoredBlock> blocks = new ArrayList<>();
        for (Journal.Item record : records) {
            byte[] payload = record.payload().unsafeArray();
            switch (record.kind()) {
                case ENTRY -> entries.add(Wire.decodeEntry(payload));
                case BLOCK -> blocks.add(Reader.decode(payload, Log::block));
                default -> throw new MalformedException("journal record kind " + record.kind());
            }
        }
        return new Contents(entries, blocks);
    }

    private static Bytes encode(Block block) {
        Writer out = Wire.write(new Writer(), block.header());
        out.list(block.transactions(), (w, tx) -> w.bytes(tx.bytes()));
        return out.toBytes();
    }

    private static StoredBlock block(Reader in) {
        return new StoredBlock(
                Wire.readBlockHeader(in),
                in.list(PeerCodec.MAX_TRANSACTIONS, r -> r.bytes(PeerCodec.MAX_TRANSACTION_BYTES)));
    }
}
