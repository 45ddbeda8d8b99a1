package io.ixi.cli;

import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;

/** On-screen texts in one language, from a resource bundle; {0}, {1}, ... stand for arguments. */
public final class Texts {
    private static final Locale RUSSIAN = Locale.of("ru");
    private static final ResourceBundle.Control ONLY_ASKED =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private final ResourceBundle bundle;

    private Texts(ResourceBundle bundle) {
        this.bundle = bundle;
    }

    /** The texts of a bundle on the class path: English if there is no other. */
    public static Texts of(String baseName, Locale language) {
        // the file without a language is the English one; asking for another would search every jar in vain
        Locale file = language.equals(Locale.ENGLISH) ? Locale.ROOT : language;
        return new Texts(ResourceBundle.getBundle(baseName, file, ONLY_ASKED));
    }

    /** The language: {@code --lang}, else IXI_LANG, else the locale of the environment; English unless Russian. */
    public static Locale language(String[] arguments, Map<String, String> environment) {
        String asked = null;
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].startsWith("--lang=")) {
                asked = arguments[i].substring("--lang=".length());
            } else if (arguments[i].equals("--lang") && i + 1 < arguments.length) {
                asked = arguments[i + 1];
            }
        }
        for (String name : new String[] {"IXI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"}) {
            String value = environment.get(name);
            if (asked == null && value != null && !value.isEmpty()) {
                asked = value;
            }
        }
        return asked != null && asked.toLowerCase(Locale.ROOT).startsWith("ru") ? RUSSIAN : Locale.ENGLISH;
    }

    public ResourceBundle bundle() {
        return bundle;
    }

    public Locale language() {
        return bundle.getLocale().getLanguage().isEmpty() ? Locale.ENGLISH : bundle.getLocale();
    }

    /** The text of a key with its arguments in place. */
    public String text(String key, Object... arguments) {
        String pattern = bundle.getString(key);
        StringBuilder out = new StringBuilder(pattern.length() + 32);
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            int digit = c == '{' && i + 2 < pattern.length() && pattern.charAt(i + 2) == '}'
                    ? Character.digit(pattern.charAt(i + 1), 10)
                    : -1;
            if (digit >= 0 && digit < arguments.length) {
                out.append(arguments[digit]);
                i += 2;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
