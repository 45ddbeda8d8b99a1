package io.ixi.testnet.local;

import io.ixi.cli.Main;
import io.ixi.cli.Terminal;
import io.ixi.cli.Texts;
import io.ixi.node.genesis.Modules;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Command lines as a person without a terminal types them. */
public final class Session {
    /** What one command left behind. */
    public record Ran(int code, String out, String err) {
        public JsonNode json() {
            return Terminal.JSON.readTree(out);
        }

        /** Name of the error in a JSON session. */
        public String error() {
            return Terminal.JSON
                    .readTree(err.substring(err.indexOf('{')))
                    .path("error")
                    .path("name")
                    .asString();
        }
    }

    private Session() {}

    /** A command line without quotes. */
    public static Ran types(String line) {
        return ixi(line.split(" ", -1));
    }

    public static Ran ixi(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(new byte[0]),
                Map.of(),
                Texts.of("io.ixi.cli.messages", Locale.ENGLISH),
                false);
        int code = Main.run(terminal, () -> Modules.executor().registry(), arguments);
        return new Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
