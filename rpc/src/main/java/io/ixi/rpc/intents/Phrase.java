package io.ixi.rpc.intents;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A way to say something: words, {@code one|other}, {@code beginning*}, {@code [may be left out]} and {@code {slot}}.
 * Matches a whole utterance or not at all.
 */
record Phrase(List<Part> parts) {
    /** Most steps that matching takes: what is longer is no match. */
    private static final int MAX_STEPS = 20_000;

    Phrase {
        parts = List.copyOf(parts);
    }

    sealed interface Part {
        /** One of the words; those that end with * stand for all that begin so. */
        record Word(List<String> any, boolean optional) implements Part {
            public Word {
                any = List.copyOf(any);
            }

            boolean fits(String word) {
                return any.stream()
                        .anyMatch(w ->
                                w.endsWith("*") ? word.startsWith(w.substring(0, w.length() - 1)) : word.equals(w));
            }
        }

        record Blank(Slot slot) implements Part {}
    }

    /** @param literal words that matched as such: the more, the surer */
    record Match(Map<String, JsonNode> slots, int literal) {}

    /** @throws IllegalArgumentException naming what is wrong with the text */
    static Phrase parse(String text, Map<String, Slot> slots) {
        List<Part> parts = new ArrayList<>();
        for (String word : text.strip().split("\\s+", -1)) {
            if (word.startsWith("{") && word.endsWith("}")) {
                Slot slot = slots.get(word.substring(1, word.length() - 1));
                if (slot == null) {
                    throw new IllegalArgumentException("no slot " + word + " for: " + text);
                }
                parts.add(new Part.Blank(slot));
            } else {
                boolean optional = word.startsWith("[") && word.endsWith("]");
                String bare = optional ? word.substring(1, word.length() - 1) : word;
                if (!bare.matches("[\\p{L}0-9*'|-]+")) {
                    throw new IllegalArgumentException("not a word: " + word);
                }
                parts.add(new Part.Word(List.of(bare.split("\\|", -1)), optional));
            }
        }
        return new Phrase(parts);
    }

    Optional<Match> match(Utterance said, SlotReader reader) {
        Search search = new Search(said.words(), reader);
        return Optional.ofNullable(search.from(0, 0, 0));
    }

    private final class Search {
        private final List<String> words;
        private final SlotReader reader;
        private final Map<String, JsonNode> found = new TreeMap<>();
        private int steps;

        Search(List<String> words, SlotReader reader) {
            this.words = words;
            this.reader = reader;
        }

        private @Nullable Match from(int part, int word, int literal) {
            if (++steps > MAX_STEPS) {
                return null;
            }
            if (part == parts.size()) {
                return word == words.size() ? new Match(Map.copyOf(found), literal) : null;
            }
            return switch (parts.get(part)) {
                case Part.Word wanted -> {
                    Match match = word < words.size() && wanted.fits(words.get(word))
                            ? from(part + 1, word + 1, literal + 1)
                            : null;
                    yield match == null && wanted.optional() ? from(part + 1, word, literal) : match;
                }
                case Part.Blank blank -> blank(blank.slot(), part, word, literal);
            };
        }

        private @Nullable Match blank(Slot slot, int part, int word, int literal) {
            for (int end = word + 1;
                    end <= Math.min(words.size(), word + slot.kind().most());
                    end++) {
                Optional<JsonNode> value = reader.read(slot.kind(), words.subList(word, end));
                if (value.isPresent()) {
                    found.put(slot.name(), value.get());
                    Match match = from(part + 1, end, literal);
                    if (match != null) {
                        return match;
                    }
                    found.remove(slot.name());
                }
            }
            return null;
        }
    }
}
