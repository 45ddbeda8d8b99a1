package io.ixi.consensus.types;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A 256-bit digest, held as four big-endian words. Ordered as an unsigned byte string.
 */
public record Hash(long w0, long w1, long w2, long w3) implements Comparable<Hash> {
    /** Length of the encoded form in bytes. */
    public static final int BYTES = 32;

    /** Never updated: only cloned. */
    private static final MessageDigest EMPTY = empty();

    /** The all-zero value: "no parent", never the digest of anything. */
    public static final Hash ZERO = new Hash(0, 0, 0, 0);

    /** Reads exactly 32 bytes. Throws {@link IllegalArgumentException} for any other length. */
    public static Hash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a hash is 32 bytes, not " + bytes.length);
        }
        return at(ByteBuffer.wrap(bytes), 0);
    }

    /** Reads 32 bytes at an absolute offset; the buffer's position stays. */
    public static Hash at(ByteBuffer buffer, int offset) {
        return new Hash(
                buffer.getLong(offset),
                buffer.getLong(offset + 8),
                buffer.getLong(offset + 16),
                buffer.getLong(offset + 24));
    }

    /** SHA-256 (FIPS 180-4) over the concatenation of the parts. */
    public static Hash sha256(byte[]... parts) {
        MessageDigest digest = sha256();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return of(digest.digest());
    }

    /** A fresh SHA-256 digest; not thread-safe. */
    public static MessageDigest sha256() {
        try {
            // without the search for a provider, which takes longer than a short input
            return (MessageDigest) EMPTY.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
        }
    }

    private static MessageDigest empty() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Parses 64 hexadecimal digits. */
    public static Hash fromHex(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /** A fresh 32-byte big-endian copy. */
    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .putLong(w0)
                .putLong(w1)
                .putLong(w2)
                .putLong(w3)
                .array();
    }

    /** 64 lower-case hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(toBytes());
    }

    /** By hand: a record's own is several times slower until it is compiled, and every map lookup asks. */
    @Override
    public boolean equals(Object o) {
        return o instanceof Hash other && w0 == other.w0 && w1 == other.w1 && w2 == other.w2 && w3 == other.w3;
    }

    /** Part of the digest, so as uniform as any. */
    @Override
    public int hashCode() {
        return (int) w3 ^ (int) w0;
    }

    @Override
    public int compareTo(Hash other) {
        int order = Long.compareUnsigned(w0, other.w0);
        if (order == 0) {
            order = Long.compareUnsigned(w1, other.w1);
        }
        if (order == 0) {
            order = Long.compareUnsigned(w2, other.w2);
        }
        return order == 0 ? Long.compareUnsigned(w3, other.w3) : order;
    }

    @Override
    public String toString() {
        return hex().substring(0, 12);
    }
}
