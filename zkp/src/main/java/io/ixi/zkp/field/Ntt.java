package io.ixi.zkp.field;

/**
 * The number theoretic transform of one size: from the coefficients of a polynomial of degree below n = 2^log to its
 * values on a coset of the group of n-th roots of unity, and back. Values stand in natural order: position i is
 * shift * w^i with w = {@link Goldilocks#root}(log). Immutable; shared between threads.
 */
public final class Ntt {
    private final int log;
    private final int size;
    /** For each half = 1, 2, 4, ..., n/2: the powers of the root of order 2 * half, from position {@code half}. */
    private final long[] twiddles;

    private final int[] reversed;
    private final long sizeInverse;

    /** Makes tables for n = 2^{@code log}, {@code log} in 0..24. */
    public Ntt(int log) {
        if (log < 0 || log > 24) {
            throw new IllegalArgumentException("transform of size 2^" + log);
        }
        this.log = log;
        size = 1 << log;
        twiddles = new long[Math.max(size, 1)];
        for (int half = 1, order = 1; half < size; half *= 2, order++) {
            long root = Goldilocks.root(order);
            long power = 1;
            for (int i = 0; i < half; i++) {
                twiddles[half + i] = power;
                power = Goldilocks.mul(power, root);
            }
        }
        reversed = new int[size];
        for (int i = 1; i < size; i++) {
            reversed[i] = Integer.reverse(i) >>> (Integer.SIZE - log);
        }
        sizeInverse = Goldilocks.inverse(size);
    }

    public int size() {
        return size;
    }

    /** 1, s, s², ...: n powers, the scale that {@link #values} takes for the coset s * H. */
    public long[] powers(long s) {
        long[] powers = new long[size];
        powers[0] = 1;
        for (int i = 1; i < size; i++) {
            powers[i] = Goldilocks.mul(powers[i - 1], s);
        }
        return powers;
    }

    /**
     * Writes the values on the coset whose {@link #powers} are {@code scale} to {@code out[to .. to + n)}. Reads
     * {@code count} coefficients from {@code coefficients[from]}, the rest are zero.
     */
    public void values(long[] coefficients, int from, int count, long[] scale, long[] out, int to) {
        for (int i = 0; i < count; i++) {
            out[to + reversed[i]] = Goldilocks.mul(coefficients[from + i], scale[i]);
        }
        for (int i = count; i < size; i++) {
            out[to + reversed[i]] = 0;
        }
        butterflies(out, to);
    }

    /** Writes the coefficients of the polynomial with these values on the coset s * H, {@code inverseShift} = 1 / s. */
    public void coefficients(long[] values, int from, long inverseShift, long[] out, int to) {
        for (int i = 0; i < size; i++) {
            out[to + reversed[i]] = values[from + i];
        }
        butterflies(out, to);
        // a forward transform with the inverse root is the forward transform read backwards
        for (int i = 1, j = size - 1; i < j; i++, j--) {
            long swap = out[to + i];
            out[to + i] = out[to + j];
            out[to + j] = swap;
        }
        long factor = sizeInverse;
        for (int i = 0; i < size; i++) {
            out[to + i] = Goldilocks.mul(out[to + i], factor);
            factor = Goldilocks.mul(factor, inverseShift);
        }
    }

    private void butterflies(long[] a, int to) {
        int end = to + size;
        int half = 1;
        if ((log & 1) == 1) {
            for (int i = to; i < end; i += 2) {
                long x = a[i];
                long y = a[i + 1];
                a[i] = Goldilocks.add(x, y);
                a[i + 1] = Goldilocks.sub(x, y);
            }
            half = 2;
        }
        for (; half < size; half *= 4) {
            for (int block = to; block < end; block += 4 * half) {
                radix4(a, block, half);
            }
        }
    }

    /** Two layers at once, so that each value is loaded and stored half as often. The first twiddles are ones. */
    private void radix4(long[] a, int block, int half) {
        long u0 = a[block];
        long u1 = a[block + half];
        long u2 = a[block + 2 * half];
        long u3 = a[block + 3 * half];
        long v0 = Goldilocks.add(u0, u1);
        long v1 = Goldilocks.sub(u0, u1);
        long v2 = Goldilocks.add(u2, u3);
        long v3 = Goldilocks.mul(Goldilocks.sub(u2, u3), twiddles[3 * half]);
        a[block] = Goldilocks.add(v0, v2);
        a[block + half] = Goldilocks.add(v1, v3);
        a[block + 2 * half] = Goldilocks.sub(v0, v2);
        a[block + 3 * half] = Goldilocks.sub(v1, v3);
        for (int j = 1; j < half; j++) {
            int i = block + j;
            long inner = twiddles[half + j];
            long x0 = a[i];
            long x1 = Goldilocks.mul(a[i + half], inner);
            long x2 = a[i + 2 * half];
            long x3 = Goldilocks.mul(a[i + 3 * half], inner);
            long y0 = Goldilocks.add(x0, x1);
            long y1 = Goldilocks.sub(x0, x1);
            long y2 = Goldilocks.mul(Goldilocks.add(x2, x3), twiddles[2 * half + j]);
            long y3 = Goldilocks.mul(Goldilocks.sub(x2, x3), twiddles[3 * half + j]);
            a[i] = Goldilocks.add(y0, y2);
            a[i + half] = Goldilocks.add(y1, y3);
            a[i + 2 * half] = Goldilocks.sub(y0, y2);
            a[i + 3 * half] = Goldilocks.sub(y1, y3);
        }
    }
}
