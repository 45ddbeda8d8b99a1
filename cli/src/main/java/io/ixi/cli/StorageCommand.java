package io.ixi.cli;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.types.Bytes;
import io.ixi.node.provider.Card;
import io.ixi.node.provider.Ledger;
import io.ixi.node.provider.Provider;
import io.ixi.node.provider.Repository;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.repositorium.storage.proto.ProviderOffer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code ixi provider} and {@code ixi repo}: storage, from both sides. */
final class StorageCommand {
    private StorageCommand() {}

    static CommandLine provider(Terminal terminal) {
        return new CommandLine(new ProviderGroup(terminal)).addSubcommand(new Start(terminal));
    }

    static CommandLine repo(Terminal terminal) {
        return new CommandLine(new RepoGroup(terminal))
                .addSubcommand(new Put(terminal))
                .addSubcommand(new Get(terminal))
                .addSubcommand(new Share(terminal))
                .addSubcommand(new Shred(terminal));
    }

    @Command(name = "provider")
    static final class ProviderGroup extends Group {
        ProviderGroup(Terminal terminal) {
            super(terminal);
        }
    }

    @Command(name = "repo")
    static final class RepoGroup extends Group {
        RepoGroup(Terminal terminal) {
            super(terminal);
        }
    }

    /** What all of them need: a node and a key. */
    abstract static class Acting implements Runnable {
        final Terminal terminal;

        @Option(names = "--rpc", paramLabel = "URL")
        private @Nullable String rpc;

        @Option(names = "--from", paramLabel = "KEY", required = true)
        private String from = "";

        @Option(names = "--password-file", paramLabel = "FILE")
        private @Nullable Path passwordFile;

        Acting(Terminal terminal) {
            this.terminal = terminal;
        }

        URI node() {
            String text = rpc != null ? rpc : terminal.environment("IXI_NODE").orElse(Door.DEFAULT);
            try {
                return URI.create(text);
            } catch (IllegalArgumentException e) {
                throw new FailedException(
                        FailedException.USAGE,
                        "USAGE",
                        terminal.text("rpc.url", text),
                        terminal.text("rpc.url.hint", Door.DEFAULT));
            }
        }

        abstract void act(SigningKey key) throws IOException, Ledger.RefusedException;

        @Override
        public void run() {
            try (SigningKey key = new KeyRing(terminal).unlock(from, passwordFile)) {
                act(key);
            } catch (IOException e) {
                throw new FailedException(
                        FailedException.FAILED,
                        "STORAGE",
                        terminal.text("storage.failed", String.valueOf(e.getMessage())),
                        null);
            } catch (Ledger.RefusedException e) {
                throw new FailedException(
                        FailedException.REJECTED,
                        String.valueOf(e.getMessage()),
                        terminal.text("storage.refused", String.valueOf(e.getMessage())),
                        null);
            }
        }

        Path card(Bytes blob) {
            return terminal.home().resolve("blobs").resolve(HexFormat.of().formatHex(blob.toArray()) + ".json");
        }

        Bytes id(String text) {
            if (!text.matches("[0-9a-f]{40}")) {
                throw new FailedException(
                        FailedException.USAGE, "USAGE", terminal.text("usage.value", text, "BLOB"), null);
            }
            return Bytes.wrap(HexFormat.of().parseHex(text));
        }

        Amount amount(String text) {
            try {
                return Amount.parse(text);
            } catch (ArithmeticException e) {
                throw new FailedException(
                        FailedException.USAGE, "USAGE", terminal.text("usage.value", text, "AMOUNT"), null);
            }
        }

        void say(ObjectNode json, String line) {
            if (terminal.json()) {
                terminal.json(json);
            } else {
                terminal.line(line);
            }
        }
    }

    /** {@code ixi provider start}. */
    @Command(name = "start")
    static final class Start extends Acting {
        @Option(names = "--dir", paramLabel = "DIR", required = true)
        private Path folder = Path.of("");

        @Option(names = "--bind", paramLabel = "HOST", defaultValue = "127.0.0.1")
        private String bind = "";

        @Option(names = "--port", paramLabel = "PORT", defaultValue = "26900")
        private int port;

        @Option(names = "--endpoint", paramLabel = "URL")
        private @Nullable String endpoint;

        @Option(names = "--capacity", paramLabel = "BYTES", defaultValue = "10737418240")
        private long capacity;

        @Option(names = "--price", paramLabel = "AMOUNT", defaultValue = "100")
        private String price = "";

        @Option(names = "--collateral", paramLabel = "AMOUNT", defaultValue = "110000000")
        private String collateral = "";

        Start(Terminal terminal) {
            super(terminal);
        }

        @Override
        void act(SigningKey key) throws IOException, Ledger.RefusedException {
            Provider provider =
                    new Provider(node(), key, folder.toAbsolutePath().normalize(), new InetSocketAddress(bind, port));
            Runtime.getRuntime().addShutdownHook(new Thread(provider::close, "stop"));
            String reached = endpoint == null ? "http://" + bind + ":" + provider.port() : endpoint;
            provider.register(
                    ProviderOffer.newBuilder()
                            .setCapacity(capacity)
                            .setPrice(amount(price).toByteString())
                            .setEndpoint(reached)
                            .build(),
                    amount(collateral));
            terminal.line(terminal.text("provider.ready", reached, folder));
            provider.run();
        }
    }

