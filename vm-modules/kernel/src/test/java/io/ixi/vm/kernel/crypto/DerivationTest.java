package io.ixi.vm.kernel.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.vm.kernel.crypto.Derivation.Path;
import io.ixi.vm.kernel.crypto.Derivation.Role;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class DerivationTest {
    /** Golden: these are the keys behind people's phrases, so they never change. */
    @ParameterizedTest
    @CsvFileSource(resources = "derivation.txt", delimiter = '|')
    void givesThePublishedSeeds(String phrase, @Nullable String passphrase, String text, String scheme, String seed) {
        Path path = path(text);
        byte[] bip39 = Bip39.seed(phrase, passphrase == null ? "" : passphrase);
        assertThat(path.text()).isEqualTo(text);
        assertThat(HexFormat.of().formatHex(Derivation.keySeed(bip39, path, scheme(scheme))))
                .isEqualTo(seed);
    }

    @Test
    void isTheHkdfOfRfc5869AsBouncyCastleComputesIt() {
        byte[] input = new byte[64];
        new Random(5869).nextBytes(input);
        for (Scheme scheme : Scheme.values()) {
            for (int index = 0; index < 20; index++) {
                Path path = Path.ofAccount(index);
                HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA512Digest());
                hkdf.init(new HKDFParameters(
                        input,
                        "IXI-HD-v1".getBytes(StandardCharsets.US_ASCII),
                        (path.text() + "|" + scheme.title()).getBytes(StandardCharsets.US_ASCII)));
                byte[] expected = new byte[SigningKey.SEED_BYTES];
                hkdf.generateBytes(expected, 0, expected.length);
                assertThat(Derivation.keySeed(input, path, scheme)).isEqualTo(expected);
            }
        }
    }

    @Test
    void anOrdinaryAccountIsAccount0OfTheCoin() {
        assertThat(Path.ofAccount(3).text()).isEqualTo("m/44'/4806729'/0'/0'/3'");
    }

    @Test
    void refusesWrongInput() {
        assertThatThrownBy(() -> Derivation.keySeed(new byte[63], Path.ofAccount(0), Scheme.ML_DSA_44))
                .hasMessageContaining("64 bytes, not 63");
        assertThatThrownBy(() -> new Path(1, 0, Role.ACCOUNT, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Scheme scheme(String title) {
        return Arrays.stream(Scheme.values())
                .filter(s -> s.title().equals(title))
                .findFirst()
                .orElseThrow();
    }

    private static Path path(String text) {
        int[] numbers = Arrays.stream(text.substring(2).replace("'", "").split("/", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
        Role role = Arrays.stream(Role.values())
                .filter(r -> r.number() == numbers[3])
                .findFirst()
                .orElseThrow();
        return new Path(numbers[1], numbers[2], role, numbers[4]);
    }
}
