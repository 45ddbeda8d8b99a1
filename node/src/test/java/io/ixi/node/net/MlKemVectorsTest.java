package io.ixi.node.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** The library's ML-KEM-768, which peers agree on keys with, against NIST's vectors; the files name the source. */
class MlKemVectorsTest {
    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest(name = "{index}")
    @CsvFileSource(resources = "mlkem-keygen.csv")
    void makesTheKeys(String seed, String encapsulationKey, String decapsulationKey) {
        MLKEMPrivateKeyParameters key = new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, HEX.parseHex(seed));
        assertThat(Hash.sha256(key.getPublicKey()).hex()).isEqualTo(encapsulationKey);
        assertThat(Hash.sha256(key.withPreferredFormat(MLKEMPrivateKeyParameters.EXPANDED_KEY)
                                .getEncoded())
                        .hex())
                .isEqualTo(decapsulationKey);
    }

    @ParameterizedTest(name = "{index}")
    @CsvFileSource(resources = "mlkem-encap.csv")
    void encapsulates(String key, String randomness, String ciphertext, String secret) {
        SecretWithEncapsulation made = MLKEMGenerator.internalGenerateEncapsulated(
                new MLKEMPublicKeyParameters(MLKEMParameters.ml_kem_768, HEX.parseHex(key)), HEX.parseHex(randomness));
        assertThat(Hash.sha256(made.getEncapsulation()).hex()).isEqualTo(ciphertext);
        assertThat(HEX.formatHex(made.getSecret())).isEqualTo(secret);
    }

    @Test
    void decapsulatesAndRejectsImplicitly() throws IOException {
        List<String> lines;
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("mlkem-decap.csv"))) {
            lines = new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
        MLKEMPrivateKeyParameters key =
                new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, HEX.parseHex(lines.getFirst()));
        List<String> cases = lines.subList(1, lines.size());
        assertThat(cases).hasSize(10);
        for (String line : cases) {
            int comma = line.indexOf(',');
            byte[] secret = new MLKEMExtractor(key).extractSecret(HEX.parseHex(line.substring(0, comma)));
            assertThat(HEX.formatHex(secret)).isEqualTo(line.substring(comma + 1));
        }
    }
}
