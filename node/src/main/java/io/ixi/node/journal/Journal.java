package io.ixi.node.journal;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.journal.StorageException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Records that survive kill -9 and power loss once {@link #sync} returned. One thread at a time; it is never
 * interrupted. No clock, no threads: the simulator runs it on a {@link MemoryDisk}.
 *
 * <p>After the first failed write or sync the journal acknowledges nothing any more: the kernel may have dropped the
 * unwritten pages, so a second fsync that succeeds proves nothing. The node must stop and recover from disk.
 */
public final class Journal implements AutoCloseable {
    /** Longest payload in bytes. */
    public static final int MAX_PAYLOAD = 64 << 20;

    private static final int STAGING = 256 << 10;

    /** @param kind 0 to 255, for the caller */
    public record Item(int kind, Bytes payload) {
        public Item {
            if (kind < 0 || kind > 255 || payload.size() > MAX_PAYLOAD) {
                throw new IllegalArgumentException("record kind or size out of range");
            }
        }
    }

    /**
     * @param segmentBytes size of a segment file; longer only for a record or a snapshot that needs it
     * @param spares files of rolled-over segments kept for reuse
     */
    public record Options(int segmentBytes, int spares) {
        public static final Options DEFAULT = new Options(16 << 20, 2);

        public Options {
            if (segmentBytes < 256 || spares < 0) {
                throw new IllegalArgumentException("segment too small");
            }
        }
    }

    /**
     * An opened journal.
     *
     * @param records what survived since the last roll, in order; all of it is durable now
     * @param fresh whether no journal was here: a validator that has voted before must not vote (it lost its memory)
     * @param torn the unfinished write that was cut off, if there was one; never acknowledged by {@link #sync}
     */
    public record Opened(Journal journal, List<Item> records, boolean fresh, Optional<Torn> torn) {}

    /** Where an unfinished write began. */
    public record Torn(String file, int offset) {}

    private final Disk disk;
    private final Hash chain;
    private final Options options;
    private final ByteBuffer staging;
    private final Deque<String> spares = new ArrayDeque<>();
    private final TreeMap<Long, String> live = new TreeMap<>();
    private @Nullable Segment segment;
    private @Nullable Throwable failure;
    private boolean unsynced;
    private long bytes;

    private Journal(Disk disk, Hash chain, Options options) {
        this.disk = disk;
        this.chain = chain;
        this.options = options;
        this.staging = ByteBuffer.allocateDirect(Math.min(STAGING, options.segmentBytes()));
    }

    /**
     * Recovers what is there, or starts a new journal. Owns the disk from now on.
     *
     * @throws DamagedJournalException if a durable record is missing or changed
     * @throws StorageException FOREIGN for another chain or a newer format, IO if the disk fails
     */
    public static Opened open(Disk disk, Hash chain, Options options) {
        Journal journal = new Journal(disk, chain, options);
        try {
            Opened opened = journal.recover();
            journal.provision();
            return opened;
        } catch (StorageException e) {
            journal.release(e);
            throw e;
        } catch (IOException e) {
            journal.release(e);
            throw new StorageException(Reason.IO, "cannot open the journal in " + disk.describe("") + ": " + e, e);
        }
    }

    /** Adds a record. It is durable after the next {@link #sync}, and may be before. */
    public void append(int kind, Bytes payload) {
        Item record = new Item(kind, payload);
        attempt("append", () -> {
            Segment current = current();
            if (!current.fits(payload.size())) {
                current = extend(payload.size());
            }
            current.append(record.kind(), payload);
            bytes += Format.size(payload.size());
            unsynced = true;
        });
    }

    /** Returns when every appended record survives a power loss. One fsync for all; none if there is nothing new. */
    public void sync() {
        attempt("sync", () -> {
            if (unsynced) {
                current().sync();
                unsynced = false;
            }
        });
    }

    /**
     * Replaces everything appended so far by {@code snapshot}, durable on return. A crash leaves either the old journal
     * or the new one.
     */
    public void roll(List<Item> snapshot) {
        attempt("roll", () -> {
            List<String> old = List.copyOf(live.values());
            long number = live.lastKey() + 1;
            Segment before = current();
            segment = start(number, number, snapshot, 0);
            before.close();
            live.headMap(number).clear();
            unsynced = false;
            bytes = snapshot.stream()
                    .mapToLong(r -> Format.size(r.payload().size()))
                    .sum();
            for (String name : old) {
                retire(name);
            }
        });
    }

    /** Bytes of records since the last roll, its snapshot included. */
    public long bytes() {
        return bytes;
    }

    /** Forgets what was not synced, and releases the disk. */
    @Override
    public void close() {
        try (disk) {
            if (segment != null) {
                segment.close();
                segment = null;
            }
            failure = failure == null ? new IOException("closed") : failure;
        } catch (IOException e) {
            throw new StorageException(Reason.IO, "cannot close the journal: " + e, e);
        }
    }

    private void release(Exception cause) {
        try {
            close();
        } catch (StorageException e) {
            cause.addSuppressed(e);
        }
    }

    private Opened recover() throws IOException {
        for (String name : disk.list()) {
            if (Names.isSegment(name)) {
                live.put(Names.number(name), name);
            } else if (Names.isSpare(name)) {
                // a start that a crash cut off may have left records in it that pass for those of the segment to come
                disk.delete(name);
            }
        }
        if (live.isEmpty()) {
            segment = start(1, 1, List.of(), 0);
            return new Opened(this, List.of(), true, Optional.empty());
        }
        List<Item> records = new ArrayList<>();
        long last = live.lastKey();
        long base = header(last, read(last)).base();
        for (long number = base; number < last; number++) {
            byte[] content = read(number);
            Scan.of(path(number), content, header(number, content), false, records);
        }
        byte[] content = read(last);
        Format.Header header = header(last, content);
        Scan scan = Scan.of(path(last), content, header, true, records);
        disk.syncDirectory();
        for (String name : List.copyOf(live.headMap(base).values())) {
            retire(name);
        }
        live.headMap(base).clear();
        resume(header, scan, content);
        bytes = records.stream().mapToLong(r -> Format.size(r.payload().size())).sum();
        Optional<Torn> torn = scan.torn() ? Optional.of(new Torn(path(last), scan.end())) : Optional.empty();
        return new Opened(this, List.copyOf(records), false, torn);
    }

    /** Goes on writing behind the last good record; what was read may be in the page cache only, so it syncs first. */
    private void resume(Format.Header header, Scan scan, byte[] content) throws IOException {
        int room = content.length - scan.end();
        Disk.File file = disk.open(Names.segment(header.number()));
        Segment current = new Segment(file, header.salt(), staging, scan.end());
        segment = current;
        current.rewrite(content, Math.min(scan.durable(), scan.end()));
        if (scan.sealed()) {
            file.sync();
            file.close();
            segment = start(header.number() + 1, header.base(), List.of(), 0);
        } else if (room < 2 * Format.RECORD_HEADER) {
            extend(0);
        } else {
            current.clearTail();
            current.markSynced();
        }
    }

    private Segment extend(int payload) throws IOException {
        long number = live.lastKey() + 1;
        long base = live.firstKey();
        Segment full = current();
        full.seal();
        full.close();
        Segment next = start(number, base, List.of(), payload);
        segment = next;
        return next;
    }

    /** Makes a segment with its first records durable, then gives it its name. */
    private Segment start(long number, long base, List<Item> first, int payload) throws IOException {
        long need = Format.HEADER + Format.size(payload) + 4L * Format.RECORD_HEADER;
        for (Item record : first) {
            need += Format.size(record.payload().size());
        }
        int size = Math.toIntExact(Math.max(options.segmentBytes(), need));
        boolean recycled = size == options.segmentBytes() && !spares.isEmpty();
        String spare = recycled ? spares.removeFirst() : Names.spare(number);
        if (!recycled && disk.list().contains(spare)) {
            spares.remove(spare);
            disk.delete(spare);
        }
        Disk.File file = recycled ? disk.open(spare) : disk.create(spare, size);
        byte[] header = Format.header(recycled, number, base, chain);
        Segment next = Segment.begin(file, header, Format.salt(chain, number), staging);
        for (Item record : first) {
            next.append(record.kind(), record.payload());
        }
        next.finishStart();
        disk.rename(spare, Names.segment(number));
        disk.syncDirectory();
        live.put(number, Names.segment(number));
        return next;
    }

    /** Fills a file for the next segment now: later a vote would wait for it. */
    private void provision() throws IOException {
        if (spares.isEmpty() && options.spares() > 0) {
            String spare = Names.spare(live.lastKey() + 1);
            try (Disk.File file = disk.create(spare, options.segmentBytes())) {
                file.sync();
            }
            spares.addLast(spare);
        }
    }

    private void retire(String name) throws IOException {
        String spare = Names.spare(Names.number(name));
        disk.rename(name, spare);
        keepSpare(spare);
    }

    private void keepSpare(String name) throws IOException {
        boolean whole;
        try (Disk.File file = disk.open(name)) {
            whole = file.size() == options.segmentBytes();
        }
        if (whole && spares.size() < options.spares()) {
            spares.addLast(name);
        } else {
            disk.delete(name);
        }
    }

    private byte[] read(long number) throws IOException {
        String name = live.get(number);
        if (name == null) {
            throw new DamagedJournalException(path(number), 0, "the file is missing, but a later segment needs it");
        }
        try (Disk.File file = disk.open(name)) {
            return file.read();
        }
    }

    private Format.Header header(long number, byte[] content) {
        return Format.header(path(number), content, number, chain);
    }

    private String path(long number) {
        return disk.describe(Names.segment(number));
    }

    private Segment current() {
        if (segment == null) {
            throw new IllegalStateException("the journal is closed");
        }
        return segment;
    }

    private interface Step {
        void run() throws IOException;
    }

    private void attempt(String what, Step step) {
        if (failure != null) {
            throw new StorageException(
                    Reason.IO, "the journal stopped at an earlier failure: " + failure + ". Restart the node", failure);
        }
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            failure = e;
            throw new StorageException(
                    Reason.IO,
                    "journal " + what + " in " + disk.describe("") + " failed: " + e
                            + ". Nothing more is acknowledged; free space or replace the disk, then restart the node",
                    e);
        }
    }
}
