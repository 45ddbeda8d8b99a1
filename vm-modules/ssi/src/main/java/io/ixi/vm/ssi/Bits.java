package io.ixi.vm.ssi;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;

/** Chunks of bit strings in the state. Bit 0 is the highest bit of the first byte, as in Bitstring Status List 1.0. */
final class Bits {
    /** Bits in a chunk. */
    static final int CHUNK = 2_048;

    /** Chunks in a status list. */
    static final int CHUNKS = 64;

    /** Bits in a status list: the least that the standard allows. */
    static final int LIST = CHUNK * CHUNKS;

    private static final int BYTES = CHUNK / 8;

    private Bits() {}

    static boolean get(ByteString chunk, int bit) {
        return !chunk.isEmpty() && (chunk.byteAt(bit >>> 3) & 0x80 >>> (bit & 7)) != 0;
    }

    /** The chunk with bits {@code from} to {@code from + count - 1} set to the value; empty if all are zero then. */
    static ByteString with(ByteString chunk, int from, int count, boolean value) {
        byte[] bytes = chunk.isEmpty() ? new byte[BYTES] : chunk.toByteArray();
        for (int bit = from; bit < from + count; bit++) {
            int mask = 0x80 >>> (bit & 7);
            bytes[bit >>> 3] = (byte) (value ? bytes[bit >>> 3] | mask : bytes[bit >>> 3] & ~mask);
        }
        for (byte b : bytes) {
            if (b != 0) {
                return UnsafeByteOperations.unsafeWrap(bytes);
            }
        }
        return ByteString.EMPTY;
    }

    /** Number of ones. */
    static int count(ByteString chunk) {
        int ones = 0;
        for (int i = 0; i < chunk.size(); i++) {
            ones += Integer.bitCount(chunk.byteAt(i) & 0xff);
        }
        return ones;
    }
}
