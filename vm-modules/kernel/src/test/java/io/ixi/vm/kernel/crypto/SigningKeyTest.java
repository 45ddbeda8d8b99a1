package io.ixi.vm.kernel.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithContext;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SigningKeyTest {
    private static final byte[] CONTEXT = "IXI-tx-v1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MESSAGE = "pay".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @EnumSource
    void givesBouncyCastlesSignatureForTheSameRandomness(Scheme scheme) throws Exception {
        byte[] seed = filled(7);
        byte[] randomness = filled(9);
        MLDSAPrivateKeyParameters key = new MLDSAPrivateKeyParameters(parameters(scheme), seed);
        MLDSASigner signer = new MLDSASigner();
        signer.init(true, new ParametersWithContext(new ParametersWithRandom(key, new Fixed(randomness)), CONTEXT));
        signer.update(MESSAGE, 0, MESSAGE.length);
        try (SigningKey ours = SigningKey.fromSeed(scheme, seed)) {
            assertThat(ours.publicKey().toArray()).isEqualTo(key.getPublicKey());
            assertThat(ours.sign(CONTEXT, MESSAGE, randomness)).isEqualTo(signer.generateSignature());
        }
    }

    /** Many keys and messages: rejections at every check of the loop, hints of all lengths. */
    @ParameterizedTest
    @EnumSource
    void givesBouncyCastlesSignaturesForManyKeys(Scheme scheme) throws Exception {
        Random random = new Random(20261123);
        for (int round = 0; round < 60; round++) {
            byte[] seed = new byte[32];
            random.nextBytes(seed);
            MLDSAPrivateKeyParameters key = new MLDSAPrivateKeyParameters(parameters(scheme), seed);
            try (SigningKey ours = SigningKey.fromSeed(scheme, seed)) {
                for (int i = 0; i < 5; i++) {
                    byte[] message = new byte[random.nextInt(300)];
                    byte[] randomness = new byte[32];
                    random.nextBytes(message);
                    random.nextBytes(randomness);
                    MLDSASigner signer = new MLDSASigner();
                    signer.init(
                            true,
                            new ParametersWithContext(new ParametersWithRandom(key, new Fixed(randomness)), CONTEXT));
                    signer.update(message, 0, message.length);
                    assertThat(ours.sign(CONTEXT, message, randomness))
                            .as("seed %s, message %d", HexFormat.of().formatHex(seed), i)
                            .isEqualTo(signer.generateSignature());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theVerifierAcceptsItOnlyUnderItsContext(Scheme scheme) {
        try (SigningKey key = SigningKey.fromSeed(scheme, filled(1))) {
            byte[] signature = key.sign(CONTEXT, MESSAGE, filled(0));
            byte[] publicKey = key.publicKey().toArray();
            assertThat(MlDsaVerifier.verify(scheme, publicKey, CONTEXT, MESSAGE, signature))
                    .isTrue();
            assertThat(MlDsaVerifier.verify(scheme, publicKey, new byte[0], MESSAGE, signature))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesToSignAfterCloseAndHidesItsSeed(Scheme scheme) {
        SigningKey key = SigningKey.fromSeed(scheme, filled(0x5a));
        assertThat(key.toString()).doesNotContain("5a5a5a").contains(scheme.name());
        key.close();
        key.close();
        assertThatThrownBy(() -> key.sign(CONTEXT, MESSAGE, filled(0))).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource
    void refusesWrongLengths(Scheme scheme) {
        assertThatThrownBy(() -> SigningKey.fromSeed(scheme, new byte[31])).hasMessageContaining("32 bytes, not 31");
        try (SigningKey key = SigningKey.fromSeed(scheme, filled(2))) {
            assertThatThrownBy(() -> key.sign(new byte[256], MESSAGE, filled(0)))
                    .hasMessageContaining("255");
            assertThatThrownBy(() -> key.sign(CONTEXT, MESSAGE, new byte[33])).hasMessageContaining("not 33");
        }
    }

    private static MLDSAParameters parameters(Scheme scheme) {
        return switch (scheme) {
            case ML_DSA_44 -> MLDSAParameters.ml_dsa_44;
            case ML_DSA_65 -> MLDSAParameters.ml_dsa_65;
            case ML_DSA_87 -> MLDSAParameters.ml_dsa_87;
        };
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** Hands out one given string of bytes. */
    private static final class Fixed extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte[] bytes;

        Fixed(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void nextBytes(byte[] target) {
            System.arraycopy(bytes, 0, target, 0, target.length);
        }
    }
}
