package io.ixi.zkp.field;

/**
 * Arithmetic modulo p = 2^64 - 2^32 + 1. An element is a {@code long} read as an unsigned number below p; every method
 * takes such canonical numbers and returns one, and the result for other inputs is unspecified.
 *
 * <p>Since 2^64 = 2^32 - 1 and 2^96 = -1 modulo p, a 128-bit product reduces with two additions.
 */
public final class Goldilocks {
    /** The modulus, as an unsigned number. */
    public static final long P = 0xFFFFFFFF00000001L;

    /** A generator of the multiplicative group. */
    public static final long GENERATOR = 7;

    /** p - 1 is divisible by 2 to this power. */
    public static final int TWO_ADICITY = 32;

    /** 2^64 modulo p, and -p modulo 2^64. */
    private static final long EPSILON = 0xFFFFFFFFL;

    /** GENERATOR to the power (p - 1) / 2^32; the same root as Plonky3's {@code TWO_ADIC_GENERATORS[32]}. */
    private static final long ROOT_32 = 0x185629DCDA58878CL;

    private Goldilocks() {}

    public static boolean isCanonical(long a) {
        return Long.compareUnsigned(a, P) < 0;
    }

    public static long add(long a, long b) {
        long room = P - b;
        return a - room + (P & below(a, room));
    }

    public static long sub(long a, long b) {
        return a - b + (P & below(a, b));
    }

    public static long neg(long a) {
        return a == 0 ? 0 : P - a;
    }

    public static long mul(long a, long b) {
        return reduce(Math.unsignedMultiplyHigh(a, b), a * b);
    }

    public static long square(long a) {
        return mul(a, a);
    }

    /** The S-box of Poseidon2. */
    public static long pow7(long a) {
        long a2 = mul(a, a);
        long a3 = mul(a2, a);
        return mul(mul(a2, a2), a3);
    }

    /**
     * {@code high} * 2^64 + {@code low} modulo p, for any two unsigned words. The comparisons are branches that are
     * taken once in 2^32; the carry in the middle comes every second time, so it is arithmetic: as a branch, which
     * the compiler makes of it where it met small numbers first, a product takes almost three times as long.
     */
    public static long reduce(long high, long low) {
        long top = high >>> 32;
        long middle = high & EPSILON;
        long t = low - top;
        t = Long.compareUnsigned(low, top) < 0 ? t - EPSILON : t;
        long m = (middle << 32) - middle;
        long r = t + m;
        r += EPSILON & (((t & m) | ((t | m) & ~r)) >> 63);
        return Long.compareUnsigned(r, P) < 0 ? r : r - P;
    }

    /** All ones if a is below b as unsigned numbers, else zero; by arithmetic, so that loops of additions vectorize. */
    private static long below(long a, long b) {
        return ((~a & b) | ((~a | b) & (a - b))) >> 63;
    }

    /** a to the power {@code exponent}, read as unsigned; 0 to the power 0 is 1. */
    public static long pow(long a, long exponent) {
        long result = 1;
        for (int bit = Long.SIZE - Long.numberOfLeadingZeros(exponent) - 1; bit >= 0; bit--) {
            result = mul(result, result);
            if ((exponent >>> bit & 1) == 1) {
                result = mul(result, a);
            }
        }
        return result;
    }

    /** 1 / a, and 0 for 0. */
    public static long inverse(long a) {
        return pow(a, P - 2);
    }

    /** A primitive root of unity of order 2^{@code log}, {@code log} in 0..32. */
    public static long root(int log) {
        if (log < 0 || log > TWO_ADICITY) {
            throw new IllegalArgumentException("no root of unity of order 2^" + log);
        }
        long root = ROOT_32;
        for (int i = log; i < TWO_ADICITY; i++) {
            root = mul(root, root);
        }
        return root;
    }
}
