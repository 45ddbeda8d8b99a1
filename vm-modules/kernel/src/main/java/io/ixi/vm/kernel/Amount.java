package io.ixi.vm.kernel;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.ixi.consensus.types.Bytes;
import java.math.BigInteger;

/** An unsigned 128-bit count of base units. Arithmetic that leaves the range throws {@link ArithmeticException}. */
public record Amount(long high, long low) implements Comparable<Amount> {
    /** Longest wire form in bytes. */
    public static final int BYTES = 16;

    public static final Amount ZERO = new Amount(0, 0);
    public static final Amount MAX = new Amount(-1, -1);

    /** A non-negative count. */
    public static Amount of(long value) {
        if (value < 0) {
            throw new ArithmeticException("negative amount");
        }
        return new Amount(0, value);
    }

    public static Amount of(BigInteger value) {
        if (value.signum() < 0 || value.bitLength() > 128) {
            throw new ArithmeticException("amount out of range");
        }
        return new Amount(value.shiftRight(64).longValue(), value.longValue());
    }

    public BigInteger toBigInteger() {
        return unsigned(high).shiftLeft(64).or(unsigned(low));
    }

    /** Decimal digits without sign, leading zeros or separators. */
    public static Amount parse(String decimal) {
        if (!decimal.matches("0|[1-9][0-9]{0,38}")) {
            throw new ArithmeticException("not a decimal amount");
        }
        return of(new BigInteger(decimal));
    }

    /** Canonical wire form: 0 to 16 bytes, big-endian, no leading zero byte. */
    public Bytes toBytes() {
        return Bytes.wrap(encode());
    }

    /** The canonical wire form, for protobuf fields of format AMOUNT. */
    public ByteString toByteString() {
        return UnsafeByteOperations.unsafeWrap(encode());
    }

    /** Reads the canonical wire form. */
    public static Amount fromBytes(byte[] bytes) {
        return of(UnsafeByteOperations.unsafeWrap(bytes));
    }

    /** Reads the canonical wire form from a protobuf field of format AMOUNT. */
    public static Amount of(ByteString bytes) {
        int size = bytes.size();
        if (size > BYTES || (size > 0 && bytes.byteAt(0) == 0)) {
            throw new ArithmeticException("not a canonical amount");
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < size; i++) {
            high = high << 8 | low >>> 56;
            low = low << 8 | (bytes.byteAt(i) & 0xff);
        }
        return new Amount(high, low);
    }

    /** {@code a * b} for non-negative factors; never leaves the range. */
    public static Amount product(long a, long b) {
        if (a < 0 || b < 0) {
            throw new ArithmeticException("negative amount");
        }
        return new Amount(Math.multiplyHigh(a, b), a * b);
    }

    /** {@code this * numerator / denominator}, rounded down; factors are positive. Exact: 256-bit in between. */
    public Amount scaledDown(long numerator, long denominator) {
        return of(toBigInteger().multiply(BigInteger.valueOf(numerator)).divide(BigInteger.valueOf(denominator)));
    }

    private byte[] encode() {
        int bits = high == 0 ? 64 - Long.numberOfLeadingZeros(low) : 128 - Long.numberOfLeadingZeros(high);
        byte[] bytes = new byte[(bits + 7) / 8];
        for (int i = 0; i < bytes.length; i++) {
            bytes[bytes.length - 1 - i] = (byte) (i < 8 ? low >>> (8 * i) : high >>> (8 * (i - 8)));
        }
        return bytes;
    }

    public Amount plus(Amount other) {
        long sum = low + other.low;
        long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        long top = high + other.high;
        boolean overflow = Long.compareUnsigned(top, high) < 0;
        long topWithCarry = top + carry;
        if (overflow || (carry == 1 && topWithCarry == 0)) {
            throw new ArithmeticException("amount overflow");
        }
        return new Amount(topWithCarry, sum);
    }

    public Amount minus(Amount other) {
        if (compareTo(other) < 0) {
            throw new ArithmeticException("amount underflow");
        }
        long borrow = Long.compareUnsigned(low, other.low) < 0 ? 1 : 0;
        return new Amount(high - other.high - borrow, low - other.low);
    }

    public boolean isZero() {
        return high == 0 && low == 0;
    }

    @Override
    public int compareTo(Amount other) {
        int order = Long.compareUnsigned(high, other.high);
        return order == 0 ? Long.compareUnsigned(low, other.low) : order;
    }

    @Override
    public String toString() {
        return toBigInteger().toString();
    }

    private static BigInteger unsigned(long word) {
        BigInteger value = BigInteger.valueOf(word & Long.MAX_VALUE);
        return word < 0 ? value.setBit(63) : value;
    }
}
