package io.ixi.testnet.local;

import io.ixi.cli.Main;
import io.ixi.cli.Terminal;
import io.ixi.cli.Texts;
import io.ixi.node.genesis.Modules;
import io.ixi.testnet.TestnetCommand;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Everyday commands one after the other in one process, which {@link Warmup} records so that each starts fast. */
final class Rehearsal {
    private Rehearsal() {}

    /** Needs the address of a running node and an empty folder; what the commands print goes nowhere. */
    public static void main(String[] arguments) {
        String rpc = arguments[0];
        Path folder = Path.of(arguments[1]);
        List.of(
                        List.of("--help"),
                        List.of("version"),
                        List.of("keys", "list"),
                        List.of("query", "bank", "balance", "--account", "demo:alice", "--rpc", rpc),
                        List.of(
                                "tx",
                                "send",
                                "--from",
                                "demo:alice",
                                "--to",
                                "demo:bob",
                                "--amount",
                                "1",
                                "--wait",
                                "--rpc",
                                rpc),
                        List.of("testnet", "status", "--dir", folder.toString()))
                .forEach(words -> play(folder, words));
        Founding founding = Founding.demo(2, 0);
        LocalNetwork.create(folder.resolve("net"), Texts.of(TestnetCommand.BUNDLE, Locale.ENGLISH), founding);
        try (Probe probe = new Probe(URI.create(rpc))) {
            probe.ask();
        }
    }

    private static void play(Path home, List<String> words) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(
                nowhere,
                nowhere,
                InputStream.nullInputStream(),
                Map.of("IXI_HOME", home.toString()),
                Texts.of("io.ixi.cli.messages", Locale.ENGLISH),
                false);
        Main.run(terminal, () -> Modules.executor().registry(), words.toArray(String[]::new));
    }
}
