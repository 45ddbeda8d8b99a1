package io.ixi.zkp.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CubicTest {
    private static final long P = Goldilocks.P;

    @Test
    void multipliesAsKnown() {
        assertThat(new Cubic(1, 2, 3).mul(new Cubic(4, 5, 6))).isEqualTo(new Cubic(31, 58, 46));
        assertThat(new Cubic(P - 1, P - 2, P - 3).mul(new Cubic(1L << 63, (1L << 62) + 5, 7)))
                .isEqualTo(new Cubic(0xbffffffdffffffe5L, 0xfffffffcffffffccL, 0xfffffffcffffffddL));
        assertThat(new Cubic(1, 2, 3).inverse())
                .isEqualTo(new Cubic(0xba2e8ba22e8ba2eaL, 0x2e8ba2e88ba2e8bbL, 0x5d1745d11745d174L));
    }

    /** The Frobenius map is an automorphism that fixes exactly the base field; X^p as in Plonky3's extension.rs. */
    @Test
    void theGeneratorToThePowerPIsTheKnownConjugate() {
        Cubic x = new Cubic(0, 1, 0);
        Cubic conjugate = Cubic.ONE;
        for (int bit = 63; bit >= 0; bit--) {
            conjugate = conjugate.square();
            if ((P >>> bit & 1) == 1) {
                conjugate = conjugate.mul(x);
            }
        }
        assertThat(conjugate)
                .isEqualTo(new Cubic(
                        Long.parseUnsignedLong("10615703402128488253"),
                        Long.parseUnsignedLong("10050274602728160328"),
                        Long.parseUnsignedLong("11746561000929144102")));
        assertThat(x.mul(x).mul(x)).isEqualTo(x.add(Cubic.ONE));
        // X^p is a root of the same polynomial and differs from X: the polynomial has no root in the base field
        assertThat(conjugate.square().mul(conjugate)).isEqualTo(conjugate.add(Cubic.ONE));
        assertThat(conjugate.isBase()).isFalse();
    }

    @Test
    void obeysTheLawsOfAField() {
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            Cubic x = element(random);
            Cubic y = element(random);
            Cubic z = element(random);
            assertThat(x.mul(y)).isEqualTo(y.mul(x));
            assertThat(x.mul(y).mul(z)).isEqualTo(x.mul(y.mul(z)));
            assertThat(x.mul(y.add(z))).isEqualTo(x.mul(y).add(x.mul(z)));
            assertThat(x.sub(y).add(y)).isEqualTo(x);
            assertThat(x.mul(x.inverse())).isEqualTo(Cubic.ONE);
            assertThat(x.mulBase(y.a())).isEqualTo(x.mul(Cubic.of(y.a())));
            assertThat(x.subBase(y.a())).isEqualTo(x.sub(Cubic.of(y.a())));
            assertThat(x.pow(5)).isEqualTo(x.mul(x).mul(x).mul(x).mul(x));
        }
        assertThat(Cubic.ZERO.inverse()).isEqualTo(Cubic.ZERO);
    }

    @Test
    void invertsManyAtOnce() {
        Random random = new Random(4);
        long[] flat = new long[3 * 17];
        for (int i = 0; i < 17; i++) {
            element(random).put(flat, i);
        }
        long[] inverses = flat.clone();
        Cubic.invertAll(inverses);
        for (int i = 0; i < 17; i++) {
            assertThat(Cubic.at(inverses, i)).isEqualTo(Cubic.at(flat, i).inverse());
        }
    }

    static Cubic element(Random random) {
        return new Cubic(
                GoldilocksTest.element(random), GoldilocksTest.element(random), GoldilocksTest.element(random));
    }
}
