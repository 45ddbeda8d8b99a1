package io.ixi.vm.kernel.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.junit.jupiter.api.Test;

class KeccakTest {
    /** FIPS 202 example values for the empty message. */
    @Test
    void hashesNothingAsTheStandardSays() {
        assertThat(HexFormat.of().formatHex(Keccak.shake128().squeeze(32)))
                .isEqualTo("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26");
        assertThat(HexFormat.of().formatHex(Keccak.shake256().squeeze(32)))
                .isEqualTo("46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f");
    }

    @Test
    void agreesWithBouncyCastleHoweverInputAndOutputAreSplit() {
        Random random = new Random(20261123);
        Keccak reused128 = Keccak.shake128();
        Keccak reused256 = Keccak.shake256();
        for (int round = 0; round < 2000; round++) {
            boolean wide = random.nextBoolean();
            byte[] input = new byte[random.nextInt(700)];
            random.nextBytes(input);
            byte[] expected = new byte[1 + random.nextInt(700)];
            SHAKEDigest oracle = new SHAKEDigest(wide ? 256 : 128);
            oracle.update(input, 0, input.length);
            oracle.doFinal(expected, 0, expected.length);

            Keccak sponge = (wide ? reused256 : reused128).reset();
            for (int at = 0; at < input.length; ) {
                int part = Math.min(input.length - at, 1 + random.nextInt(300));
                sponge.absorb(input, at, part);
                at += part;
            }
            byte[] output = new byte[expected.length];
            for (int at = 0; at < output.length; ) {
                int part = Math.min(output.length - at, random.nextInt(300));
                sponge.squeeze(output, at, part);
                at += part;
                if (at < output.length) {
                    output[at++] = (byte) sponge.squeezeByte();
                }
            }
            assertThat(Arrays.equals(output, expected)).as("round %s", round).isTrue();
        }
    }

    @Test
    void refusesInputAfterOutput() {
        Keccak sponge = Keccak.shake256();
        sponge.squeezeByte();
        assertThatThrownBy(() -> sponge.absorb(new byte[1])).isInstanceOf(IllegalStateException.class);
    }
}
