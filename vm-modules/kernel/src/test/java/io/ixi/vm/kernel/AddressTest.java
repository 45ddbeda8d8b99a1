package io.ixi.vm.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.crypto.Bech32m;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class AddressTest {
    private static final Address ADDRESS = Address.of(1, Bytes.copyOf(new byte[1312]));

    /** Golden text: it is in files and on paper, so it never changes. */
    @Test
    void printsAsBech32m() {
        assertThat(ADDRESS.text()).isEqualTo("ixi1yhamwc8sc3sqf823cs8vmad74xgups92uf4ya9fpk5qz2uq07mzs3npme4");
    }

    @Test
    void readsItsTextInEitherCase() {
        assertThat(Address.parse(ADDRESS.text())).isEqualTo(ADDRESS);
        assertThat(Address.parse(ADDRESS.text().toUpperCase(Locale.ROOT))).isEqualTo(ADDRESS);
    }

    @Test
    void theSchemeIsPartOfTheAddress() {
        assertThat(Address.of(2, Bytes.copyOf(new byte[1312]))).isNotEqualTo(ADDRESS);
    }

    @Test
    void refusesOtherPrefixesAndLengths() {
        assertThatThrownBy(() -> Address.parse(Bech32m.encode("btc", new byte[32])))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("starts with \"btc1\", not \"ixi1\"");
        assertThatThrownBy(() -> Address.parse(Bech32m.encode("ixi", new byte[31])))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("32 bytes, not 31");
        assertThatThrownBy(() -> Address.parse("")).isInstanceOf(MalformedException.class);
    }
}
