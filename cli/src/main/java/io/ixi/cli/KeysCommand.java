package io.ixi.cli;

import io.ixi.cli.keys.Keystore;
import io.ixi.consensus.codec.MalformedException;
import io.ixi.vm.kernel.crypto.Bip39;
import io.ixi.vm.kernel.crypto.Derivation;
import io.ixi.vm.kernel.crypto.Scheme;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ixi keys ...}: the user's keys, encrypted in IXI_HOME. */
@Command(name = "keys")
final class KeysCommand extends Group {
    private KeysCommand(Terminal terminal) {
        super(terminal);
    }

    static CommandLine line(Terminal terminal) {
        CommandLine line = new CommandLine(new KeysCommand(terminal));
        line.addSubcommand(new New(terminal));
        line.addSubcommand(new Import(terminal));
        line.addSubcommand(new Listed(terminal));
        line.addSubcommand(new Show(terminal));
        return line;
    }

    /** Makes a key from a phrase. */
    private abstract static class Making implements Runnable {
        final Terminal terminal;
        final KeyRing ring;

        @Parameters(paramLabel = "NAME", descriptionKey = "keys.name")
        private String name = "";

        @Option(names = "--scheme", paramLabel = "44|65|87", defaultValue = "44")
        private int scheme;

        @Option(names = "--index", paramLabel = "N", defaultValue = "0")
        private int index;

        @Option(names = "--password-file", paramLabel = "FILE")
        private @Nullable Path passwordFile;

        Making(Terminal terminal) {
            this.terminal = terminal;
            this.ring = new KeyRing(terminal);
        }

        abstract String phrase();

        abstract void made(Keystore.Entry entry, String phrase);

        @Override
        public void run() {
            Scheme chosen = switch (scheme) {
                case 44 -> Scheme.ML_DSA_44;
                case 65 -> Scheme.ML_DSA_65;
                case 87 -> Scheme.ML_DSA_87;
                default ->
                    throw new FailedException(
                            FailedException.USAGE,
                            "USAGE",
                            terminal.text("usage.value", scheme, "--scheme 44|65|87"),
                            null);
            };
            if (index < 0) {
                throw new FailedException(
                        FailedException.USAGE, "USAGE", terminal.text("usage.value", index, "--index"), null);
            }
            ring.requireName(name);
            if (ring.address(name).isPresent()) {
                throw new FailedException(
                        FailedException.CONFLICT, "KEY_EXISTS", terminal.text("keys.exists", name), null);
            }
            String phrase = phrase();
            byte[] seed = seed(phrase, chosen);
            char[] password = ring.newPassword(name, passwordFile);
            try {
                made(ring.guarded(() -> ring.store().create(name, chosen, seed, password)), phrase);
            } finally {
                Arrays.fill(seed, (byte) 0);
                Arrays.fill(password, '\0');
            }
        }

        private byte[] seed(String phrase, Scheme chosen) {
            byte[] root;
            try {
                root = Bip39.seed(phrase, "");
            } catch (MalformedException e) {
                throw new FailedException(
                        FailedException.FAILED,
                        "BAD_PHRASE",
                        terminal.text("keys.phrase.bad", String.valueOf(e.getMessage())),
                        null);
            }
            try {
                return Derivation.keySeed(root, Derivation.Path.ofAccount(index), chosen);
            } finally {
                Arrays.fill(root, (byte) 0);
            }
        }
    }

    @Command(name = "new")
    private static final class New extends Making {
        New(Terminal terminal) {
            super(terminal);
        }

        @Override
        String phrase() {
            byte[] entropy = new byte[Bip39.DEFAULT_ENTROPY_BYTES];
            new SecureRandom().nextBytes(entropy);
            try {
                return Bip39.encode(entropy);
            } finally {
                Arrays.fill(entropy, (byte) 0);
            }
        }

        @Override
        void made(Keystore.Entry entry, String phrase) {
            if (terminal.json()) {
                terminal.json(json(entry).put("phrase", phrase));
                return;
            }
            terminal.line(
                    terminal.text("keys.made", entry.name(), entry.address().text()));
            terminal.line("");
            terminal.line(terminal.text("keys.phrase.once"));
            List<String> words = List.of(phrase.split(" ", -1));
            for (int row = 0; row < words.size(); row += 6) {
                terminal.line("  " + String.join(" ", words.subList(row, Math.min(words.size(), row + 6))));
            }
            terminal.line(terminal.text("keys.phrase.why"));
        }
    }

    @Command(name = "import")
    private static final class Import extends Making {
        Import(Terminal terminal) {
            super(terminal);
        }

        @Override
        String phrase() {
            char[] typed = terminal.askSecret(terminal.text("keys.phrase.ask"));
            String phrase = typed == null ? terminal.readLine() : new String(typed);
            if (phrase == null) {
                throw new FailedException(
                        FailedException.USAGE,
                        "BAD_PHRASE",
                        terminal.text("keys.phrase.none"),
                        terminal.text("keys.phrase.none.hint"));
            }
            return phrase;
        }

        @Override
        void made(Keystore.Entry entry, String phrase) {
            if (terminal.json()) {
                terminal.json(json(entry));
            } else {
                terminal.line(
                        terminal.text("keys.made", entry.name(), entry.address().text()));
            }
        }
    }

    @Command(name = "list")
    private static final class Listed implements Runnable {
        private final Terminal terminal;

        Listed(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public void run() {
            KeyRing ring = new KeyRing(terminal);
            Keystore.Contents contents = ring.guarded(() -> ring.store().list());
            List<Keystore.Entry> entries = contents.keys();
            if (terminal.json()) {
                ObjectNode json = Terminal.JSON.createObjectNode();
                ArrayNode keys = json.putArray("keys");
                entries.forEach(entry -> keys.add(json(entry)));
                ArrayNode damaged = json.putArray("damaged");
                contents.damaged()
                        .forEach(file ->
                                damaged.addObject().put("name", file.name()).put("reason", file.reason()));
                terminal.json(json);
                return;
            }
            contents.damaged()
                    .forEach(file -> terminal.note(terminal.text("keys.damaged", file.name(), file.reason())));
            if (entries.isEmpty()) {
                terminal.line(terminal.text("keys.empty"));
            } else {
                terminal.table(
                        List.of(
                                terminal.text("column.name"),
                                terminal.text("column.scheme"),
                                terminal.text("column.address")),
                        entries.stream()
                                .map(entry -> List.of(
                                        entry.name(),
                                        entry.scheme().title(),
                                        entry.address().text()))
                                .toList());
            }
        }
    }

    @Command(name = "show")
    private static final class Show implements Runnable {
        private final Terminal terminal;

        @Parameters(paramLabel = "NAME", descriptionKey = "keys.name")
        private String name = "";

        Show(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public void run() {
            KeyRing ring = new KeyRing(terminal);
            Keystore.Entry entry = ring.find(name)
                    .orElseThrow(() -> new FailedException(
                            FailedException.FAILED,
                            "NO_KEY",
                            terminal.text("keys.none", name),
                            terminal.text("keys.none.hint", name)));
            if (terminal.json()) {
                terminal.json(json(entry));
            } else {
                Listing.print(terminal, json(entry));
            }
        }
    }

    private static ObjectNode json(Keystore.Entry entry) {
        return Terminal.JSON
                .createObjectNode()
                .put("name", entry.name())
                .put("scheme", entry.scheme().title())
                .put("address", entry.address().text());
    }
}
