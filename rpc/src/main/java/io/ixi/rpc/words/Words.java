package io.ixi.rpc.words;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.PropertyResourceBundle;

/** The sentences that doors say to people, by key. Immutable. */
public final class Words {
    /** Languages that there are, the default first. */
    public static final List<String> LANGUAGES = List.of("en", "ru");

    private static final Words ENGLISH = read("en");
    private static final Words RUSSIAN = read("ru");

    private final PropertyResourceBundle bundle;
    private final Locale locale;

    private Words(PropertyResourceBundle bundle, Locale locale) {
        this.bundle = bundle;
        this.locale = locale;
    }

    /** Those of a language; English if there is none. */
    public static Words of(String language) {
        return language.equals(RUSSIAN.language()) ? RUSSIAN : ENGLISH;
    }

    public String language() {
        return locale.getLanguage();
    }

    public Locale locale() {
        return locale;
    }

    public boolean has(String key) {
        return bundle.containsKey(key);
    }

    /** The sentence with the arguments put in, which are shown as they are. */
    public String text(String key, String... arguments) {
        return new MessageFormat(bundle.getString(key), locale).format(arguments);
    }

    public List<String> keys() {
        return bundle.keySet().stream().sorted().toList();
    }

    private static Words read(String language) {
        String name = "/io/ixi/rpc/words/words_" + language + ".properties";
        try (InputStream in = Words.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the build left out " + name);
            }
            return new Words(
                    new PropertyResourceBundle(new InputStreamReader(in, StandardCharsets.UTF_8)), Locale.of(language));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
