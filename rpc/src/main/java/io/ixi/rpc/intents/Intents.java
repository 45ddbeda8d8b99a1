package io.ixi.rpc.intents;

import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.Json;
import io.ixi.rpc.json.Shelf;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Every intent that the modules on the class path declare. Immutable. */
public final class Intents {
    private static final String SUFFIX = ".intents.json";

    private final Map<String, Intent> byName;

    private Intents(Map<String, Intent> byName) {
        this.byName = Collections.unmodifiableMap(byName);
    }

    /**
     * Reads every catalogue beside the descriptors.
     *
     * @throws IllegalStateException naming a catalogue that is damaged, or an intent that two declare
     */
    public static Intents load(ClassLoader loader) {
        Map<String, Intent> all = new TreeMap<>();
        Shelf.read(loader, SUFFIX, (name, bytes) -> {
            try {
                for (JsonNode json : Json.read(bytes).path("intents")) {
                    Intent intent = Intent.of(json);
                    if (all.put(intent.name(), intent) != null) {
                        throw new IllegalStateException(name + ": declared twice: " + intent.name());
                    }
                }
            } catch (InvalidJsonException | IllegalArgumentException e) {
                throw new IllegalStateException(name + ": " + e.getMessage(), e);
            }
        });
        return new Intents(all);
    }

    List<Intent> all() {
        return List.copyOf(byName.values());
    }

    Optional<Intent> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** @param match what stood in its slots */
    record Found(Intent intent, Phrase.Match match) {}

    /** The intent that the whole utterance asks for; of several the one with the most words that matched as such. */
    Optional<Found> resolve(Utterance said, SlotReader reader) {
        return said.words().isEmpty()
                ? Optional.empty()
                : all().stream()
                        .flatMap(intent -> intent.phrases().stream()
                                .flatMap(phrase -> phrase.match(said, reader).stream())
                                .map(match -> new Found(intent, match)))
                        .max(Comparator.comparingInt(found -> found.match().literal()));
    }
}
