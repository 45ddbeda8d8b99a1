package io.ixi.vm.kernel.crypto;

/**
 * Number-theoretic transform modulo q = 8380417 (FIPS 204, section 7.5, Algorithms 41 to 43) on 256 consecutive ints.
 *
 * <p>The transformed order is ours: after the layers of length 128 to 16 the vector, seen as 16 x 16, is transposed, so
 * that the layers 8 to 1 also walk memory in long straight runs. Element {@code 16 r + c} holds the standard's element
 * {@code 16 c + r}. Products are element by element, so any fixed order serves, and the inverse undoes it.
 *
 * <p>Values are signed ints that stand for residues. A product is reduced by Montgomery's method with R = 2^32; the
 * roots are stored with the factor R and, beside it, times q^-1 modulo 2^32, so that products keep no factor. Every
 * butterfly adds less than q to a magnitude, so nothing is reduced in between (bounds at each method). Two layers run
 * in one pass. Variable time is fine: only public data is ever transformed.
 */
final class Ntt {
    /** q = 2^23 - 2^13 + 1. */
    static final int Q = 8380417;

    static final int N = 256;

    /** q^-1 modulo 2^32. */
    static final int Q_INVERSE = 58728449;

    /** R^2 modulo q: a Montgomery product with it adds one factor R. */
    private static final int R_SQUARED = 2365951;

    private static final int R_SQUARED_OVER_256 = 41978;

    /** The 512th root of unity of the standard. */
    private static final int ROOT = 1753;

    /** Powers of the root in bit-reversed order (FIPS 204, appendix B), times R modulo q, centred. */
    private static final int[] ROOTS = roots();

    // Roots of two merged layers, in runs of 64: for the pairs (0, 2) and (1, 3) of four elements, for the pair (0, 1),
    // for the pair (2, 3); then the same three runs times q^-1.
    private static final int[] LAYERS_8_4 = new int[6 * 64];
    private static final int[] LAYERS_2_1 = new int[6 * 64];
    private static final int[] BACK_1_2 = new int[6 * 64];
    private static final int[] BACK_4_8 = new int[6 * 64];

    static {
        for (int i = 0; i < 64; i++) {
            int column = i & 15;
            int row = i >>> 4;
            set(LAYERS_8_4, i, ROOTS[16 + column], ROOTS[32 + 2 * column], ROOTS[33 + 2 * column]);
            int pair = 4 * column + row;
            set(LAYERS_2_1, i, ROOTS[64 + pair], ROOTS[128 + 2 * pair], ROOTS[129 + 2 * pair]);
            set(BACK_1_2, i, -ROOTS[127 - pair], -ROOTS[255 - 2 * pair], -ROOTS[254 - 2 * pair]);
            set(BACK_4_8, i, -ROOTS[31 - column], -ROOTS[63 - 2 * column], -ROOTS[62 - 2 * column]);
        }
    }

    private Ntt() {}

    /** x R^-1 modulo q, of magnitude below q, for |x| < 2^31 q. */
    static int reduce(long x) {
        int t = (int) x * Q_INVERSE;
        return (int) ((x - (long) t * Q) >>> 32);
    }

    /** {@code a} R modulo q in the range 0 to q-1, for any int. */
    static int toMontgomery(int a) {
        int r = reduce((long) a * R_SQUARED);
        return r + ((r >> 31) & Q);
    }

    /** {@code a} R / 256 modulo q in the range 0 to q-1, for any int: the last factor of Algorithm 42, taken early. */
    static int scaleForInverse(int a) {
        int r = reduce((long) a * R_SQUARED_OVER_256);
        return r + ((r >> 31) & Q);
    }

    /** a w R^-1 modulo q, of magnitude below q, with {@code wq} = w q^-1 modulo 2^32. */
    private static int times(int a, int w, int wq) {
        int t = a * wq;
        return (int) (((long) a * w - (long) t * Q) >>> 32);
    }

