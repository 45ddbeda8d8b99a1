package io.ixi.cli;

import io.ixi.node.genesis.Modules;
import io.ixi.vm.kernel.module.Registry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Someone who types command lines, without a terminal. */
final class Person {
    static final Registry REGISTRY = Modules.executor().registry();

    private final Map<String, String> environment = new TreeMap<>();
    private Locale language = Locale.ENGLISH;
    private String input = "";

    record Ran(int code, String out, String err) {
        JsonNode json() {
            return Terminal.JSON.readTree(out);
        }

        String error() {
            return Terminal.JSON.readTree(err).path("error").path("name").asString();
        }
    }

    Person with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Person typing(String text) {
        input = text;
        return this;
    }

    Person speaking(String tag) {
        language = Locale.of(tag);
        return this;
    }

    /** A command line without quotes. */
    Ran types(String line) {
        return ixi(line.split(" ", -1));
    }

    Ran ixi(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                environment,
                Texts.of(Main.BUNDLE, language),
                false);
        int code = Main.run(terminal, () -> REGISTRY, arguments);
        return new Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
