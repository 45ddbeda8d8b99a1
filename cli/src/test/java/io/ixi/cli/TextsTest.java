package io.ixi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TextsTest {
    private static final Pattern PLACE = Pattern.compile("\\{[0-9]}");

    @Test
    void bothLanguagesSayTheSameThings() {
        ResourceBundle english = Texts.of(Main.BUNDLE, Locale.ENGLISH).bundle();
        ResourceBundle russian = Texts.of(Main.BUNDLE, Locale.of("ru")).bundle();
        assertThat(russian.getLocale().getLanguage()).isEqualTo("ru");
        assertThat(new TreeSet<>(russian.keySet())).isEqualTo(new TreeSet<>(english.keySet()));
        for (String key : english.keySet()) {
            assertThat(places(russian.getString(key))).as(key).isEqualTo(places(english.getString(key)));
        }
    }

    private static Set<String> places(String text) {
        return new TreeSet<>(
                PLACE.matcher(text).results().map(MatchResult::group).toList());
    }

    @Test
    void putsArgumentsInPlaceAndLeavesTheRestAlone() {
        Texts texts = Texts.of(Main.BUNDLE, Locale.ENGLISH);
        assertThat(texts.text("field.wrong", "--to", "no {0} here")).isEqualTo("--to: no {0} here");
    }

    @Test
    void theLanguageIsAskedForOrThatOfTheEnvironment() {
        assertThat(Texts.language(new String[] {}, Map.of())).isEqualTo(Locale.ENGLISH);
        assertThat(Texts.language(new String[] {}, Map.of("LANG", "ru_RU.UTF-8")))
                .isEqualTo(Locale.of("ru"));
        assertThat(Texts.language(new String[] {}, Map.of("LANG", "ru_RU.UTF-8", "IXI_LANG", "en")))
                .isEqualTo(Locale.ENGLISH);
        assertThat(Texts.language(new String[] {"x", "--lang", "ru"}, Map.of("IXI_LANG", "en")))
                .isEqualTo(Locale.of("ru"));
        assertThat(Texts.language(new String[] {"--lang=ru"}, Map.of())).isEqualTo(Locale.of("ru"));
        assertThat(Texts.language(new String[] {}, Map.of("LANG", "de_DE"))).isEqualTo(Locale.ENGLISH);
    }
}
