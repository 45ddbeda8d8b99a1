package io.ixi.vm.kernel.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The parameters of one scheme (FIPS 204, Table 1) and the arithmetic that depends on them. */
record Lattice(int k, int l, int tau, int challengeBytes, int gamma1Bits, int gamma2, int omega, int beta) {
    static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int N = Ntt.N;
    private static final int Q = Ntt.Q;
    private static final int GAMMA2_44 = (Q - 1) / 88;
    private static final int GAMMA2_65_87 = (Q - 1) / 32;
    private static final Lattice ML_DSA_44 = new Lattice(4, 4, 39, 32, 17, GAMMA2_44, 80, 78);
    private static final Lattice ML_DSA_65 = new Lattice(6, 5, 49, 48, 19, GAMMA2_65_87, 55, 196);
    private static final Lattice ML_DSA_87 = new Lattice(8, 7, 60, 64, 19, GAMMA2_65_87, 75, 120);

    static Lattice of(Scheme scheme) {
        return switch (scheme) {
            case ML_DSA_44 -> ML_DSA_44;
            case ML_DSA_65 -> ML_DSA_65;
            case ML_DSA_87 -> ML_DSA_87;
        };
    }

    int gamma1() {
        return 1 << gamma1Bits;
    }

    /** Bytes of one polynomial of w1: 6 bits a coefficient for 44 high parts, 4 bits for 16. */
    int packedRowBytes() {
        return gamma2 == GAMMA2_44 ? N * 6 / 8 : N * 4 / 8;
    }

    /**
     * One row of the matrix times the transformed vector, Montgomery-reduced. Matrix entries are below q and vector
     * entries below 2^19 + 8q, so a sum of 8 products is below 2^53 < 2^31 q, and the result below 2^21 + q/2 <
     * 2^22.6. Two columns a pass: more exceed the vectorizer's unrolling limit.
     */
    void multiplyRow(int[] m, int row, int[] v, long[] sums, int[] w) {
        firstColumns(m, row, v, sums);
        addTwoColumns(m, row + 2 * N, v, 2 * N, sums);
        switch (l) {
            case 4 -> addColumn(m, row + 4 * N, v, 4 * N, sums);
            case 5 -> addTwoColumns(m, row + 4 * N, v, 4 * N, sums);
            default -> {
                addTwoColumns(m, row + 4 * N, v, 4 * N, sums);
                addTwoColumns(m, row + 6 * N, v, 6 * N, sums);
            }
        }
        reduce(sums, w);
    }

    private static void reduce(long[] sums, int[] w) {
        for (int i = 0; i < N; i++) {
            w[i] = Ntt.reduce(sums[i]);
        }
    }

    private static void firstColumns(int[] m, int from, int[] v, long[] sums) {
        for (int i = 0; i < N; i++) {
            sums[i] = (long) m[from + i] * v[i] + (long) m[from + i + N] * v[i + N];
        }
    }

    private static void addTwoColumns(int[] m, int from, int[] v, int at, long[] sums) {
        for (int i = 0; i < N; i++) {
            sums[i] += (long) m[from + i] * v[at + i] + (long) m[from + i + N] * v[at + i + N];
        }
    }

    private static void addColumn(int[] m, int from, int[] v, int at, long[] sums) {
        for (int i = 0; i < N; i++) {
            sums[i] += (long) m[from + i] * v[at + i];
        }
    }

    /** UseHint (Algorithm 40) of one polynomial with its hints, then SimpleBitPack (Algorithm 16). Overwrites w. */
    void highBits(int[] w, byte[] signature, int row, byte[] packed) {
        int parts = (Q - 1) / (2 * gamma2);
        int first = Hints.end(this, signature, row - 1);
        int count = Hints.end(this, signature, row) - first;
        int[] hinted = new int[count];
        for (int i = 0; i < count; i++) {
            int at = Hints.index(this, signature, first + i);
            int r = normal(w[at]);
            int high = gamma2 == GAMMA2_44 ? high44(r) : high16(r);
            int step = r > high * 2 * gamma2 ? 1 : parts - 1;
            hinted[i] = (high % parts + step) % parts;
        }
        highParts(w, 0, w);
        for (int i = 0; i < count; i++) {
            w[Hints.index(this, signature, first + i)] = hinted[i];
        }
        pack(w, packed);
    }

    /** SimpleBitPack (Algorithm 16) of the high bits of the polynomial at {@code from}; overwrites {@code high}. */
    void highBits(int[] w, int from, int[] high, byte[] packed) {
        highParts(w, from, high);
        pack(high, packed);
    }

    private void highParts(int[] w, int from, int[] high) {
        if (gamma2 == GAMMA2_44) {
            for (int i = 0; i < N; i++) {
                int part = high44(normal(w[from + i]));
                high[i] = part & ((part - 44) >> 31);
            }
        } else {
            for (int i = 0; i < N; i++) {
                high[i] = high16(normal(w[from + i])) & 15;
            }
        }
    }

    private void pack(int[] high, byte[] packed) {
        if (gamma2 == GAMMA2_44) {
            pack6(high, packed);
        } else {
            pack4(high, packed);
        }
    }

    /** HighBits (Algorithm 37) of a residue in the range 0 to q-1. */
    int highPart(int r) {
        if (gamma2 == GAMMA2_44) {
            int part = high44(r);
            return part & ((part - 44) >> 31);
        }
        return high16(r) & 15;
    }

