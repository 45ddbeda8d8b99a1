package io.ixi.node.replica;

import io.ixi.consensus.bft.Entry;
import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Reader;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.codec.Writer;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Vote;
import io.ixi.node.journal.Journal;
import io.ixi.node.wire.PeerCodec;
import java.util.ArrayList;
import java.util.List;

/** The replica's records in the journal, and how far they are on disk. */
final class Log {
    /** A block with its whole transactions. */
    record StoredBlock(BlockHeader header, List<Bytes> transactions) {}

    /** How a journal began, by its first record. */
    enum Origin {
        /** It has no such record: nothing was written yet, or an older version wrote it. */
        UNKNOWN,
        /** With the chain, or before this validator ever voted. */
        WITH_CHAIN,
        /** Beside a chain that was there already: the former journal is lost, and nobody may vote with this one. */
        LATER
    }

    /**
     * What a journal held.
     *
     * @param originEpoch the running epoch when it began
     * @param epoch the highest one that this node was in, as far as its records tell
     */
    record Contents(
            List<Entry> entries,
            List<StoredBlock> blocks,
            List<Accusations.Proof> proofs,
            Origin origin,
            long originEpoch,
            long epoch) {}

    private static final int ENTRY = 1;
    private static final int BLOCK = 2;
    private static final int ORIGIN = 3;
    private static final int EPOCH = 4;
    private static final int PROOF = 5;

    private final Journal journal;
    private final ReplicaMetrics metrics;
    private long appended;
    private long synced;
    private long castAt;
    private Origin origin = Origin.UNKNOWN;
    private long originEpoch;
    private long epoch;
    private Runnable onSynced = () -> {};

    Log(Journal journal, ReplicaMetrics metrics) {
        this.journal = journal;
        this.metrics = metrics;
    }

    /**
     * Keeps in this journal how it began, durably and before anything else, so that a validator which lost its former
     * one never takes what it writes now for its whole memory.
     *
     * @param inEpoch the running epoch when it began
     * @param recorded whether the journal says so already
     */
    void begin(Origin how, long inEpoch, boolean recorded) {
        origin = how;
        originEpoch = inEpoch;
        if (!recorded) {
            journal.append(ORIGIN, originRecord());
            appended++;
            sync();
        }
    }

    /** From now on this node votes in this epoch at most: never again in one before, whatever the ledger loses. */
    void enter(long number) {
        if (number > epoch) {
            epoch = number;
            journal.append(EPOCH, new Writer().u63(epoch).toBytes());
            appended++;
        }
    }

    /** What the journal told of this when it was read. */
    void resume(long journaledEpoch) {
        epoch = journaledEpoch;
    }

    /** Runs after each fsync, before anything leaves that waited for it. */
    void onSynced(Runnable action) {
        onSynced = action;
    }

    void append(Entry entry) {
        journal.append(ENTRY, Bytes.wrap(Wire.encode(entry)));
        appended++;
        if (entry instanceof Entry.Cast) {
            castAt = appended;
        }
    }

    void append(Accusations.Proof proof) {
        journal.append(PROOF, proof.encoded());
        appended++;
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
        onSynced.run();
    }

    long bytes() {
        return journal.bytes();
    }

    /** Replaces everything by these, durable on return. */
    void roll(List<Entry> entries, List<Block> blocks, List<Accusations.Proof> proofs) {
        List<Journal.Item> records = new ArrayList<>();
        if (origin != Origin.UNKNOWN) {
            records.add(new Journal.Item(ORIGIN, originRecord()));
        }
        if (epoch > 0) {
            records.add(new Journal.Item(EPOCH, new Writer().u63(epoch).toBytes()));
        }
        for (Entry entry : entries) {
            records.add(new Journal.Item(ENTRY, Bytes.wrap(Wire.encode(entry))));
        }
        for (Accusations.Proof proof : proofs) {
            records.add(new Journal.Item(PROOF, proof.encoded()));
        }
        for (Block block : blocks) {
            records.add(new Journal.Item(BLOCK, encode(block)));
        }
        journal.roll(records);
        synced = appended;
        onSynced.run();
    }

    /**
     * Reads a journal's records back.
     *
     * @throws MalformedException for records of another format: the operator must decide
     */
    static Contents read(List<Journal.Item> records) {
        List<Entry> entries = new ArrayList<>();
        List<StoredBlock> blocks = new ArrayList<>();
        List<Accusations.Proof> proofs = new ArrayList<>();
        Origin origin = Origin.UNKNOWN;
        long originEpoch = 0;
        long epoch = 0;
        for (Journal.Item record : records) {
            byte[] payload = record.payload().unsafeArray();
            switch (record.kind()) {
                case ENTRY -> {
                    Entry entry = Wire.decodeEntry(payload);
                    entries.add(entry);
                    epoch = Math.max(epoch, epoch(entry));
                }
                case BLOCK -> blocks.add(Reader.decode(payload, Log::block));
                case ORIGIN -> {
                    Reader in = new Reader(payload);
                    origin = in.u8() == 0 ? Origin.WITH_CHAIN : Origin.LATER;
                    originEpoch = in.u63();
                    in.end();
                }
                case PROOF -> proofs.add(Accusations.Proof.decode(payload));
                case EPOCH -> epoch = Math.max(epoch, Reader.decode(payload, Reader::u63));
                default -> throw new MalformedException("journal record kind " + record.kind());
            }
        }
        return new Contents(entries, blocks, proofs, origin, originEpoch, epoch);
    }

    /** The epoch that an entry is about; 0 if it does not say. */
    static long epoch(Entry entry) {
        return switch (entry) {
            case Entry.Cast(Vote vote) -> vote.subject().epoch();
            case Entry.Certified(Certificate certificate) ->
                certificate.subject().epoch();
            case Entry.Verdict _ -> 0;
        };
    }

    private Bytes originRecord() {
        return new Writer().u8(origin == Origin.LATER ? 1 : 0).u63(originEpoch).toBytes();
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
