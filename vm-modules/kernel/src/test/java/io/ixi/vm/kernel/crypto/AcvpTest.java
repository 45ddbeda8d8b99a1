package io.ixi.vm.kernel.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** NIST's vectors for FIPS 204; the resource files name the source. */
class AcvpTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final int LONGEST = 20_000;

    @ParameterizedTest(name = "{index} {0}")
    @CsvFileSource(resources = "acvp-keygen.csv")
    void makesTheKey(Scheme scheme, String seed, String publicKey) {
        try (SigningKey key = SigningKey.fromSeed(scheme, HEX.parseHex(seed))) {
            assertThat(Hash.sha256(key.publicKey().toArray()).hex()).isEqualTo(publicKey);
        }
    }

    @ParameterizedTest(name = "{index} {0}")
    @CsvFileSource(resources = "acvp-siggen.csv", maxCharsPerColumn = LONGEST)
    void makesTheSignature(
            Scheme scheme, String randomness, String expanded, @Nullable String context, String message, String hash) {
        MLDSAPrivateKeyParameters key =
                new MLDSAPrivateKeyParameters(SigningKey.parameters(scheme), HEX.parseHex(expanded));
        PublicKey half =
                PublicKey.decode(scheme, Bytes.wrap(key.getPublicKey())).orElseThrow();
        byte[] signature = new MlDsaSigner(half, HEX.parseHex(expanded))
                .sign(bytes(context), bytes(message), HEX.parseHex(randomness));
        assertThat(Hash.sha256(signature).hex()).isEqualTo(hash);
        assertThat(MlDsaVerifier.verify(scheme, key.getPublicKey(), bytes(context), bytes(message), signature))
                .isTrue();
    }

    @ParameterizedTest(name = "{index} {0} {1}")
    @CsvFileSource(resources = "acvp-sigver.csv", maxCharsPerColumn = LONGEST)
    void givesTheVerdict(
            Scheme scheme,
            String verdict,
            String publicKey,
            @Nullable String context,
            String message,
            String signature) {
        PublicKey key =
                PublicKey.decode(scheme, Bytes.wrap(HEX.parseHex(publicKey))).orElseThrow();
        assertThat(key.verify(bytes(context), bytes(message), bytes(signature))).isEqualTo(verdict.equals("valid"));
    }

    /** An empty column arrives as null. */
    private static byte[] bytes(@Nullable String hex) {
        return hex == null ? new byte[0] : HEX.parseHex(hex);
    }
}
