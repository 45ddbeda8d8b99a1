package io.ixi.zkp.proof;

import io.ixi.zkp.field.Goldilocks;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads a proof. A number that is not below p, or an end that comes too early, turns {@link #failed} on for good; what
 * is read after that is zero. Never throws.
 */
final class Reader {
    private final ByteBuffer in;
    private boolean failed;

    Reader(byte[] proof) {
        in = ByteBuffer.wrap(proof).order(ByteOrder.LITTLE_ENDIAN);
    }

    boolean failed() {
        return failed;
    }

    /** Whether everything was read, well formed, to the last byte. */
    boolean complete() {
        return !failed && !in.hasRemaining();
    }

    byte[] digest() {
        byte[] digest = new byte[Shape.DIGEST];
        bytes(digest, 0, Shape.DIGEST);
        return digest;
    }

    void bytes(byte[] to, int at, int count) {
        if (in.remaining() < count) {
            failed = true;
        } else {
            in.get(to, at, count);
        }
    }

    long number() {
        if (in.remaining() < Long.BYTES) {
            failed = true;
            return 0;
        }
        return in.getLong();
    }

    long element() {
        long value = number();
        if (!Goldilocks.isCanonical(value)) {
            failed = true;
            return 0;
        }
        return value;
    }

    long[] elements(int count) {
        long[] values = new long[count];
        elements(values, 0, count);
        return values;
    }

    void elements(long[] to, int at, int count) {
        for (int i = 0; i < count && !failed; i++) {
            to[at + i] = element();
        }
    }
}
