package io.ixi.zkp.prover;

import io.ixi.zkp.field.Cubic;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Collects the bytes of a proof; numbers in eight bytes, little end first. */
final class Writer {
    private final ByteBuffer out;

    Writer(int capacity) {
        out = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    void bytes(byte[] from, int at, int count) {
        out.put(from, at, count);
    }

    void number(long value) {
        out.putLong(value);
    }

    void numbers(long[] values) {
        for (long value : values) {
            out.putLong(value);
        }
    }

    void put(Cubic value) {
        out.putLong(value.a()).putLong(value.b()).putLong(value.c());
    }

    byte[] toBytes() {
        return Arrays.copyOf(out.array(), out.position());
    }
}
