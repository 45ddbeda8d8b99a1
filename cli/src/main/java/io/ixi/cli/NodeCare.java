package io.ixi.cli;

import io.ixi.node.care.Backup;
import io.ixi.node.care.Doctor;
import io.ixi.node.care.Finding;
import io.ixi.node.care.OwnerDoor;
import io.ixi.node.config.ConfigException;
import io.ixi.node.config.NodeConfig;
import io.ixi.node.journal.StorageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ixi node doctor, backup, restore}: how an operator looks after a node's home. */
final class NodeCare {
    private NodeCare() {}

    /** {@code ixi node doctor}: explains a home and changes nothing in it. */
    @Command(name = "doctor")
    static final class Examine implements Callable<Integer> {
        private final Terminal terminal;

        @Option(names = "--home", paramLabel = "DIR", required = true)
        private Path home = Path.of("");

        @Option(names = "--deep")
        private boolean deep;

        Examine(Terminal terminal) {
            this.terminal = terminal;
        }

        /** 0: nothing to do. 1: something needs attention. Else: what the start would exit with. */
        @Override
        public Integer call() {
            List<Finding> findings = Doctor.examine(absolute(home), terminal.environment(), deep);
            if (terminal.json()) {
                terminal.json(json(findings));
            } else {
                findings.forEach(this::print);
                terminal.line(
                        terminal.text("doctor.verdict." + worst(findings).name().toLowerCase(Locale.ROOT)));
            }
            int fatal = findings.stream().mapToInt(Finding::exitCode).max().orElse(0);
            return fatal > 0 ? fatal : worst(findings) == Finding.Level.WARNING ? FailedException.FAILED : 0;
        }

        private static Finding.Level worst(List<Finding> findings) {
            return findings.stream()
                    .map(Finding::level)
                    .max(Finding.Level::compareTo)
                    .orElse(Finding.Level.OK);
        }

        private void print(Finding finding) {
            String level =
                    terminal.text("doctor.level." + finding.level().name().toLowerCase(Locale.ROOT));
            terminal.line(level + "  " + text(finding));
            if (finding.level() != Finding.Level.OK) {
                terminal.line("      " + hint(finding));
            }
        }

        private ObjectNode json(List<Finding> findings) {
            ObjectNode all = Terminal.JSON.createObjectNode();
            all.put("verdict", worst(findings).name());
            ArrayNode list = all.putArray("findings");
            for (Finding finding : findings) {
                ObjectNode one = list.addObject();
                one.put("level", finding.level().name())
                        .put("code", finding.code().text());
                one.put("text", text(finding));
                if (finding.level() != Finding.Level.OK) {
                    one.put("hint", hint(finding));
                }
            }
            return all;
        }

        private String text(Finding finding) {
            return terminal.text(
                    "doctor." + finding.code().text(), finding.arguments().toArray());
        }

        private String hint(Finding finding) {
            return terminal.text(
                    "doctor." + finding.code().text() + ".hint",
                    finding.arguments().toArray());
        }
    }

    /** {@code ixi node backup}: copies the chain of a node, running or not. */
    @Command(name = "backup")
    static final class Save implements Callable<Integer> {
        private final Terminal terminal;

        @Option(names = "--home", paramLabel = "DIR", required = true)
        private Path home = Path.of("");

        @Option(names = "--to", paramLabel = "DIR", required = true)
        private Path to = Path.of("");

        @Option(names = "--with-key")
        private boolean withKey;

        Save(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            Path target = absolute(to);
            return attempt("NODE_BACKUP", () -> {
                NodeConfig config = NodeConfig.load(absolute(home), terminal.environment());
                Optional<Backup.Contents> running = OwnerDoor.askBackup(config.home(), target);
                Backup.Contents contents = running.isPresent() ? running.get() : Backup.copyStopped(config, target);
                if (withKey) {
                    Backup.copyKey(config, target);
                }
                if (terminal.json()) {
                    terminal.json(Terminal.JSON
                            .createObjectNode()
                            .put("directory", target.toString())
                            .put("chain", contents.chain().hex())
                            .put("height", Long.toString(contents.height()))
                            .put("hash", contents.hash().hex())
                            .put("while_running", running.isPresent())
                            .put("with_key", withKey));
                } else {
                    terminal.line(terminal.text("backup.done", contents.height(), target));
                    terminal.line(terminal.text(withKey ? "backup.key" : "backup.nokey"));
                }
            });
        }
    }

    /** {@code ixi node restore}: puts a backup in the place of a home's chain. */
    @Command(name = "restore")
    static final class Restore implements Callable<Integer> {
        private final Terminal terminal;

        @Option(names = "--home", paramLabel = "DIR", required = true)
        private Path home = Path.of("");

        @Option(names = "--from", paramLabel = "DIR", required = true)
        private Path from = Path.of("");

        @Option(names = "--older")
        private boolean older;

        Restore(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            return attempt("NODE_RESTORE", () -> {
                NodeConfig config = NodeConfig.load(absolute(home), terminal.environment());
                Backup.Restored restored = Backup.restore(absolute(from), config, older);
                if (terminal.json()) {
                    terminal.json(Terminal.JSON
                            .createObjectNode()
                            .put("height", Long.toString(restored.height()))
                            .put("height_before", Long.toString(restored.before()))
                            .put("may_vote", restored.remembers()));
                } else {
                    terminal.line(terminal.text("restore.done", restored.height(), config.home()));
                    terminal.line(terminal.text(restored.remembers() ? "restore.votes" : "restore.follows"));
                }
            });
        }
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private static int attempt(String name, Runnable action) {
        try {
            action.run();
            return 0;
        } catch (ConfigException e) {
            throw new FailedException(FailedException.FAILED, name, String.valueOf(e.getMessage()), null);
        } catch (StorageException e) {
            throw new FailedException(e.exitCode(), name, String.valueOf(e.getMessage()), null);
        }
    }
}
