package io.ixi.vm.kernel.crypto;

/**
 * The hint at the end of a signature (FIPS 204, Algorithms 20 and 21): omega bytes of coefficient indices, then k
 * bytes, each the running count of indices after one polynomial.
 */
final class Hints {
    private Hints() {}

    /** The checks of Algorithm 21: counts in order and at most omega, indices strictly rising, unused bytes zero. */
    static boolean canonical(Lattice lattice, byte[] signature) {
        int from = signature.length - lattice.omega() - lattice.k();
        int index = 0;
        for (int row = 0; row < lattice.k(); row++) {
            int end = end(lattice, signature, row);
            if (end < index || end > lattice.omega()) {
                return false;
            }
            for (int i = index + 1; i < end; i++) {
                if ((signature[from + i - 1] & 0xff) >= (signature[from + i] & 0xff)) {
                    return false;
                }
            }
            index = end;
        }
        for (int i = index; i < lattice.omega(); i++) {
            if (signature[from + i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** How many indices belong to rows up to and with this one; -1 for the row before the first gives 0. */
    static int end(Lattice lattice, byte[] signature, int row) {
        return row < 0 ? 0 : signature[signature.length - lattice.k() + row] & 0xff;
    }

    /** The i-th index. */
    static int index(Lattice lattice, byte[] signature, int i) {
        return signature[signature.length - lattice.omega() - lattice.k() + i] & 0xff;
    }
}
