package io.ixi.vm.kernel.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Wycheproof's ML-DSA vectors; the resource files name the source. */
class PublishedVectorsTest {
    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @CsvFileSource(resources = "mldsa-keygen.csv")
    void makesThePublishedKeys(Scheme scheme, String seed, String head, String tail) {
        try (SigningKey key = SigningKey.fromSeed(scheme, HEX.parseHex(seed))) {
            assertThat(key.publicKey().size()).isEqualTo(scheme.publicKeyBytes());
            assertThat(key.publicKey().hex()).startsWith(head).endsWith(tail);
        }
    }

    @ParameterizedTest
    @CsvFileSource(resources = "mldsa-sign.csv")
    void makesAndAcceptsThePublishedSignatures(
            Scheme scheme, String seed, String context, String message, String head, String tail) {
        try (SigningKey key = SigningKey.fromSeed(scheme, HEX.parseHex(seed))) {
            byte[] signature = key.sign(HEX.parseHex(context), HEX.parseHex(message), new byte[32]);
            assertThat(HEX.formatHex(signature)).startsWith(head).endsWith(tail);
            assertThat(MlDsaVerifier.verify(
                            scheme, key.publicKey().toArray(), HEX.parseHex(context), HEX.parseHex(message), signature))
                    .isTrue();
        }
    }
}
