package io.ixi.vm.kernel.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.consensus.codec.MalformedException;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors: BIP-350, section "Test vectors for Bech32m". */
class Bech32mTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "A1LQFN3A",
                "a1lqfn3a",
                "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
                "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
                "11llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllludsr8",
                "split1checkupstagehandshakeupstreamerranterredcaperredlc445v",
                "?1v759aa"
            })
    void readsAndWritesTheValidVectors(String text) {
        Bech32m.Decoded decoded = Bech32m.decodeGroups(text);
        assertThat(Bech32m.encodeGroups(decoded.prefix(), decoded.groups().toArray()))
                .isEqualTo(text.toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ' 1xj0phk' | not printable ASCII
                    '\u007f1g6xzxy' | not printable ASCII
                    '\u00801vctc34' | not printable ASCII
                    'an84characterslonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11d6pts4' | longer than 90
                    'qyrz8wqd2c9m' | no prefix
                    '1qyrz8wqd2c9m' | no prefix
                    'y1b0jsk6g' | character 'b' cannot occur
                    'lt1igcx5c0' | character 'i' cannot occur
                    'in1muywd' | checksum is cut off
                    'mm1crxm3i' | character 'i' cannot occur
                    'au1s5cgom' | character 'o' cannot occur
                    'M1VUXWEZ' | checksum does not match
                    '16plkw9' | no prefix
                    '1p2gdwpf' | no prefix
                    'a12uel5l' | bech32 checksum where bech32m
                    'A1lqfn3a' | mixes upper and lower case
                    """)
    void refusesTheInvalidVectorsWithAReason(String text, String reason) {
        assertThatThrownBy(() -> Bech32m.decodeGroups(text))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(reason);
    }

    @Property(tries = 500)
    void readsBackWhatItWrites(@ForAll @Size(max = 48) byte[] data) {
        String text = Bech32m.encode("ixi", data);
        assertThat(Bech32m.decode("ixi", text)).isEqualTo(data);
        assertThat(Bech32m.decode("ixi", text.toUpperCase(Locale.ROOT))).isEqualTo(data);
    }

    @Property(tries = 500)
    void anyTextGivesBytesOrMalformed(@ForAll String text) {
        try {
            Bech32m.decode("ixi", text);
        } catch (MalformedException expected) {
            assertThat(expected).hasMessageMatching("(?s).+");
        }
    }

    /** BIP-350 promises to find up to four wrong characters; here: each single one in each place. */
    @Property(tries = 50)
    void anyOneWrongCharacterIsFound(@ForAll @Size(32) byte[] data, @ForAll char wrong) {
        String text = Bech32m.encode("ixi", data);
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != wrong) {
                String spoilt = text.substring(0, i) + wrong + text.substring(i + 1);
                assertThatThrownBy(() -> Bech32m.decode("ixi", spoilt)).isInstanceOf(MalformedException.class);
            }
        }
    }
}
