package io.ixi.consensus.codec;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/** Writes canonical bytes; the mirror of {@link Reader}. Grows as needed. Not thread-safe. */
public final class Writer {
    private ByteBuffer out = ByteBuffer.allocate(256);

    public Writer u8(int value) {
        check(value >= 0 && value <= 0xff);
        room(1).put((byte) value);
        return this;
    }

    public Writer u16(int value) {
        check(value >= 0 && value <= 0xffff);
        room(2).putShort((short) value);
        return this;
    }

    public Writer u31(int value) {
        check(value >= 0);
        room(4).putInt(value);
        return this;
    }

    public Writer u63(long value) {
        check(value >= 0);
        room(8).putLong(value);
        return this;
    }

    public Writer bits64(long value) {
        room(8).putLong(value);
        return this;
    }

    public Writer hash(Hash hash) {
        room(Hash.BYTES)
                .putLong(hash.w0())
                .putLong(hash.w1())
                .putLong(hash.w2())
                .putLong(hash.w3());
        return this;
    }

    /** Length prefix, then the bytes. */
    public Writer bytes(Bytes value) {
        return u31(value.size()).raw(value);
    }

    /** The bytes alone. */
    public Writer raw(Bytes value) {
        room(value.size()).put(value.unsafeArray());
        return this;
    }

    public <T> Writer list(List<T> items, BiConsumer<Writer, T> item) {
        u31(items.size());
        for (T value : items) {
            item.accept(this, value);
        }
        return this;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(out.array(), out.position());
    }

    public Bytes toBytes() {
        return Bytes.wrap(toByteArray());
    }

    private ByteBuffer room(int count) {
        if (out.remaining() < count) {
            int size = Math.max(out.capacity() * 2, out.position() + count);
            out = ByteBuffer.wrap(Arrays.copyOf(out.array(), size)).position(out.position());
        }
        return out;
    }

    private static void check(boolean inRange) {
        if (!inRange) {
            throw new IllegalArgumentException("integer out of range");
        }
    }
}
