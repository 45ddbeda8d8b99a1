package io.ixi.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Any JSON answer as text for people: names and values in columns, lists of objects as tables. */
final class Listing {
    private static final int LONG = 100;

    private Listing() {}

    static void print(Terminal terminal, JsonNode value) {
        print(terminal, value, "");
    }

    private static void print(Terminal terminal, JsonNode value, String indent) {
        if (value.isObject()) {
            object(terminal, value, indent);
        } else if (value.isArray()) {
            array(terminal, value, indent);
        } else {
            terminal.line(indent + scalar(value));
        }
    }

    private static void object(Terminal terminal, JsonNode object, String indent) {
        int width = object.properties().stream()
                .filter(entry -> !entry.getValue().isContainer())
                .mapToInt(entry -> entry.getKey().length())
                .max()
                .orElse(0);
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            JsonNode value = entry.getValue();
            if (!value.isContainer()) {
                String name = entry.getKey();
                terminal.line(indent + name + " ".repeat(width - name.length() + 2) + scalar(value));
            } else if (value.isEmpty()) {
                terminal.line(indent + entry.getKey() + "  -");
            } else {
                terminal.line(indent + entry.getKey());
                print(terminal, value, indent + "  ");
            }
        }
    }

    private static void array(Terminal terminal, JsonNode array, String indent) {
        boolean flat = true;
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode item : array) {
            flat &= item.isObject()
                    && item.properties().stream().noneMatch(e -> e.getValue().isContainer());
            item.properties().forEach(entry -> names.add(entry.getKey()));
        }
        if (!flat || names.isEmpty()) {
            for (JsonNode item : array) {
                if (item.isContainer()) {
                    terminal.line(indent + "-");
                    print(terminal, item, indent + "  ");
                } else {
                    terminal.line(indent + scalar(item));
                }
            }
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode item : array) {
            List<String> row = new ArrayList<>();
            names.forEach(name -> row.add((row.isEmpty() ? indent : "") + scalar(item.path(name))));
            rows.add(row);
        }
        List<String> headings = new ArrayList<>();
        names.forEach(name -> headings.add((headings.isEmpty() ? indent : "") + name));
        terminal.table(headings, rows);
    }

    private static String scalar(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "-";
        }
        String text = value.asString();
        if (text.isEmpty()) {
            return "-";
        }
        return text.length() <= LONG ? text : text.substring(0, LONG) + "... (" + text.length() + ")";
    }
}
