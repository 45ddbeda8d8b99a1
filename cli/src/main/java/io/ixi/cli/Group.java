package io.ixi.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that only holds others: alone it shows them. */
public abstract class Group implements Runnable {
    private final Terminal terminal;

    @Spec
    private @Nullable CommandSpec spec;

    protected Group(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        if (spec != null) {
            terminal.line(spec.commandLine().getUsageMessage().stripTrailing());
        }
    }
}
