package io.ixi.cli;

import picocli.CommandLine;

/** A module that adds a command; found with {@link java.util.ServiceLoader}. */
public interface CommandSource {
    /** Name of the command after {@code ixi}. */
    String name();

    /** The command with its own texts set, in the terminal's language. */
    CommandLine command(Terminal terminal);
}