    /** Algorithm 41 in place. Input magnitudes below b give output magnitudes below b + 8q. */
    static void forward(int[] x, int from) {
        layers128And64(x, from);
        for (int block = 0; block < 4; block++) {
            layers32And16(x, from + 64 * block, block);
        }
        transpose(x, from);
        layers8And4(x, from);
        for (int block = 0; block < 4; block++) {
            layers2And1(x, from + 64 * block, 16 * block);
        }
    }

    /**
     * Algorithm 42 in place, without its last factor 256^-1: the caller has multiplied it in already. Input magnitudes
     * up to q (8 doublings stay within an int) give output magnitudes below 256 q < 2^31.
     */
    static void inverse(int[] x, int from) {
        for (int block = 0; block < 4; block++) {
            back1And2(x, from + 64 * block, 16 * block);
        }
        back4And8(x, from);
        transpose(x, from);
        for (int block = 0; block < 4; block++) {
            back16And32(x, from + 64 * block, block);
        }
        back64And128(x, from);
    }

    private static void layers128And64(int[] x, int from) {
        int w = ROOTS[1];
        int wq = w * Q_INVERSE;
        int u = ROOTS[2];
        int uq = u * Q_INVERSE;
        int v = ROOTS[3];
        int vq = v * Q_INVERSE;
        for (int i = from; i < from + 64; i++) {
            int a = x[i];
            int b = x[i + 64];
            int c = times(x[i + 128], w, wq);
            int d = times(x[i + 192], w, wq);
            int e = times(b + d, u, uq);
            int f = times(b - d, v, vq);
            x[i] = a + c + e;
            x[i + 64] = a + c - e;
            x[i + 128] = a - c + f;
            x[i + 192] = a - c - f;
        }
    }

    private static void layers32And16(int[] x, int from, int block) {
        int w = ROOTS[4 + block];
        int wq = w * Q_INVERSE;
        int u = ROOTS[8 + 2 * block];
        int uq = u * Q_INVERSE;
        int v = ROOTS[9 + 2 * block];
        int vq = v * Q_INVERSE;
        for (int i = from; i < from + 16; i++) {
            int a = x[i];
            int b = x[i + 16];
            int c = times(x[i + 32], w, wq);
            int d = times(x[i + 48], w, wq);
            int e = times(b + d, u, uq);
            int f = times(b - d, v, vq);
            x[i] = a + c + e;
            x[i + 16] = a + c - e;
            x[i + 32] = a - c + f;
            x[i + 48] = a - c - f;
        }
    }

    private static void layers8And4(int[] x, int from) {
        int[] t = LAYERS_8_4;
        for (int i = 0; i < 64; i++) {
            int a = x[from + i];
            int b = x[from + i + 64];
            int c = times(x[from + i + 128], t[i], t[i + 192]);
            int d = times(x[from + i + 192], t[i], t[i + 192]);
            int e = times(b + d, t[i + 64], t[i + 256]);
            int f = times(b - d, t[i + 128], t[i + 320]);
            x[from + i] = a + c + e;
            x[from + i + 64] = a + c - e;
            x[from + i + 128] = a - c + f;
            x[from + i + 192] = a - c - f;
        }
    }

    private static void layers2And1(int[] x, int from, int run) {
        int[] t = LAYERS_2_1;
        for (int i = 0; i < 16; i++) {
            int a = x[from + i];
            int b = x[from + i + 16];
            int c = times(x[from + i + 32], t[run + i], t[run + i + 192]);
            int d = times(x[from + i + 48], t[run + i], t[run + i + 192]);
            int e = times(b + d, t[run + i + 64], t[run + i + 256]);
            int f = times(b - d, t[run + i + 128], t[run + i + 320]);
            x[from + i] = a + c + e;
            x[from + i + 16] = a + c - e;
            x[from + i + 32] = a - c + f;
            x[from + i + 48] = a - c - f;
        }
    }

