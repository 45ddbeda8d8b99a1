package io.ixi.cli;

import io.ixi.rpc.credential.BadgePicture;
import io.ixi.rpc.credential.CredentialException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ixi badge ...}: badges in pictures, as Open Badges bakes them. */
@Command(name = "badge")
final class BadgeCommand extends Group {
    private BadgeCommand(Terminal terminal) {
        super(terminal);
    }

    static CommandLine line(Terminal terminal) {
        return new CommandLine(new BadgeCommand(terminal))
                .addSubcommand(new Bake(terminal))
                .addSubcommand(new Extract(terminal));
    }

    private static FailedException failed(CredentialException e) {
        return new FailedException(FailedException.FAILED, "PICTURE", String.valueOf(e.getMessage()), null);
    }

    @Command(name = "bake")
    private static final class Bake implements Runnable {
        private final Terminal terminal;

        @Parameters(index = "0", paramLabel = "PICTURE", descriptionKey = "badge.picture")
        private Path picture = Path.of("");

        @Parameters(index = "1", paramLabel = "BADGE", descriptionKey = "badge.badge")
        private Path badge = Path.of("");

        @Option(names = "--out", paramLabel = "FILE", required = true, descriptionKey = "badge.out")
        private Path out = Path.of("");

        Bake(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public void run() {
            try {
                String text = new String(CredentialCommand.read(terminal, badge), StandardCharsets.UTF_8).strip();
                byte[] baked = BadgePicture.bake(CredentialCommand.read(terminal, picture), text);
                CredentialCommand.write(terminal, out, baked);
                terminal.note(terminal.text("credential.written", out));
            } catch (CredentialException e) {
                throw failed(e);
            }
        }
    }

    @Command(name = "extract")
    private static final class Extract implements Runnable {
        private final Terminal terminal;

        @Parameters(paramLabel = "PICTURE", descriptionKey = "badge.picture")
        private Path picture = Path.of("");

        @Option(names = "--out", paramLabel = "FILE", descriptionKey = "credential.out")
        private @Nullable Path out;

        Extract(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public void run() {
            Optional<String> found;
            try {
                found = BadgePicture.extract(CredentialCommand.read(terminal, picture));
            } catch (CredentialException e) {
                throw failed(e);
            }
            if (found.isEmpty()) {
                throw new FailedException(
                        FailedException.FAILED, "NO_BADGE", terminal.text("badge.none", picture), null);
            }
            if (out == null) {
                terminal.line(found.get());
            } else {
                CredentialCommand.write(terminal, out, found.get().getBytes(StandardCharsets.UTF_8));
                terminal.note(terminal.text("credential.written", out));
            }
        }
    }
}
