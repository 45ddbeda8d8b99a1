package io.ixi.node.journal;

import io.ixi.consensus.types.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The segment that is being written. After any exception its content is unknown. */
final class Segment implements AutoCloseable {
    private final Disk.File file;
    private final int capacity;
    private final int salt;
    private final ByteBuffer staging;
    private int written;
    private int durable;

    /**
     * @param staging empty direct buffer for bytes on their way to the file
     * @param end offset of the next record; all before it is durable
     */
    Segment(Disk.File file, int salt, ByteBuffer staging, int end) throws IOException {
        this.file = file;
        this.capacity = Math.toIntExact(file.size());
        this.salt = salt;
        this.staging = staging.clear();
        this.written = end;
        this.durable = end;
    }

    /** Starts a new segment: its header and first records are written, but not synced. */
    static Segment begin(Disk.File file, byte[] header, int salt, ByteBuffer staging) throws IOException {
        Segment segment = new Segment(file, salt, staging, 0);
        segment.put(ByteBuffer.wrap(header));
        return segment;
    }

    int end() {
        return written + staging.position();
    }

    /** Whether a payload fits so that a synced and a sealed record still fit behind it. */
    boolean fits(int payload) {
        return (long) end() + Format.size(payload) + 2L * Format.RECORD_HEADER <= capacity;
    }

    void append(int kind, Bytes payload) throws IOException {
        record(Format.DATA, kind, payload);
    }

    /** Makes everything appended durable. */
    void sync() throws IOException {
        flush();
        file.sync();
        durable = end();
        markSynced();
    }

    /** Ends the first part of a new segment, whose name appears only after the sync that covers the mark too. */
    void finishStart() throws IOException {
        durable = end();
        markSynced();
        file.sync();
    }

    /** Tells that all before this was synced: a later change of it can then not pass for a torn write. */
    void markSynced() throws IOException {
        record(Format.SYNCED, 0, Bytes.EMPTY);
        flush();
    }

    /** The segment's last record, durable on return. */
    void seal() throws IOException {
        record(Format.SEALED, 0, Bytes.EMPTY);
        flush();
        file.sync();
    }

    /**
     * Writes again what was read from {@code from} on, up to the end; the next sync covers it. Linux marks pages clean
     * when their fsync fails, so they can be read and a later fsync succeeds without them: only a new write counts.
     */
    void rewrite(byte[] content, int from) throws IOException {
        file.write(from, ByteBuffer.wrap(content, from, end() - from));
    }

    /** Overwrites all behind the end with zeros and syncs: nothing there may ever pass for a record. */
    void clearTail() throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(staging.capacity());
        for (int offset = end(); offset < capacity; offset += zeros.capacity()) {
            file.write(offset, zeros.clear().limit(Math.min(zeros.capacity(), capacity - offset)));
        }
        file.sync();
    }

    private void record(int type, int kind, Bytes payload) throws IOException {
        put(Format.recordHeader(salt, end(), type, kind, durable, payload));
        put(ByteBuffer.wrap(payload.unsafeArray()));
        put(ByteBuffer.allocate(Format.padding(payload.size())));
    }

    private void put(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (!staging.hasRemaining()) {
                flush();
            }
            int count = Math.min(staging.remaining(), bytes.remaining());
            staging.put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
        }
    }

    private void flush() throws IOException {
        int count = staging.position();
        file.write(written, staging.flip());
        staging.clear();
        written += count;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
