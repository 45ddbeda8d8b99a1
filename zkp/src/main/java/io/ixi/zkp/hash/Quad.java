package io.ixi.zkp.hash;

import io.ixi.zkp.field.Goldilocks;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A word as a value: four canonical field elements. What hashes take and give, and what keys and salts are. */
public record Quad(long a, long b, long c, long d) implements Comparable<Quad> {
    /** Length of the byte form. */
    public static final int BYTES = 32;

    public static final Quad ZERO = new Quad(0, 0, 0, 0);

    /** Throws {@link IllegalArgumentException} if an element is not below p. */
    public Quad {
        if (!isCanonical(a, b, c, d)) {
            throw new IllegalArgumentException("an element is not below p");
        }
    }

    public static boolean isCanonical(long a, long b, long c, long d) {
        return Goldilocks.isCanonical(a)
                && Goldilocks.isCanonical(b)
                && Goldilocks.isCanonical(c)
                && Goldilocks.isCanonical(d);
    }

    public static Quad of(long[] word) {
        return new Quad(word[0], word[1], word[2], word[3]);
    }

    /** {@link Sponge#hash} of these words. */
    public static Quad hash(long tag, Quad... words) {
        long[][] arrays = new long[words.length][];
        for (int i = 0; i < words.length; i++) {
            arrays[i] = words[i].toArray();
        }
        return of(Sponge.hash(tag, arrays));
    }

    /** Reads 32 bytes as {@link #toBytes} gives them; empty if an element is not below p or the length is another. */
    public static Optional<Quad> read(byte[] bytes) {
        if (bytes.length != BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long a = in.getLong();
        long b = in.getLong();
        long c = in.getLong();
        long d = in.getLong();
        return isCanonical(a, b, c, d) ? Optional.of(new Quad(a, b, c, d)) : Optional.empty();
    }

    /**
     * A word from 32 bytes of a hash outside the circuit: four big-endian numbers whose highest bit is cleared, so 252
     * bits of it.
     */
    public static Quad fromHash(byte[] hash) {
        ByteBuffer in = ByteBuffer.wrap(hash);
        return new Quad(
                in.getLong() & Long.MAX_VALUE,
                in.getLong() & Long.MAX_VALUE,
                in.getLong() & Long.MAX_VALUE,
                in.getLong() & Long.MAX_VALUE);
    }

    /** Four big-endian numbers: sorts as {@link #compareTo} does. */
    public byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        write(out);
        return out.array();
    }

    public long[] toArray() {
        return new long[] {a, b, c, d};
    }

    /** The element in {@code lane}, 0..3. */
    public long at(int lane) {
        return switch (lane) {
            case 0 -> a;
            case 1 -> b;
            case 2 -> c;
            case 3 -> d;
            default -> throw new IndexOutOfBoundsException(lane);
        };
    }

    /** 32 bytes in the buffer's byte order. */
    public void write(ByteBuffer to) {
        to.putLong(a).putLong(b).putLong(c).putLong(d);
    }

    /** By the elements as unsigned numbers, the first one first. */
    @Override
    public int compareTo(Quad other) {
        int order = 0;
        for (int lane = 0; lane < Sponge.WORD && order == 0; lane++) {
            order = Long.compareUnsigned(at(lane), other.at(lane));
        }
        return order;
    }
}
