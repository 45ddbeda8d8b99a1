package io.ixi.consensus.codec;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads canonical bytes from outside. Every method throws {@link MalformedException} and nothing else on bad input.
 * Not thread-safe.
 */
public final class Reader {
    private final ByteBuffer in;

    public Reader(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes);
    }

    /** Reads {@code bytes} completely with {@code decoder}; trailing bytes are rejected. */
    public static <T> T decode(byte[] bytes, Function<Reader, T> decoder) {
        Reader reader = new Reader(bytes);
        T value = decoder.apply(reader);
        reader.end();
        return value;
    }

    public int u8() {
        need(1);
        return in.get() & 0xff;
    }

    public int u16() {
        need(2);
        return in.getShort() & 0xffff;
    }

    /** A 32-bit count or size: 0 to 2^31-1. */
    public int u31() {
        need(4);
        int value = in.getInt();
        if (value < 0) {
            throw new MalformedException("integer out of range");
        }
        return value;
    }

    /** A 64-bit counter: 0 to 2^63-1. */
    public long u63() {
        need(8);
        long value = in.getLong();
        if (value < 0) {
            throw new MalformedException("integer out of range");
        }
        return value;
    }

    /** 64 raw bits. */
    public long bits64() {
        need(8);
        return in.getLong();
    }

    public Hash hash() {
        need(Hash.BYTES);
        Hash hash = Hash.at(in, in.position());
        in.position(in.position() + Hash.BYTES);
        return hash;
    }

    /** A length-prefixed byte string of at most {@code max} bytes. */
    public Bytes bytes(int max) {
        int size = u31();
        if (size > max) {
            throw new MalformedException("byte string of " + size + " bytes, limit " + max);
        }
        return raw(size);
    }

    /** Exactly {@code size} bytes. */
    public Bytes raw(int size) {
        need(size);
        byte[] value = new byte[size];
        in.get(value);
        return Bytes.wrap(value);
    }

    /** A counted list of at most {@code max} items. */
    public <T> List<T> list(int max, Function<Reader, T> item) {
        int count = u31();
        if (count > max) {
            throw new MalformedException("list of " + count + " items, limit " + max);
        }
        // every item has at least one byte, so a hostile count cannot reserve more than the input's size
        need(count);
        List<T> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(item.apply(this));
        }
        return List.copyOf(items);
    }

    public int remaining() {
        return in.remaining();
    }

    /** Rejects trailing bytes. */
    public void end() {
        if (in.hasRemaining()) {
            throw new MalformedException(in.remaining() + " trailing bytes");
        }
    }

    private void need(int count) {
        if (in.remaining() < count) {
            throw new MalformedException("truncated: " + in.remaining() + " bytes left, " + count + " needed");
        }
    }
}
