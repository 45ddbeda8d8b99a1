package io.ixi.node.store;

import io.ixi.consensus.types.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.WriteBatch;

/**
 * Builds the serialized form of a RocksDB write batch in Java: one native call per block instead of one per key. The
 * form is what RocksDB writes to its log, documented in db/write_batch.cc: sequence (8 bytes), count (4,
 * little-endian), then per record a tag, the column family, and the key and value behind varint lengths.
 */
final class Batch {
    private static final int HEADER = 12;
    private static final byte DELETION = 0x4;
    private static final byte VALUE = 0x5;
    private static final byte SINGLE_DELETION = 0x8;
    private static final byte RANGE_DELETION = 0xe;

    private byte[] out = new byte[64 << 10];
    private int size = HEADER;
    private int count;

    Batch put(ColumnFamilyHandle family, byte[] key, byte[] value) {
        record(VALUE, family, key);
        bytes(value);
        return this;
    }

    Batch put(ColumnFamilyHandle family, Bytes key, Bytes value) {
        return put(family, key.unsafeArray(), value.unsafeArray());
    }

    Batch delete(ColumnFamilyHandle family, byte[] key) {
        record(DELETION, family, key);
        return this;
    }

    /** For keys that are written exactly once: put and deletion vanish when they meet in a compaction. */
    Batch deleteOnce(ColumnFamilyHandle family, byte[] key) {
        record(SINGLE_DELETION, family, key);
        return this;
    }

    /** Deletes every key from {@code from} on and below {@code to}. */
    Batch deleteRange(ColumnFamilyHandle family, byte[] from, byte[] to) {
        record(RANGE_DELETION, family, from);
        bytes(to);
        return this;
    }

    /** The batch for RocksDB, which the caller closes. */
    WriteBatch toWriteBatch() {
        ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 0).putInt(8, count);
        return new WriteBatch(Arrays.copyOf(out, size));
    }

    private void record(byte tag, ColumnFamilyHandle family, byte[] key) {
        room(6);
        out[size++] = tag;
        varint(family.getID());
        bytes(key);
        count++;
    }

    private void bytes(byte[] value) {
        room(value.length + 5);
        varint(value.length);
        System.arraycopy(value, 0, out, size, value.length);
        size += value.length;
    }

    private void varint(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            out[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        out[size++] = (byte) rest;
    }

    private void room(int more) {
        if (out.length - size < more) {
            out = Arrays.copyOf(out, Math.max(out.length * 2, Math.addExact(size, more)));
        }
    }
}
