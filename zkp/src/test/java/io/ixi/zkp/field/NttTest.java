package io.ixi.zkp.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NttTest {
    @Test
    void transformsAsKnown() {
        long[] out = new long[8];
        Ntt ntt = new Ntt(3);
        ntt.values(new long[] {1, 2, 3, 4, 5, 6, 7, 8}, 0, 8, ntt.powers(1), out, 0);
        // the definition with the root 0xfffffffeff000001
        assertThat(out)
                .containsExactly(
                        0x24L,
                        0xfffc03ff03fffbfdL,
                        0xfffbfffefffffffdL,
                        0x04040003fffbfcL,
                        0xfffffffefffffffdL,
                        0xfffbfbfefc0003fdL,
                        0x3fffffffffffcL,
                        0x3fbfffc0003fcL);
    }

    @Test
    void evaluatesOnACosetOfEverySize() {
        Random random = new Random(5);
        for (int log = 0; log <= 9; log++) {
            Ntt ntt = new Ntt(log);
            int n = 1 << log;
            int count = Math.max(1, n / 2 + 1);
            long[] coefficients = new long[n + 2];
            for (int i = 0; i < count; i++) {
                coefficients[2 + i] = GoldilocksTest.element(random);
            }
            long shift = GoldilocksTest.element(random);
            long[] out = new long[n + 3];
            ntt.values(coefficients, 2, count, ntt.powers(shift), out, 3);
            long x = shift;
            for (int i = 0; i < n; i++) {
                long value = 0;
                for (int j = count - 1; j >= 0; j--) {
                    value = Goldilocks.add(Goldilocks.mul(value, x), coefficients[2 + j]);
                }
                assertThat(out[3 + i]).isEqualTo(value);
                x = Goldilocks.mul(x, Goldilocks.root(log));
            }
            long[] back = new long[n + 2];
            ntt.coefficients(out, 3, Goldilocks.inverse(shift), back, 2);
            assertThat(back).isEqualTo(coefficients);
        }
    }
}
