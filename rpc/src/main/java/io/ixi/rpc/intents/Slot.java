package io.ixi.rpc.intents;

import java.util.Map;

/**
 * A blank of an intent.
 *
 * @param questions what to ask when it is missing, by language
 */
record Slot(String name, Kind kind, Map<String, String> questions) {
    /** What stands in it; {@code most} is the number of words that it may take. */
    enum Kind {
        ACCOUNT(1),
        AMOUNT(2),
        WHEN(6),
        ID(1),
        NUMBER(1),
        TEXT(4);

        private final int most;

        Kind(int most) {
            this.most = most;
        }

        int most() {
            return most;
        }
    }

    String question(String language) {
        return questions.getOrDefault(language, questions.getOrDefault("en", name));
    }
}
