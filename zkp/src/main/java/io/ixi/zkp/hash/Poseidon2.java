package io.ixi.zkp.hash;

import io.ixi.zkp.field.Goldilocks;

/**
 * The permutation Poseidon2 of 12 Goldilocks elements (eprint 2023/323): S-box x⁷, 8 full and 22 partial rounds. The
 * instance is that of Plonky3 and Miden: outer matrix from circ(2, 3, 1, 1), inner matrix all ones plus a diagonal.
 */
public final class Poseidon2 {
    public static final int WIDTH = 12;
    public static final int FULL_ROUNDS = 8;
    public static final int PARTIAL_ROUNDS = 22;

    private Poseidon2() {}

    /** The constant added to {@code lane} in full round {@code round}, 0..7. */
    public static long fullConstant(int round, int lane) {
        return round < FULL_ROUNDS / 2
                ? Poseidon2Constants.BEGIN[round * WIDTH + lane]
                : Poseidon2Constants.END[(round - FULL_ROUNDS / 2) * WIDTH + lane];
    }

    /** The constant added to lane 0 in partial round {@code round}, 0..21. */
    public static long partialConstant(int round) {
        return Poseidon2Constants.PARTIAL[round];
    }

    /** Entry {@code lane} of the inner matrix's diagonal. */
    public static long diagonal(int lane) {
        return Poseidon2Constants.DIAGONAL[lane];
    }

    /** Permutes the 12 canonical elements of {@code s} in place. */
    public static void permute(long[] s) {
        outer(s);
        for (int round = 0; round < FULL_ROUNDS / 2; round++) {
            full(s, round);
        }
        for (int round = 0; round < PARTIAL_ROUNDS; round++) {
            s[0] = Goldilocks.pow7(Goldilocks.add(s[0], Poseidon2Constants.PARTIAL[round]));
            inner(s);
        }
        for (int round = FULL_ROUNDS / 2; round < FULL_ROUNDS; round++) {
            full(s, round);
        }
    }

    private static void full(long[] s, int round) {
        for (int i = 0; i < WIDTH; i++) {
            s[i] = Goldilocks.pow7(Goldilocks.add(s[i], fullConstant(round, i)));
        }
        outer(s);
    }

    /** Multiplies by the outer matrix circ(2 M, M, M) with M = circ(2, 3, 1, 1). */
    public static void outer(long[] s) {
        long sum0 = 0;
        long sum1 = 0;
        long sum2 = 0;
        long sum3 = 0;
        for (int i = 0; i < WIDTH; i += 4) {
            long a = s[i];
            long b = s[i + 1];
            long c = s[i + 2];
            long d = s[i + 3];
            long ab = Goldilocks.add(a, b);
            long bc = Goldilocks.add(b, c);
            long cd = Goldilocks.add(c, d);
            long da = Goldilocks.add(d, a);
            long all = Goldilocks.add(ab, cd);
            s[i] = Goldilocks.add(all, Goldilocks.add(ab, b));
            s[i + 1] = Goldilocks.add(all, Goldilocks.add(bc, c));
            s[i + 2] = Goldilocks.add(all, Goldilocks.add(cd, d));
            s[i + 3] = Goldilocks.add(all, Goldilocks.add(da, a));
            sum0 = Goldilocks.add(sum0, s[i]);
            sum1 = Goldilocks.add(sum1, s[i + 1]);
            sum2 = Goldilocks.add(sum2, s[i + 2]);
            sum3 = Goldilocks.add(sum3, s[i + 3]);
        }
        for (int i = 0; i < WIDTH; i += 4) {
            s[i] = Goldilocks.add(s[i], sum0);
            s[i + 1] = Goldilocks.add(s[i + 1], sum1);
            s[i + 2] = Goldilocks.add(s[i + 2], sum2);
            s[i + 3] = Goldilocks.add(s[i + 3], sum3);
        }
    }

    /** Multiplies by the inner matrix: all ones plus the diagonal. */
    public static void inner(long[] s) {
        long sum = s[0];
        for (int i = 1; i < WIDTH; i++) {
            sum = Goldilocks.add(sum, s[i]);
        }
        for (int i = 0; i < WIDTH; i++) {
            s[i] = Goldilocks.add(sum, Goldilocks.mul(s[i], Poseidon2Constants.DIAGONAL[i]));
        }
    }
}
