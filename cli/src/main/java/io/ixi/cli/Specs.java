package io.ixi.cli;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Commands that are made at run time. */
final class Specs {
    private Specs() {}

    /** A command that does something with itself. */
    static CommandSpec acting(String name, Consumer<CommandSpec> action) {
        Acting acting = new Acting(action);
        CommandSpec spec = CommandSpec.wrapWithoutInspection(acting).name(name);
        acting.spec = spec;
        return spec;
    }

    private static final class Acting implements Runnable {
        private final Consumer<CommandSpec> action;
        private @Nullable CommandSpec spec;

        Acting(Consumer<CommandSpec> action) {
            this.action = action;
        }

        @Override
        public void run() {
            action.accept(Objects.requireNonNull(spec));
        }
    }
}
