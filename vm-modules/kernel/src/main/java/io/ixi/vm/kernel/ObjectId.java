package io.ixi.vm.kernel;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Ids of objects that transactions create. A client computes them before it signs. */
public final class ObjectId {
    /** Length of an id. */
    public static final int BYTES = 20;

    private ObjectId() {}

    /**
     * The first 20 bytes of SHA-256 over the domain's length (1 byte) and text, the creator's address, its sequence
     * number (8 bytes) and the message's index (1 byte).
     */
    public static Bytes of(String domain, Address creator, long sequence, int message) {
        byte[] name = domain.getBytes(StandardCharsets.US_ASCII);
        byte[] tail =
                ByteBuffer.allocate(9).putLong(sequence).put((byte) message).array();
        Hash digest = Hash.sha256(
                new byte[] {(byte) name.length}, name, creator.hash().toBytes(), tail);
        return Bytes.wrap(Arrays.copyOf(digest.toBytes(), BYTES));
    }
}
