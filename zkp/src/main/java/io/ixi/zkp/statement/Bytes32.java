package io.ixi.zkp.statement;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * 32 bytes as a value: a hash of something outside the circuit. The numbers hold eight bytes each, little end first.
 */
public record Bytes32(long a, long b, long c, long d) {
    /** Throws {@link IllegalArgumentException} unless there are 32 bytes. */
    public static Bytes32 of(byte[] bytes) {
        if (bytes.length != 32) {
            throw new IllegalArgumentException("32 bytes expected, not " + bytes.length);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return new Bytes32(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    void write(ByteBuffer to) {
        to.putLong(a).putLong(b).putLong(c).putLong(d);
    }
}
