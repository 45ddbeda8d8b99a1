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
 * butterfly adds less than q to a magnitude, so nothing is reduced in between (bounds at each method).
 *
 * <p>The loops are written for HotSpot's vectorizer: one butterfly a body (two exceed its unrolling limit), distances
 * that are constants, products by q as shifts. Measured: 2.5 times the speed of scalar code. Variable time is fine:
 * only public data is ever transformed.
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

    // Roots of the layers 8, 4, 2 and 1, forward and back, in the order in which the transposed loops meet them.
    private static final int[] FORWARD_8 = new int[256];
    private static final int[] FORWARD_4 = new int[256];
    private static final int[] FORWARD_2 = new int[256];
    private static final int[] FORWARD_1 = new int[256];
    private static final int[] BACK_8 = new int[256];
    private static final int[] BACK_4 = new int[256];
    private static final int[] BACK_2 = new int[256];
    private static final int[] BACK_1 = new int[256];

    static {
        fill(FORWARD_8, BACK_8, 8);
        fill(FORWARD_4, BACK_4, 4);
        fill(FORWARD_2, BACK_2, 2);
        fill(FORWARD_1, BACK_1, 1);
    }

    private Ntt() {}

    /** x R^-1 modulo q, of magnitude at most |x| / 2^32 + q / 2, for |x| < 2^31 q. */
    static int reduce(long x) {
        int low = (int) x * Q_INVERSE;
        long t = low;
        return (int) ((x - ((t << 23) - (t << 13) + t)) >>> 32);
    }

    /** {@code a} R / 256 modulo q in the range 0 to q-1, for any int: the last factor of Algorithm 42, taken early. */
    static int scaleForInverse(int a) {
        int r = reduce((long) a * R_SQUARED_OVER_256);
        return r + ((r >> 31) & Q);
    }

    /** a w R^-1 modulo q, of magnitude below q, with {@code wq} = w q^-1 modulo 2^32. */
    private static int times(int a, int w, int wq) {
        int low = a * wq;
        long t = low;
        return (int) (((long) a * w - ((t << 23) - (t << 13) + t)) >>> 32);
    }

    /** Algorithm 41 in place. Input magnitudes below b give output magnitudes below b + 8q. */
    static void forward(int[] x, int from) {
        forward128(x, from, ROOTS[1]);
        for (int block = 0; block < 2; block++) {
            forward64(x, from + 128 * block, ROOTS[2 + block]);
        }
        for (int block = 0; block < 4; block++) {
            forward32(x, from + 64 * block, ROOTS[4 + block]);
        }
        for (int block = 0; block < 8; block++) {
            forward16(x, from + 32 * block, ROOTS[8 + block]);
        }
        transpose(x, from);
        forward128(x, from, FORWARD_8);
        for (int block = 0; block < 2; block++) {
            forward64(x, from + 128 * block, FORWARD_4, 64 * block);
        }
        for (int block = 0; block < 4; block++) {
            forward32(x, from + 64 * block, FORWARD_2, 32 * block);
        }
        for (int block = 0; block < 8; block++) {
            forward16(x, from + 32 * block, FORWARD_1, 16 * block);
        }
    }

    /**
     * Algorithm 42 in place, without its last factor 256^-1: the caller has multiplied it in already. A layer at most
     * doubles a magnitude, so inputs up to 2^22.6 give outputs below 2^30.7.
     */
    static void inverse(int[] x, int from) {
        for (int block = 0; block < 8; block++) {
            back16(x, from + 32 * block, BACK_1, 16 * block);
        }
        for (int block = 0; block < 4; block++) {
            back32(x, from + 64 * block, BACK_2, 32 * block);
        }
        for (int block = 0; block < 2; block++) {
            back64(x, from + 128 * block, BACK_4, 64 * block);
        }
        back128(x, from, BACK_8);
        transpose(x, from);
        for (int block = 0; block < 8; block++) {
            back16(x, from + 32 * block, -ROOTS[15 - block]);
        }
        for (int block = 0; block < 4; block++) {
            back32(x, from + 64 * block, -ROOTS[7 - block]);
        }
        for (int block = 0; block < 2; block++) {
            back64(x, from + 128 * block, -ROOTS[3 - block]);
        }
        back128(x, from, -ROOTS[1]);
    }

    private static void forward128(int[] x, int from, int root) {
        int rootQ = root * Q_INVERSE;
        for (int i = 0; i < 128; i++) {
            int product = times(x[from + i + 128], root, rootQ);
            int kept = x[from + i];
            x[from + i] = kept + product;
            x[from + i + 128] = kept - product;
        }
    }

    private static void forward64(int[] x, int from, int root) {
        int rootQ = root * Q_INVERSE;
        for (int i = 0; i < 64; i++) {
            int product = times(x[from + i + 64], root, rootQ);
            int kept = x[from + i];
            x[from + i] = kept + product;
            x[from + i + 64] = kept - product;
        }
    }

    private static void forward32(int[] x, int from, int root) {
        int rootQ = root * Q_INVERSE;
        for (int i = 0; i < 32; i++) {
            int product = times(x[from + i + 32], root, rootQ);
            int kept = x[from + i];
            x[from + i] = kept + product;
            x[from + i + 32] = kept - product;
        }
    }

    private static void forward16(int[] x, int from, int root) {
        int rootQ = root * Q_INVERSE;
        for (int i = 0; i < 16; i++) {
            int product = times(x[from + i + 16], root, rootQ);
            int kept = x[from + i];
            x[from + i] = kept + product;
            x[from + i + 16] = kept - product;
        }
    }

    private static void forward128(int[] x, int from, int[] roots) {
        for (int i = 0; i < 128; i++) {
            int product = times(x[from + i + 128], roots[i], roots[i + 128]);
            int kept = x[from + i];
            x[from + i] = kept + product;
            x[from + i + 128] = kept - product;
        }
    }

    private static void forward64(int[] x, int from, int[] roots, int at) {
        for (int i = 0; i < 64; i++) {
            int product = times(x[from + i + 64], roots[at + i], roots[at + i + 128]);
            int kept = x[from + i];
            x[from + i] = kept + product;
            x[from + i + 64] = kept - product;
        }
    }

    private static void forward32(int[] x, int from, int[] roots, int at) {
        for (int i = 0; i < 32; i++) {
            int product = times(x[from + i + 32], roots[at + i], roots[at + i + 128]);
            int kept = x[from + i];
            x[from + i] = kept + product;
            x[from + i + 32] = kept - product;
        }
    }

    private static void forward16(int[] x, int from, int[] roots, int at) {
        for (int i = 0; i < 16; i++) {
            int product = times(x[from + i + 16], roots[at + i], roots[at + i + 128]);
            int kept = x[from + i];
            x[from + i] = kept + product;
            x[from + i + 16] = kept - product;
        }
    }

    private static void back128(int[] x, int from, int root) {
        int rootQ = root * Q_INVERSE;
        for (int i = 0; i < 128; i++) {
            int a = x[from + i];
            int b = x[from + i + 128];
            x[from + i] = a + b;
            x[from + i + 128] = times(a - b, root, rootQ);
        }
    }

    private static void back64(int[] x, int from, int root) {
        int rootQ = root * Q_INVERSE;
        for (int i = 0; i < 64; i++) {
            int a = x[from + i];
            int b = x[from + i + 64];
            x[from + i] = a + b;
            x[from + i + 64] = times(a - b, root, rootQ);
        }
    }

    private static void back32(int[] x, int from, int root) {
        int rootQ = root * Q_INVERSE;
        for (int i = 0; i < 32; i++) {
            int a = x[from + i];
            int b = x[from + i + 32];
            x[from + i] = a + b;
            x[from + i + 32] = times(a - b, root, rootQ);
        }
    }

    private static void back16(int[] x, int from, int root) {
        int rootQ = root * Q_INVERSE;
        for (int i = 0; i < 16; i++) {
            int a = x[from + i];
            int b = x[from + i + 16];
            x[from + i] = a + b;
            x[from + i + 16] = times(a - b, root, rootQ);
        }
    }

    private static void back128(int[] x, int from, int[] roots) {
        for (int i = 0; i < 128; i++) {
            int a = x[from + i];
            int b = x[from + i + 128];
            x[from + i] = a + b;
            x[from + i + 128] = times(a - b, roots[i], roots[i + 128]);
        }
    }

    private static void back64(int[] x, int from, int[] roots, int at) {
        for (int i = 0; i < 64; i++) {
            int a = x[from + i];
            int b = x[from + i + 64];
            x[from + i] = a + b;
            x[from + i + 64] = times(a - b, roots[at + i], roots[at + i + 128]);
        }
    }

    private static void back32(int[] x, int from, int[] roots, int at) {
        for (int i = 0; i < 32; i++) {
            int a = x[from + i];
            int b = x[from + i + 32];
            x[from + i] = a + b;
            x[from + i + 32] = times(a - b, roots[at + i], roots[at + i + 128]);
        }
    }

    private static void back16(int[] x, int from, int[] roots, int at) {
        for (int i = 0; i < 16; i++) {
            int a = x[from + i];
            int b = x[from + i + 16];
            x[from + i] = a + b;
            x[from + i + 16] = times(a - b, roots[at + i], roots[at + i + 128]);
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

    /** The layer of {@code length} has 128 / length blocks: 8 / length in each of the 16 columns. */
    private static void fill(int[] forward, int[] back, int length) {
        int blocks = 128 / length;
        for (int i = 0; i < 128; i++) {
            int column = i & 15;
            int block = column * (8 / length) + i / (16 * length);
            forward[i] = ROOTS[blocks + block];
            forward[i + 128] = forward[i] * Q_INVERSE;
            back[i] = -ROOTS[2 * blocks - 1 - block];
            back[i + 128] = back[i] * Q_INVERSE;
        }
    }

    private static int[] roots() {
        int[] roots = new int[N];
        long power = 1;
        for (int i = 0; i < N; i++) {
            int scaled = Math.floorMod(reduce(power * R_SQUARED), Q);
            roots[Integer.reverse(i) >>> 24] = scaled > Q / 2 ? scaled - Q : scaled;
            power = power * ROOT % Q;
        }
        return roots;
    }
}
