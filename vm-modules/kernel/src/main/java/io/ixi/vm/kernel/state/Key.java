package io.ixi.vm.kernel.state;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds a state key: module, table, then fields big-endian, so that keys sort by their fields. Not thread-safe. */
public final class Key {
    /** Longest key in bytes. */
    public static final int MAX_BYTES = 160;

    private final ByteBuffer out = ByteBuffer.allocate(MAX_BYTES);

    Key(int module, int table) {
        out.put((byte) module).put((byte) table);
    }

    public Key u8(int value) {
        out.put((byte) value);
        return this;
    }

    public Key u64(long value) {
        out.putLong(value);
        return this;
    }

    public Key address(Address value) {
        return hash(value.hash());
    }

    public Key hash(Hash value) {
        out.putLong(value.w0()).putLong(value.w1()).putLong(value.w2()).putLong(value.w3());
        return this;
    }

    /** UTF-8 without a length: only as the last field. */
    public Key text(String value) {
        out.put(value.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Bytes without a length: a fixed-size field, or the last one. */
    public Key raw(Bytes value) {
        out.put(value.unsafeArray());
        return this;
    }

    Bytes bytes() {
        return Bytes.wrap(Arrays.copyOf(out.array(), out.position()));
    }
}
