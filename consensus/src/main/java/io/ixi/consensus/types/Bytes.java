package io.ixi.consensus.types;

import java.util.Arrays;
import java.util.HexFormat;

/** An immutable byte string with value equality, ordered as unsigned bytes. */
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

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

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return value.length <= 16 ? hex() : HexFormat.of().formatHex(value, 0, 8) + "...(" + value.length + ")";
    }
}
