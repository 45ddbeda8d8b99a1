package io.ixi.node.config;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One table of the file. Values may also be texts, as the environment gives them. Read by hand: a mapper that reflects
 * on records took a tenth of a node's start. Every wrong value is a {@link ConfigException} naming its key.
 */
final class Section {
    private final ObjectNode table;
    private final String at;
    private final TreeSet<String> unread = new TreeSet<>();

    /** @param at where it stands, with a dot at the end; empty for the file itself */
    Section(ObjectNode table, String at) {
        this.table = table;
        this.at = at;
        unread.addAll(table.propertyNames());
    }

    /** Null if it is not there. */
    @Nullable
    Section section(String key) {
        JsonNode value = take(key);
        return value == null ? null : new Section(object(value, at + key), at + key + ".");
    }

    /** Empty if it is not there. */
    Section sectionOrEmpty(String key) {
        Section there = section(key);
        return there == null ? new Section(JsonNodeFactory.instance.objectNode(), at + key + ".") : there;
    }

    List<Section> sections(String key) {
        List<Section> sections = new ArrayList<>();
        for (JsonNode value : list(key)) {
            sections.add(new Section(object(value, at + key), at + key + "."));
        }
        return sections;
    }

    @Nullable
    String text(String key) {
        JsonNode value = take(key);
        return value == null ? null : text(value, key);
    }

    String text(String key, String otherwise) {
        String text = text(key);
        return text == null ? otherwise : text;
    }

    /** Not blank. */
    String needText(String key) {
        String text = text(key);
        if (text == null || text.isBlank()) {
            throw missing(key);
        }
        return text;
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : list(key)) {
            texts.add(text(value, key));
        }
        return texts;
    }

    int port(String key) {
        if (!table.has(key)) {
            throw missing(key);
        }
        return integer(key, 0, 0, 65_535);
    }

    /** A whole number within both bounds. */
    int integer(String key, int otherwise, int low, int high) {
        return (int) integer(key, (long) otherwise, low, high);
    }

    /** A whole number within both bounds. */
    long integer(String key, long otherwise, long low, long high) {
        JsonNode value = take(key);
        if (value == null) {
            return otherwise;
        }
        String written = value.asString("");
        long number;
        try {
            number = Long.parseLong(written.strip());
        } catch (NumberFormatException e) {
            throw new ConfigException("node.toml: " + at + key + " must be a whole number, not " + value + ".", e);
        }
        if (number < low || number > high) {
            throw new ConfigException(
                    "node.toml: " + at + key + " must be " + low + ".." + high + ", not " + number + ".");
        }
        return number;
    }

    /** False if it is not there. */
    boolean flag(String key) {
        JsonNode value = take(key);
        if (value == null) {
            return false;
        }
        return switch (value.asString("")) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new ConfigException("node.toml: " + at + key + " must be true or false, not " + value + ".");
        };
    }

    /** Refuses keys that nobody asked for. */
    void end() {
        if (!unread.isEmpty()) {
            throw new ConfigException("node.toml: " + at + unread.first() + " is not a setting; remove it.");
        }
    }

    private @Nullable JsonNode take(String key) {
        unread.remove(key);
        return table.get(key);
    }

    private List<JsonNode> list(String key) {
        JsonNode value = take(key);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw new ConfigException("node.toml: " + at + key + " must be a list.");
        }
        return List.copyOf(value.asArray().elements());
    }

    private String text(JsonNode value, String key) {
        if (!value.isString()) {
            throw new ConfigException("node.toml: " + at + key + " must be a text in quotes, not " + value + ".");
        }
        return value.stringValue();
    }

    private static ObjectNode object(JsonNode value, String name) {
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw new ConfigException("node.toml: " + name + " must be a table, not " + value + ".");
    }

    private ConfigException missing(String key) {
        return new ConfigException("node.toml: " + at + key + " is missing.");
    }
}
