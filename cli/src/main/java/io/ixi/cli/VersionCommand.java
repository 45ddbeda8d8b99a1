package io.ixi.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.Command;
import tools.jackson.databind.node.ObjectNode;

/** {@code ixi version}. */
@Command(name = "version")
final class VersionCommand implements Runnable {
    private final Terminal terminal;

    VersionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** The release that this build belongs to. */
    static String version() {
        Properties properties = new Properties();
        try (InputStream in = VersionCommand.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "unknown");
    }

    @Override
    public void run() {
        String java = Runtime.version().toString();
        if (terminal.json()) {
            ObjectNode answer = Terminal.JSON.createObjectNode();
            terminal.json(answer.put("version", version()).put("java", java));
        } else {
            terminal.line("IXI " + version() + " (Java " + java + ")");
        }
    }
}
