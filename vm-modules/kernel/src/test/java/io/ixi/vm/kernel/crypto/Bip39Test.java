package io.ixi.vm.kernel.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.types.Hash;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class Bip39Test {
    private static final String ABANDON = "abandon ".repeat(11) + "about";

    @Test
    void theWordListIsTheOfficialOne() {
        String file = String.join("\n", EnglishWords.LIST) + "\n";
        assertThat(EnglishWords.LIST).hasSize(2048);
        assertThat(Hash.sha256(file.getBytes(StandardCharsets.US_ASCII)).hex())
                .isEqualTo("2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
    }

    /** Trezor's vectors (python-mnemonic, vectors.json, English): entropy, phrase, seed with passphrase TREZOR. */
    @ParameterizedTest
    @CsvFileSource(resources = "bip39-trezor.csv")
    void agreesWithTrezorsVectors(String entropy, String phrase, String seed) {
        assertThat(Bip39.encode(HexFormat.of().parseHex(entropy))).isEqualTo(phrase);
        assertThat(HexFormat.of().formatHex(Bip39.decode(phrase))).isEqualTo(entropy);
        assertThat(HexFormat.of().formatHex(Bip39.seed(phrase, "TREZOR"))).isEqualTo(seed);
    }

    @Property(tries = 200)
    void readsBackWhatItWrites(@ForAll @IntRange(min = 4, max = 8) int words, @ForAll long seed) {
        byte[] entropy = new byte[4 * words];
        new java.util.Random(seed).nextBytes(entropy);
        assertThat(Bip39.decode(Bip39.encode(entropy))).isEqualTo(entropy);
    }

    @Test
    void readsAnyCaseAndSpacing() {
        assertThat(Bip39.decode(
                        "  " + ABANDON.toUpperCase(java.util.Locale.ROOT).replace(" ", " \n\t") + "\n"))
                .isEqualTo(new byte[16]);
        assertThat(Bip39.seed(ABANDON.replace(" ", "  "), "")).isEqualTo(Bip39.seed(ABANDON, ""));
    }

    /** The same passphrase composed and decomposed gives the same seed. */
    @Test
    void normalizesThePassphrase() {
        assertThat(Bip39.seed(ABANDON, "caf\u00e9")).isEqualTo(Bip39.seed(ABANDON, "cafe\u0301"));
        assertThat(Bip39.seed(ABANDON, "cafe")).isNotEqualTo(Bip39.seed(ABANDON, "caf\u00e9"));
    }

    @Test
    void namesTheWrongWordAndItsCorrection() {
        assertThatThrownBy(() -> Bip39.decode(ABANDON.replaceFirst("abandon ", "abandn ")))
                .isInstanceOf(MalformedException.class)
                .hasMessage("word 1 \"abandn\" is not in the list; the closest is \"abandon\"");
        assertThatThrownBy(() -> Bip39.decode(ABANDON.replace("about", "abuot")))
                .hasMessage("word 12 \"abuot\" is not in the list; the closest is \"about\"");
    }

    @Test
    void refusesAWrongChecksumAndWrongCounts() {
        assertThatThrownBy(() -> Bip39.decode("abandon ".repeat(12)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("checksum");
        assertThatThrownBy(() -> Bip39.decode("abandon ".repeat(13))).hasMessageContaining("not 13");
        assertThatThrownBy(() -> Bip39.decode("")).hasMessageContaining("12, 15, 18, 21 or 24 words");
        assertThatThrownBy(() -> Bip39.decode("abandon ".repeat(100_000))).hasMessageContaining("not 100000");
        assertThatThrownBy(() -> Bip39.seed("abandon ".repeat(12), "")).isInstanceOf(MalformedException.class);
    }

    @Property(tries = 300)
    void anyTextGivesEntropyOrMalformed(@ForAll String text) {
        assertThatThrownBy(() -> Bip39.decode(text)).isInstanceOf(MalformedException.class);
    }
}
