package io.ixi.vm.kernel.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LatticeTest {
    private static final int Q = 8380417;

    @Test
    void transformedProductsAreProductsModuloXTo256Plus1() {
        Random random = new Random(7);
        for (int round = 0; round < 50; round++) {
            int[] a = random.ints(256, 0, Q).toArray();
            int[] b = random.ints(256, -(1 << 19), 1 << 19).toArray();
            long[] expected = schoolbook(a, b);
            Ntt.forward(a, 0);
            Ntt.forward(b, 0);
            int[] product = new int[256];
            for (int i = 0; i < 256; i++) {
                product[i] = Ntt.reduce((long) Ntt.scaleForInverse(a[i]) * b[i]);
            }
            Ntt.inverse(product, 0);
            for (int i = 0; i < 256; i++) {
                assertThat((long) Lattice.normal(product[i])).isEqualTo(expected[i]);
            }
        }
    }

    /** Decompose (FIPS 204, Algorithm 36) taken literally, for every residue. */
    @Test
    void highPartsAreThoseOfTheStandardForEveryResidue() {
        for (int r = 0; r < Q; r++) {
            if (Lattice.high44(r) % 44 != literalHighPart(r, (Q - 1) / 88)
                    || Lattice.high16(r) % 16 != literalHighPart(r, (Q - 1) / 32)) {
                assertThat(r).as("first residue with a wrong high part").isNegative();
            }
        }
    }

    @Test
    void normalGivesTheResidue() {
        Random random = new Random(8);
        for (int round = 0; round < 1_000_000; round++) {
            int x = random.nextInt(-2_000_000_000, 2_000_000_000);
            if (Lattice.normal(x) != Math.floorMod(x, Q)) {
                assertThat(Lattice.normal(x)).isEqualTo(Math.floorMod(x, Q));
            }
        }
    }

    private static int literalHighPart(int r, int gamma2) {
        int low = r % (2 * gamma2);
        if (low > gamma2) {
            low -= 2 * gamma2;
        }
        return r - low == Q - 1 ? 0 : (r - low) / (2 * gamma2);
    }

    private static long[] schoolbook(int[] a, int[] b) {
        long[] product = new long[256];
        for (int i = 0; i < 256; i++) {
            for (int j = 0; j < 256; j++) {
                long term = Math.floorMod((long) a[i] * b[j], (long) Q);
                int at = (i + j) & 255;
                product[at] = Math.floorMod(i + j < 256 ? product[at] + term : product[at] - term, (long) Q);
            }
        }
        return product;
    }
}
