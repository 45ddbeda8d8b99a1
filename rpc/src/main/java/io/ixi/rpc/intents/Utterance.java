package io.ixi.rpc.intents;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What somebody said, as words: lower case, without punctuation around them and without words that say nothing. */
record Utterance(List<String> words, String language) {
    static final int MAX_CHARACTERS = 500;
    static final int MAX_WORDS = 60;

    private static final Set<String> FILLERS = Set.of(
            "please",
            "pls",
            "me",
            "the",
            "a",
            "an",
            "hey",
            "hi",
            "kindly",
            "пожалуйста",
            "плиз",
            "мне",
            "ну",
            "привет",
            "давай",
            "плз");
    private static final String EDGES = "[.,!?;:\"'«»“”()\\[\\]…]+";

    Utterance {
        words = List.copyOf(words);
    }

    /** Longer texts than {@link #MAX_CHARACTERS} or {@link #MAX_WORDS} have no words: they are no plain request. */
    static Utterance of(String text) {
        boolean russian =
                text.codePoints().anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.CYRILLIC);
        String language = russian ? "ru" : "en";
        if (text.length() > MAX_CHARACTERS) {
            return new Utterance(List.of(), language);
        }
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replace('ё', 'е')
                .replaceAll("[\\p{Cf}\\p{Cc}&&[^\\s]]", "");
        List<String> words = new ArrayList<>();
        for (String word : plain.split("\\s+", -1)) {
            String bare = word.replaceAll("^" + EDGES + "|" + EDGES + "$", "");
            if (!bare.isEmpty() && !FILLERS.contains(bare)) {
                words.add(bare);
            }
        }
        return new Utterance(words.size() > MAX_WORDS ? List.of() : words, language);
    }
}
