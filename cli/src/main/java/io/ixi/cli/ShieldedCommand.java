package io.ixi.cli;

import io.ixi.cli.prove.ShieldedAddress;
import io.ixi.cli.prove.ShieldedWallet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ixi shielded ...}: payments whose parties and amounts nobody else sees. */
@Command(name = "shielded")
final class ShieldedCommand extends Group {
    private ShieldedCommand(Terminal terminal) {
        super(terminal);
    }

    static CommandLine line(Terminal terminal) {
        CommandLine line = new CommandLine(new ShieldedCommand(terminal));
        line.addSubcommand(new Receive(terminal));
        line.addSubcommand(new Balance(terminal));
        line.addSubcommand(new In(terminal));
        line.addSubcommand(new Pay(terminal));
        line.addSubcommand(new Out(terminal));
        return line;
    }

    private abstract static class Noted extends WalletSession {
        @Option(names = "--asset", paramLabel = "ASSET", defaultValue = "", descriptionKey = "shielded.asset")
        String asset = "";

        Noted(Terminal terminal) {
            super(terminal);
        }

        ShieldedWallet wallet(Open open) {
            return new ShieldedWallet(open.chain(), open.asks(), open.secrets, open.proofs());
        }

        ShieldedWallet read(Open open) throws IOException, RpcException {
            ShieldedWallet wallet = wallet(open);
            terminal.progress(terminal.text("shielded.reading"));
            wallet.read();
            return wallet;
        }
    }

    @Command(name = "address")
    private static final class Receive extends Noted {
        Receive(Terminal terminal) {
            super(terminal);
        }

        @Override
        void act(Open open) {
            String text = wallet(open).address().text();
            if (terminal.json()) {
                terminal.json(Terminal.JSON.createObjectNode().put("address", text));
            } else {
                terminal.line(text);
            }
        }
    }

    @Command(name = "balance")
    private static final class Balance extends Noted {
        Balance(Terminal terminal) {
            super(terminal);
        }

        @Override
        void act(Open open) throws IOException, RpcException {
            ShieldedWallet wallet = read(open);
            long balance = wallet.balance(asset);
            if (terminal.json()) {
                terminal.json(Terminal.JSON
                        .createObjectNode()
                        .put("balance", Long.toString(balance))
                        .put("notes", wallet.notes()));
            } else {
                terminal.line(terminal.text("shielded.balance", balance, wallet.notes()));
            }
        }
    }

    @Command(name = "deposit")
    private static final class In extends Noted {
        @Option(names = "--amount", paramLabel = "UNITS", required = true, descriptionKey = "shielded.amount")
        private long amount;

        In(Terminal terminal) {
            super(terminal);
        }

        @Override
        void act(Open open) throws IOException, RpcException {
            open.send(read(open).deposit(open.account(), asset, amount));
        }
    }

    @Command(name = "send")
    private static final class Pay extends Noted {
        @Option(names = "--amount", paramLabel = "UNITS", required = true, descriptionKey = "shielded.amount")
        private long amount;

        @Option(names = "--to", paramLabel = "ADDRESS|@FILE", required = true, descriptionKey = "shielded.to")
        private String to = "";

        Pay(Terminal terminal) {
            super(terminal);
        }

        @Override
        void act(Open open) throws IOException, RpcException {
            List<String> lines = to.startsWith("@") ? Files.readAllLines(Path.of(to.substring(1))) : List.of(to);
            ShieldedAddress payee = ShieldedAddress.parse(
                    lines.isEmpty() ? "" : lines.getFirst().strip());
            open.send(read(open).pay(open.account(), asset, payee, amount, 0));
        }
    }

    @Command(name = "withdraw")
    private static final class Out extends Noted {
        @Option(names = "--amount", paramLabel = "UNITS", required = true, descriptionKey = "shielded.amount")
        private long amount;

        @Option(names = "--to", paramLabel = "ACCOUNT", required = true, descriptionKey = "shielded.account")
        private String to = "";

        Out(Terminal terminal) {
            super(terminal);
        }

        @Override
        void act(Open open) throws IOException, RpcException {
            open.send(read(open).withdraw(open.account(), asset, address(to), amount, 0));
        }
    }
}