    private static void back1And2(int[] x, int from, int run) {
        int[] t = BACK_1_2;
        for (int i = 0; i < 16; i++) {
            int a = x[from + i];
            int b = x[from + i + 16];
            int c = x[from + i + 32];
            int d = x[from + i + 48];
            int e = times(a - b, t[run + i + 64], t[run + i + 256]);
            int f = times(c - d, t[run + i + 128], t[run + i + 320]);
            x[from + i] = a + b + c + d;
            x[from + i + 16] = e + f;
            x[from + i + 32] = times(a + b - c - d, t[run + i], t[run + i + 192]);
            x[from + i + 48] = times(e - f, t[run + i], t[run + i + 192]);
        }
    }

    private static void back4And8(int[] x, int from) {
        int[] t = BACK_4_8;
        for (int i = 0; i < 64; i++) {
            int a = x[from + i];
            int b = x[from + i + 64];
            int c = x[from + i + 128];
            int d = x[from + i + 192];
            int e = times(a - b, t[i + 64], t[i + 256]);
            int f = times(c - d, t[i + 128], t[i + 320]);
            x[from + i] = a + b + c + d;
            x[from + i + 64] = e + f;
            x[from + i + 128] = times(a + b - c - d, t[i], t[i + 192]);
            x[from + i + 192] = times(e - f, t[i], t[i + 192]);
        }
    }

    private static void back16And32(int[] x, int from, int block) {
        int w = -ROOTS[7 - block];
        int wq = w * Q_INVERSE;
        int u = -ROOTS[15 - 2 * block];
        int uq = u * Q_INVERSE;
        int v = -ROOTS[14 - 2 * block];
        int vq = v * Q_INVERSE;
        for (int i = from; i < from + 16; i++) {
            int a = x[i];
            int b = x[i + 16];
            int c = x[i + 32];
            int d = x[i + 48];
            int e = times(a - b, u, uq);
            int f = times(c - d, v, vq);
            x[i] = a + b + c + d;
            x[i + 16] = e + f;
            x[i + 32] = times(a + b - c - d, w, wq);
            x[i + 48] = times(e - f, w, wq);
        }
    }

    private static void back64And128(int[] x, int from) {
        int w = -ROOTS[1];
        int wq = w * Q_INVERSE;
        int u = -ROOTS[3];
        int uq = u * Q_INVERSE;
        int v = -ROOTS[2];
        int vq = v * Q_INVERSE;
        for (int i = from; i < from + 64; i++) {
            int a = x[i];
            int b = x[i + 64];
            int c = x[i + 128];
            int d = x[i + 192];
            int e = times(a - b, u, uq);
            int f = times(c - d, v, vq);
            x[i] = a + b + c + d;
            x[i + 64] = e + f;
            x[i + 128] = times(a + b - c - d, w, wq);
            x[i + 192] = times(e - f, w, wq);
        }
    }

    /** Swaps rows and columns of the 16 x 16 square. */
    static void transpose(int[] x, int from) {
        for (int r = 1; r < 16; r++) {
            for (int c = 0; c < r; c++) {
                int swapped = x[from + 16 * r + c];
                x[from + 16 * r + c] = x[from + 16 * c + r];
                x[from + 16 * c + r] = swapped;
            }
        }
    }

    private static void set(int[] table, int i, int outer, int first, int second) {
        table[i] = outer;
        table[i + 64] = first;
        table[i + 128] = second;
        table[i + 192] = outer * Q_INVERSE;
        table[i + 256] = first * Q_INVERSE;
        table[i + 320] = second * Q_INVERSE;
    }

    private static int[] roots() {
        int[] roots = new int[N];
        long power = 1;
        for (int i = 0; i < N; i++) {
            int scaled = toMontgomery((int) power);
            roots[Integer.reverse(i) >>> 24] = scaled > Q / 2 ? scaled - Q : scaled;
            power = power * ROOT % Q;
        }
        return roots;
    }
}
