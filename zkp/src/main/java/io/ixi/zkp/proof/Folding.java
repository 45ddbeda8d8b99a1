package io.ixi.zkp.proof;

import io.ixi.zkp.circuit.Profile;
import io.ixi.zkp.field.Cubic;
import io.ixi.zkp.field.Goldilocks;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The low degree test (FRI) with folding by eight. Layer l holds a codeword over the points g^(8^l) w^i; a leaf holds
 * its values at the eight points with the same eighth power. The next layer's value there is f0 + b f1 + ... + b^7 f7,
 * where f(X) = f0(X^8) + X f1(X^8) + ... . After the last layer the polynomial itself is given; its value there is that
 * of the fold, which fixes the first value of a leaf that is not known otherwise, so a proof does not carry that one.
 */
public final class Folding {
    private static final long INVERSE_ROOT = Goldilocks.inverse(Goldilocks.root(Profile.LOG_FOLD));
    private static final long EIGHTH = Goldilocks.inverse(Shape.FOLD);

    private final Shape shape;
    private final byte[][] roots;
    private final Cubic[] challenges;
    private final long[] last;

    private Folding(Shape shape, byte[][] roots, Cubic[] challenges, long[] last) {
        this.shape = shape;
        this.roots = roots;
        this.challenges = challenges;
        this.last = last;
    }

    static Folding read(Shape shape, Reader reader, Transcript transcript) {
        byte[][] roots = new byte[shape.layers()][];
        Cubic[] challenges = new Cubic[shape.layers()];
        for (int layer = 0; layer < roots.length; layer++) {
            roots[layer] = reader.digest();
            transcript.absorb(Transcript.LAYER, roots[layer]);
            challenges[layer] = transcript.challenge();
        }
        long[] last = reader.elements(Shape.EXTENSION * shape.finalCoefficients());
        transcript.absorb(Transcript.FINAL, last);
        return new Folding(shape, roots, challenges, last);
    }

    /** Whether the last fold's challenge lies in the base field: then a leaf's last value might not be fixed. */
    boolean isDegenerate() {
        return challenges.length > 0 && challenges[challenges.length - 1].isBase();
    }

    /** Whether the codeword's values at these distinct ascending positions belong to a codeword of low degree. */
    boolean check(int[] positions, long[] codeword, Reader reader, Hasher hasher) {
        int[] at = positions;
        long[] values = codeword;
        for (int layer = 0; layer < roots.length; layer++) {
            boolean last = layer == roots.length - 1;
            int log = shape.logLayer(layer) - Profile.LOG_FOLD;
            int[] leaves = leaves(at, log);
            int[] open = new int[leaves.length];
            long[] full = fill(at, values, leaves, log, last ? open : null, reader);
            if (reader.failed()) {
                return false;
            }
            long[] folded = new long[Shape.EXTENSION * leaves.length];
            for (int i = 0; i < leaves.length; i++) {
                fold(full, i, shape.point(layer, leaves[i]), challenges[layer]).put(folded, i);
            }
            if (last && !complete(full, folded, leaves, open)) {
                return false;
            }
            byte[] digests = new byte[leaves.length * Shape.DIGEST];
            int width = Shape.EXTENSION * Shape.FOLD;
            for (int i = 0; i < leaves.length; i++) {
                hasher.leaf(Hasher.LAYER + layer, full, i * width, 1, width, digests, i * Shape.DIGEST);
            }
            if (!Paths.lead(leaves, digests, log, roots[layer], reader, hasher)) {
                return false;
            }
            values = folded;
            at = leaves;
        }
        return roots.length > 0 || ends(at, values);
    }

