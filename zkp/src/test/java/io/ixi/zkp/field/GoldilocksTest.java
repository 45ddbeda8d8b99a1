package io.ixi.zkp.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GoldilocksTest {
    private static final BigInteger P = new BigInteger("18446744069414584321");
    /** Where carries happen: the edges of the halves of a word and of p. */
    private static final long[] EDGES = {
        0,
        1,
        2,
        0xFFFFFFFFL,
        0x100000000L,
        0x100000001L,
        1L << 63,
        (1L << 63) - 1,
        Goldilocks.P - 1,
        Goldilocks.P - 2,
        0xFFFFFFFEFFFFFFFFL,
        0xFFFFFFFE00000000L,
        0xFFFFFFFF00000000L,
        7,
        0x7FFFFFFF80000001L
    };

    @Test
    void agreesWithBigIntegersAtEveryPairOfEdges() {
        for (long a : EDGES) {
            for (long b : EDGES) {
                check(a, b);
            }
        }
    }

    @Test
    void agreesWithBigIntegersOnRandomPairs() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            check(element(random), element(random));
        }
    }

    @Test
    void reducesEveryPairOfWords() {
        long[] words = {0, 1, -1, 0xFFFFFFFFL, 0xFFFFFFFF00000000L, Goldilocks.P, 1L << 63, 0x100000000L};
        for (long high : words) {
            for (long low : words) {
                BigInteger expected = big(high).shiftLeft(64).add(big(low)).mod(P);
                assertThat(big(Goldilocks.reduce(high, low))).isEqualTo(expected);
            }
        }
    }

    @Test
    void onlyNumbersBelowTheModulusAreCanonical() {
        assertThat(Goldilocks.isCanonical(Goldilocks.P - 1)).isTrue();
        assertThat(Goldilocks.isCanonical(0)).isTrue();
        assertThat(Goldilocks.isCanonical(Goldilocks.P)).isFalse();
        assertThat(Goldilocks.isCanonical(-1)).isFalse();
    }

    @Test
    void rootsOfUnityHaveTheirOrder() {
        assertThat(Goldilocks.root(32)).isEqualTo(0x185629DCDA58878CL);
        assertThat(Goldilocks.root(3)).isEqualTo(0xFFFFFFFEFF000001L);
        assertThat(Goldilocks.root(0)).isEqualTo(1);
        assertThat(Goldilocks.root(32)).isEqualTo(Goldilocks.pow(Goldilocks.GENERATOR, 0xFFFFFFFFL));
        for (int log = 1; log <= 32; log++) {
            assertThat(Goldilocks.pow(Goldilocks.root(log), 1L << (log - 1))).isEqualTo(Goldilocks.P - 1);
        }
        assertThatThrownBy(() -> Goldilocks.root(33)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void generatorGenerates() {
        // p - 1 = 2^32 * 3 * 5 * 17 * 257 * 65537
        for (long factor : new long[] {2, 3, 5, 17, 257, 65537}) {
            long exponent = Long.divideUnsigned(Goldilocks.P - 1, factor);
            assertThat(Goldilocks.pow(Goldilocks.GENERATOR, exponent)).isNotEqualTo(1);
        }
    }

    private static void check(long a, long b) {
        BigInteger x = big(a);
        BigInteger y = big(b);
        assertThat(big(Goldilocks.add(a, b))).isEqualTo(x.add(y).mod(P));
        assertThat(big(Goldilocks.sub(a, b))).isEqualTo(x.subtract(y).mod(P));
        assertThat(big(Goldilocks.mul(a, b))).isEqualTo(x.multiply(y).mod(P));
        assertThat(big(Goldilocks.neg(a))).isEqualTo(x.negate().mod(P));
        assertThat(big(Goldilocks.pow7(a))).isEqualTo(x.modPow(BigInteger.valueOf(7), P));
        assertThat(big(Goldilocks.pow(a, b))).isEqualTo(x.modPow(y, P));
        if (a != 0) {
            assertThat(big(Goldilocks.inverse(a))).isEqualTo(x.modInverse(P));
        }
    }

    static BigInteger big(long a) {
        return new BigInteger(Long.toUnsignedString(a));
    }

    static long element(Random random) {
        long candidate = random.nextLong();
        while (!Goldilocks.isCanonical(candidate)) {
            candidate = random.nextLong();
        }
        return candidate;
    }
}
