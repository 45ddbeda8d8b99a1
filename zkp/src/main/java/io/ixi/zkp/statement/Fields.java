package io.ixi.zkp.statement;

import io.ixi.zkp.hash.Quad;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the fixed fields of a statement, little end first. The caller has checked the length. */
final class Fields {
    private final ByteBuffer in;
    private boolean canonical = true;

    Fields(byte[] bytes, int from) {
        in = ByteBuffer.wrap(bytes, from, bytes.length - from).order(ByteOrder.LITTLE_ENDIAN);
    }

    long number() {
        return in.getLong();
    }

    int octet() {
        return in.get() & 0xFF;
    }

    Bytes32 bytes() {
        return new Bytes32(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    /** Four elements; if one is not below p, {@link #canonical} turns false and the word is zero. */
    Quad quad() {
        long a = in.getLong();
        long b = in.getLong();
        long c = in.getLong();
        long d = in.getLong();
        if (!Quad.isCanonical(a, b, c, d)) {
            canonical = false;
            return Quad.ZERO;
        }
        return new Quad(a, b, c, d);
    }

    boolean canonical() {
        return canonical;
    }
}
