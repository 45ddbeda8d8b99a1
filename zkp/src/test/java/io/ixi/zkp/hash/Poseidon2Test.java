package io.ixi.zkp.hash;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.zkp.field.Goldilocks;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class Poseidon2Test {
    /** Plonky3 goldilocks/src/poseidon2.rs, test_default_goldilocks_poseidon2_width_12; the same in Miden. */
    private static final long[] KNOWN = {
        0xf292ab67c0f14b03L, 0x0a32f1b37656544cL, 0x053c61ab895498deL, 0x02ff92e55b196ffbL,
        0x58176e8f6f58cab2L, 0xb0aa1206e7aec0f8L, 0xe90c13f3dce83ca4L, 0xf4da15333edf39c2L,
        0x23b701c053c2ca6cL, 0xd233d593dcdfbf58L, 0x4effa5f9516fb52eL, 0x0aaf4489f1f40166L
    };

    @Test
    void permutesAsPlonky3AndMiden() {
        long[] s = counting();
        Poseidon2.permute(s);
        assertThat(s).isEqualTo(KNOWN);
    }

    /** The paper's own instance has other matrices; HorizenLabs poseidon2_tests_goldilocks::kats starts with this. */
    @Test
    void isNotTheInstanceOfThePaper() {
        long[] s = counting();
        Poseidon2.permute(s);
        assertThat(s[0]).isNotEqualTo(0x01eaef96bdf1c0c1L);
    }

    /** The Grain generator of the Poseidon paper, appendix E, gives every constant: none was chosen. */
    @Test
    void roundConstantsAreThoseOfGrain() {
        Grain grain = new Grain();
        for (int round = 0; round < 4; round++) {
            for (int lane = 0; lane < 12; lane++) {
                assertThat(Poseidon2.fullConstant(round, lane)).isEqualTo(grain.next());
            }
        }
        for (int round = 0; round < 22; round++) {
            assertThat(Poseidon2.partialConstant(round)).isEqualTo(grain.next());
        }
        for (int round = 4; round < 8; round++) {
            for (int lane = 0; lane < 12; lane++) {
                assertThat(Poseidon2.fullConstant(round, lane)).isEqualTo(grain.next());
            }
        }
    }

    @Test
    void diagonalIsAsWritten() {
        long half = Goldilocks.inverse(2);
        long quarter = Goldilocks.inverse(4);
        long[] expected = {
            Goldilocks.neg(2),
            1,
            2,
            half,
            3,
            4,
            Goldilocks.neg(half),
            Goldilocks.neg(3),
            Goldilocks.neg(4),
            quarter,
            Goldilocks.neg(quarter),
            Goldilocks.inverse(8)
        };
        for (int lane = 0; lane < 12; lane++) {
            assertThat(Poseidon2.diagonal(lane)).isEqualTo(expected[lane]);
        }
    }

    private static long[] counting() {
        long[] s = new long[12];
        for (int i = 0; i < 12; i++) {
            s[i] = i;
        }
        return s;
    }

    /** An 80-bit shift register whose bits are thinned by pairs: the first of a pair says whether the second counts. */
    private static final class Grain {
        private final Deque<Integer> state = new ArrayDeque<>();

        Grain() {
            push(1, 2);
            push(0, 4);
            push(64, 12);
            push(12, 12);
            push(8, 10);
            push(22, 10);
            push((1L << 30) - 1, 30);
            for (int i = 0; i < 160; i++) {
                shift();
            }
        }

        private void push(long value, int bits) {
            for (int i = bits - 1; i >= 0; i--) {
                state.add((int) (value >>> i & 1));
            }
        }

        private int shift() {
            Integer[] s = state.toArray(new Integer[0]);
            int bit = s[62] ^ s[51] ^ s[38] ^ s[23] ^ s[13] ^ s[0];
            state.removeFirst();
            state.addLast(bit);
            return bit;
        }

        private int bit() {
            while (shift() == 0) {
                shift();
            }
            return shift();
        }

        long next() {
            while (true) {
                BigInteger candidate = BigInteger.ZERO;
                for (int i = 0; i < 64; i++) {
                    candidate = candidate.shiftLeft(1).add(BigInteger.valueOf(bit()));
                }
                if (Goldilocks.isCanonical(candidate.longValue())) {
                    return candidate.longValue();
                }
            }
        }
    }
}