    /** {@code ixi repo put}. */
    @Command(name = "put")
    static final class Put extends Acting {
        @Parameters(paramLabel = "FILE")
        private Path file = Path.of("");

        @Option(names = "--data", paramLabel = "N", defaultValue = "4")
        private int data;

        @Option(names = "--shards", paramLabel = "N", defaultValue = "6")
        private int shards;

        @Option(names = "--epochs", paramLabel = "N", defaultValue = "24")
        private int epochs;

        @Option(names = "--public")
        private boolean open;

        @Option(names = "--max-price", paramLabel = "AMOUNT", defaultValue = "1000000000000")
        private String maxPrice = "";

        Put(Terminal terminal) {
            super(terminal);
        }

        @Override
        void act(SigningKey key) throws IOException, Ledger.RefusedException {
            if (data < 1 || shards < data || shards > 32) {
                throw new FailedException(
                        FailedException.USAGE,
                        "USAGE",
                        terminal.text("usage.value", data + "/" + shards, "--data, --shards"),
                        null);
            }
            long start = System.nanoTime();
            try (Repository repository = new Repository(node(), key)) {
                Card card = repository.put(file, new Repository.Terms(data, shards, epochs, open, amount(maxPrice)));
                card.write(card(card.blob()));
                String id = HexFormat.of().formatHex(card.blob().toArray());
                say(
                        json(id, Files.size(file), start),
                        terminal.text("repo.put", file, id, rate(Files.size(file), start)));
            }
        }
    }

    private static String rate(long bytes, long start) {
        long micros = Math.max(1, (System.nanoTime() - start) / 1_000);
        return Long.toString(bytes / micros);
    }

    private static ObjectNode json(String id, long bytes, long start) {
        return Terminal.JSON
                .createObjectNode()
                .put("blob", id)
                .put("bytes", bytes)
                .put("took_ms", (System.nanoTime() - start) / 1_000_000);
    }

    /** {@code ixi repo get}. */
    @Command(name = "get")
    static final class Get extends Acting {
        @Parameters(paramLabel = "BLOB")
        private String blob = "";

        @Option(names = "--out", paramLabel = "FILE", required = true)
        private Path out = Path.of("");

        @Option(names = "--card", paramLabel = "FILE")
        private @Nullable Path given;

        Get(Terminal terminal) {
            super(terminal);
        }

        @Override
        void act(SigningKey key) throws IOException, Ledger.RefusedException {
            Bytes id = id(blob);
            Path known = given == null ? card(id) : given;
            Card card = Files.exists(known)
                    ? Card.read(known)
                    : new Card(id, "", Bytes.wrap(new byte[32]), Bytes.wrap(new byte[32]));
            long start = System.nanoTime();
            try (Repository repository = new Repository(node(), key)) {
                repository.get(card, out);
            }
            say(
                    json(blob, Files.size(out), start),
                    terminal.text("repo.got", out, Files.size(out), rate(Files.size(out), start)));
        }
    }

    /** {@code ixi repo share}. */
    @Command(name = "share")
    static final class Share extends Acting {
        private static final long HOUR_MS = 3_600_000;

        @Parameters(paramLabel = "BLOB")
        private String blob = "";

        @Option(names = "--to", paramLabel = "ADDRESS", required = true)
        private String to = "";

        @Option(names = "--hours", paramLabel = "N", defaultValue = "24")
        private int hours;

        @Option(names = "--out", paramLabel = "FILE", required = true)
        private Path out = Path.of("");

        Share(Terminal terminal) {
            super(terminal);
        }

        @Override
        void act(SigningKey key) throws IOException, Ledger.RefusedException {
            Card card = Card.read(card(id(blob)));
            Address grantee = new KeyRing(terminal).address(to).orElseGet(() -> parsed(to));
            try (Repository repository = new Repository(node(), key)) {
                repository.share(card, grantee, hours * HOUR_MS);
            }
            card.write(out);
            say(
                    Terminal.JSON
                            .createObjectNode()
                            .put("blob", blob)
                            .put("to", grantee.text())
                            .put("card", out.toString()),
                    terminal.text("repo.shared", grantee.text(), out));
        }

        private Address parsed(String text) {
            try {
                return Address.parse(text);
            } catch (MalformedException e) {
                throw new FailedException(
                        FailedException.USAGE, "USAGE", terminal.text("usage.value", text, "--to"), null);
            }
        }
    }

    /** {@code ixi repo shred}. */
    @Command(name = "shred")
    static final class Shred extends Acting {
        @Parameters(paramLabel = "BLOB")
        private String blob = "";

        Shred(Terminal terminal) {
            super(terminal);
        }

        @Override
        void act(SigningKey key) throws IOException, Ledger.RefusedException {
            try (Repository repository = new Repository(node(), key)) {
                repository.shred(id(blob));
            }
            Card.destroy(card(id(blob)));
            say(Terminal.JSON.createObjectNode().put("blob", blob), terminal.text("repo.shredded", blob));
        }
    }
}
