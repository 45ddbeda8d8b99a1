package io.ixi.testnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.cli.Texts;
import java.util.Locale;
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
        ResourceBundle english = Texts.of(TestnetCommand.BUNDLE, Locale.ENGLISH).bundle();
        ResourceBundle russian =
                Texts.of(TestnetCommand.BUNDLE, Locale.of("ru")).bundle();
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
}