    /**
     * Puts the value that the last polynomial fixes into each leaf's open slot, where a zero stands now. A value v in
     * slot m adds v c to the fold, with 8 c = 1 + r + ... + r^7 for r = challenge / (x w^m), and c is not zero for a
     * challenge outside the base field. False if a leaf without an open slot does not fold to what the polynomial
     * has.
     */
    private boolean complete(long[] full, long[] folded, int[] leaves, int[] open) {
        int layer = roots.length - 1;
        Cubic[] ratios = new Cubic[leaves.length];
        long[] inverses = new long[Shape.EXTENSION * leaves.length];
        for (int i = 0; i < leaves.length; i++) {
            long slot = Goldilocks.pow(Goldilocks.root(Profile.LOG_FOLD), Math.max(open[i], 0));
            long x = Goldilocks.mul(shape.point(layer, leaves[i]), slot);
            ratios[i] = challenges[layer].mulBase(Goldilocks.inverse(x));
            ratios[i].pow(Shape.FOLD).sub(Cubic.ONE).put(inverses, i);
        }
        Cubic.invertAll(inverses);
        for (int i = 0; i < leaves.length; i++) {
            Cubic rest = evaluate(shape.point(roots.length, leaves[i])).sub(Cubic.at(folded, i));
            if (open[i] >= 0) {
                rest.mulBase(Shape.FOLD)
                        .mul(ratios[i].sub(Cubic.ONE))
                        .mul(Cubic.at(inverses, i))
                        .put(full, Shape.FOLD * i + open[i]);
            } else if (!rest.isZero()) {
                return false;
            }
        }
        return true;
    }

    /** Whether the last polynomial has these values. */
    private boolean ends(int[] at, long[] values) {
        for (int i = 0; i < at.length; i++) {
            if (!evaluate(shape.point(roots.length, at[i])).equals(Cubic.at(values, i))) {
                return false;
            }
        }
        return true;
    }

    /** The distinct numbers of a sorted array. */
    static int[] distinct(int[] sorted) {
        int count = 0;
        int[] result = new int[sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                result[count++] = sorted[i];
            }
        }
        return Arrays.copyOf(result, count);
    }

    private static int[] leaves(int[] positions, int log) {
        int[] leaves = new int[positions.length];
        for (int i = 0; i < leaves.length; i++) {
            leaves[i] = positions[i] & ((1 << log) - 1);
        }
        Arrays.sort(leaves);
        return distinct(leaves);
    }

    /**
     * The eight values of every leaf: those already known in their places, the others from the proof in order. With
     * {@code open}, the first of the others is left zero, and its number noted; -1 if all are known.
     */
    private static long[] fill(int[] at, long[] values, int[] leaves, int log, int @Nullable [] open, Reader reader) {
        int width = Shape.EXTENSION * Shape.FOLD;
        long[] full = new long[width * leaves.length];
        boolean[] known = new boolean[Shape.FOLD * leaves.length];
        for (int i = 0; i < at.length; i++) {
            int leaf = Arrays.binarySearch(leaves, at[i] & ((1 << log) - 1));
            int slot = Shape.FOLD * leaf + (at[i] >>> log);
            Cubic.at(values, i).put(full, slot);
            known[slot] = true;
        }
        for (int leaf = 0; leaf < leaves.length; leaf++) {
            int left = -1;
            for (int k = 0; k < Shape.FOLD; k++) {
                int slot = Shape.FOLD * leaf + k;
                if (!known[slot] && open != null && left < 0) {
                    left = k;
                } else if (!known[slot]) {
                    reader.elements(full, Shape.EXTENSION * slot, Shape.EXTENSION);
                }
            }
            if (open != null) {
                open[leaf] = left;
            }
        }
        return full;
    }

    /** The folded value of leaf {@code leaf}, whose first value stands at point {@code x}. */
    private static Cubic fold(long[] full, int leaf, long x, Cubic challenge) {
        Cubic ratio = challenge.mulBase(Goldilocks.inverse(x));
        Cubic sum = Cubic.ZERO;
        for (int k = Shape.FOLD - 1; k >= 0; k--) {
            // x^k f_k(x^8) = 1/8 sum over m of f(x w^m) w^(-m k)
            Cubic part = Cubic.ZERO;
            long step = Goldilocks.pow(INVERSE_ROOT, k);
            for (int m = Shape.FOLD - 1; m >= 0; m--) {
                part = part.mulBase(step).add(Cubic.at(full, Shape.FOLD * leaf + m));
            }
            sum = sum.mul(ratio).add(part);
        }
        return sum.mulBase(EIGHTH);
    }

    private Cubic evaluate(long x) {
        Cubic value = Cubic.ZERO;
        for (int i = last.length / Shape.EXTENSION - 1; i >= 0; i--) {
            value = value.mulBase(x).add(Cubic.at(last, i));
        }
        return value;
    }
}
