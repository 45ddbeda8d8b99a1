package io.ixi.consensus.types;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/** An immutable byte string with value equality, ordered as unsigned bytes. */
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** 2^64 over the golden ratio. */
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final byte[] value;

    private Bytes(byte[] value) {
        this.value = value;
    }

    /** Copies the array. */
    public static Bytes copyOf(byte[] value) {
        return value.length == 0 ? EMPTY : new Bytes(value.clone());
    }

    /** Takes the array without a copy; the caller must never write to it again. */
    public static Bytes wrap(byte[] value) {
        return new Bytes(value);
    }

    public static Bytes fromHex(String hex) {
        return new Bytes(HexFormat.of().parseHex(hex));
    }

    public int size() {
        return value.length;
    }

    public byte at(int index) {
        return value[index];
    }

    /** A fresh copy. */
    public byte[] toArray() {
        return value.clone();
    }

    /** The backing array, for hot paths that only read it. */
    public byte[] unsafeArray() {
        return value;
    }

    public String hex() {
        return HexFormat.of().formatHex(value);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(value, other.value);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Bytes other && Arrays.equals(value, other.value);
    }

    /** Not that of {@link Arrays}: short keys that differ in a few bytes collide under powers of 31. */
    @Override
    public int hashCode() {
        long hash = value.length;
        int at = 0;
        for (; at + Long.BYTES <= value.length; at += Long.BYTES) {
            hash = (Long.rotateLeft(hash, 29) ^ (long) WORDS.get(value, at)) * MIX;
        }
        long rest = 0;
        for (; at < value.length; at++) {
            rest = rest << Byte.SIZE | (value[at] & 0xff);
        }
        hash = (Long.rotateLeft(hash, 29) ^ rest) * MIX;
        return (int) (hash >>> Integer.SIZE);
    }

    @Override
    public String toString() {
        return value.length <= 16 ? hex() : HexFormat.of().formatHex(value, 0, 8) + "...(" + value.length + ")";
    }
}
