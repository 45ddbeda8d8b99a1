package io.ixi.rpc.intents;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Something that people ask for.
 *
 * @param name like {@code money.send}
 * @param risk low, medium or high
 * @param titles by language
 * @param examples a way to ask, by language
 * @param action what it does: {@code {method, params}}, or {@code {lookups, messages}}; {@code $slot.field} stands for
 *     what was said, {@code $me} for the account
 */
record Intent(
        String name,
        String risk,
        Map<String, String> titles,
        Map<String, String> examples,
        Map<String, Slot> slots,
        List<Phrase> phrases,
        JsonNode action) {
    Intent {
        phrases = List.copyOf(phrases);
    }

    /** @throws IllegalArgumentException naming what is wrong */
    static Intent of(JsonNode json) {
        String name = json.path("name").asString("");
        if (!name.matches("[a-z]+(\\.[a-z]+)+")) {
            throw new IllegalArgumentException("an intent's name is lower-case words with dots: " + name);
        }
        Map<String, Slot> slots = new LinkedHashMap<>();
        for (JsonNode slot : json.path("slots")) {
            String id = slot.path("name").asString("");
            Slot.Kind kind = Slot.Kind.valueOf(slot.path("kind").asString("").toUpperCase(Locale.ROOT));
            slots.put(id, new Slot(id, kind, texts(slot.path("ask"), name)));
        }
        List<Phrase> phrases = new ArrayList<>();
        json.path("phrases")
                .forEach(list -> list.forEach(phrase -> phrases.add(Phrase.parse(phrase.asString(), slots))));
        if (phrases.isEmpty()
                || !List.of("low", "medium", "high").contains(json.path("risk").asString(""))) {
            throw new IllegalArgumentException(name + " needs phrases and a risk: low, medium or high");
        }
        return new Intent(
                name,
                json.path("risk").asString(),
                texts(json.path("title"), name),
                texts(json.path("example"), name),
                slots,
                phrases,
                json.path("does"));
    }

    private static Map<String, String> texts(JsonNode json, String name) {
        Map<String, String> texts = new TreeMap<>();
        json.properties().forEach(e -> texts.put(e.getKey(), e.getValue().asString()));
        if (!texts.containsKey("en") || !texts.containsKey("ru")) {
            throw new IllegalArgumentException(name + " must be in English and Russian: " + json);
        }
        return texts;
    }

    String title(String language) {
        return titles.getOrDefault(language, name);
    }

    String example(String language) {
        return examples.getOrDefault(language, name);
    }
}
