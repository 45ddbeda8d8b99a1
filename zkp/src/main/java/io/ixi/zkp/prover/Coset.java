package io.ixi.zkp.prover;

import io.ixi.zkp.field.Goldilocks;
import io.ixi.zkp.field.Ntt;

/**
 * The domain s * w^i, i below n, cut into n / K cosets of the K-th roots of unity, so that a polynomial of K
 * coefficients
 * is evaluated by small transforms that fit a core's cache. Part j holds the points j, j + n/K, j + 2n/K, ...
 */
final class Coset {
    private final Ntt ntt;
    private final int parts;
    private final long[][] scales;

    Coset(Ntt ntt, long shift, int logParts) {
        this.ntt = ntt;
        parts = 1 << logParts;
        scales = new long[parts][];
        long root = Goldilocks.root(Integer.numberOfTrailingZeros(ntt.size()) + logParts);
        long offset = shift;
        for (int part = 0; part < parts; part++) {
            scales[part] = ntt.powers(offset);
            offset = Goldilocks.mul(offset, root);
        }
    }

    int parts() {
        return parts;
    }

    /** K, the points of a part. */
    int size() {
        return ntt.size();
    }

    /** The position in the whole domain of point {@code index} of a part. */
    int position(int part, int index) {
        return part + parts * index;
    }

    /** The first point of a part. */
    long offset(int part) {
        return size() > 1 ? scales[part][1] : 1;
    }

    /** Writes a polynomial's values on a part to {@code out[to]}. */
    void values(long[] coefficients, int part, long[] out, int to) {
        ntt.values(coefficients, 0, coefficients.length, scales[part], out, to);
    }
}