    /** LowBits (Algorithm 38) of a residue in the range 0 to q-1; at the wrap one less (Algorithm 36, line 5). */
    int lowBits(int r) {
        if (gamma2 == GAMMA2_44) {
            int part = high44(r);
            return r - part * 2 * GAMMA2_44 - (1 + ((part - 44) >> 31));
        }
        int part = high16(r);
        return r - part * 2 * GAMMA2_65_87 - (part >>> 4);
    }

    /** The residue of least magnitude, for any int. */
    static int centred(int x) {
        int r = normal(x);
        return r - (((Q / 2 - r) >> 31) & Q);
    }

    /** Bytes of one packed polynomial with coefficients up to gamma1. */
    int maskBytes() {
        return N * (gamma1Bits + 1) / 8;
    }

    /** BitUnpack (Algorithm 19) of l polynomials with coefficients from -gamma1 + 1 to gamma1. */
    void unpackMasks(byte[] source, int from, int[] target) {
        if (gamma1Bits == 17) {
            unpack18(source, from, target, l * N);
        } else {
            unpack20(source, from, target, l * N);
        }
    }

    /** BitPack (Algorithm 17), the inverse. */
    void packMasks(int[] source, byte[] target, int from) {
        if (gamma1Bits == 17) {
            for (int i = 0, at = from; i < l * N; i += 4, at += 9) {
                int a = gamma1() - source[i];
                int b = gamma1() - source[i + 1];
                int c = gamma1() - source[i + 2];
                int d = gamma1() - source[i + 3];
                INTS.set(target, at, a | b << 18);
                INTS.set(target, at + 4, b >>> 14 | c << 4 | d << 22);
                target[at + 8] = (byte) (d >>> 10);
            }
        } else {
            for (int i = 0, at = from; i < l * N; i += 2, at += 5) {
                int a = gamma1() - source[i];
                int b = gamma1() - source[i + 1];
                INTS.set(target, at, a | b << 20);
                target[at + 4] = (byte) (b >>> 12);
            }
        }
    }

    /** SampleInBall (Algorithm 29): tau coefficients of plus or minus one from the challenge hash. */
    void sampleInBall(Keccak hash, int[] target, int from) {
        long signs = 0;
        for (int i = 0; i < 8; i++) {
            signs |= (long) hash.squeezeByte() << (8 * i);
        }
        for (int i = N - tau; i < N; i++) {
            int j = hash.squeezeByte();
            while (j > i) {
                j = hash.squeezeByte();
            }
            target[from + i] = target[from + j];
            target[from + j] = 1 - 2 * (int) (signs & 1);
            signs >>>= 1;
        }
    }

    private static void unpack18(byte[] source, int from, int[] target, int length) {
        int gamma1 = 1 << 17;
        int mask = (1 << 18) - 1;
        for (int i = 0, at = from; i < length; i += 4, at += 9) {
            int low = (int) INTS.get(source, at);
            int high = (int) INTS.get(source, at + 4);
            int last = source[at + 8] & 0xff;
            target[i] = gamma1 - (low & mask);
            target[i + 1] = gamma1 - ((low >>> 18 | high << 14) & mask);
            target[i + 2] = gamma1 - ((high >>> 4) & mask);
            target[i + 3] = gamma1 - ((high >>> 22 | last << 10) & mask);
        }
    }

    private static void unpack20(byte[] source, int from, int[] target, int length) {
        int gamma1 = 1 << 19;
        int mask = (1 << 20) - 1;
        for (int i = 0, at = from; i < length; i += 2, at += 5) {
            int low = (int) INTS.get(source, at);
            int last = source[at + 4] & 0xff;
            target[i] = gamma1 - (low & mask);
            target[i + 1] = gamma1 - (low >>> 20 | last << 12);
        }
    }

    /** The residue in the range 0 to q-1, for any int: q is close to 2^23, so one rounded quotient is enough. */
    static int normal(int x) {
        int r = x - ((x + (1 << 22)) >> 23) * Q;
        return r + ((r >> 31) & Q);
    }

    /**
     * Rounded r / (2 gamma2), ties down: floor((r + gamma2 - 1) / 190464), with 190464 = 2^11 * 93 and 1/93 taken as
     * 2819 / 2^18, exact for this range (a test goes through every r). 44 stands for the wrap to 0 of Algorithm 36.
     */
    static int high44(int r) {
        return (((r + GAMMA2_44 - 1) >>> 11) * 2819) >>> 18;
    }

    /** The same for 2 gamma2 = 523776 = 2^9 * 1023, 1/1023 taken as 32801 / 2^25. 16 stands for the wrap to 0. */
    static int high16(int r) {
        return (((r + GAMMA2_65_87 - 1) >>> 9) * 32801) >>> 25;
    }

    private static void pack6(int[] w, byte[] packed) {
        for (int i = 0, at = 0; i < N; i += 4, at += 3) {
            int bits = w[i] | w[i + 1] << 6 | w[i + 2] << 12 | w[i + 3] << 18;
            packed[at] = (byte) bits;
            packed[at + 1] = (byte) (bits >>> 8);
            packed[at + 2] = (byte) (bits >>> 16);
        }
    }

    private static void pack4(int[] w, byte[] packed) {
        for (int i = 0, at = 0; i < N; i += 2, at++) {
            packed[at] = (byte) (w[i] | w[i + 1] << 4);
        }
    }
}
