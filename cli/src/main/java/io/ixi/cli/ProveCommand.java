package io.ixi.cli;

import com.google.protobuf.ByteString;
import io.ixi.cli.prove.CredentialFiles;
import io.ixi.cli.prove.PassWallet;
import io.ixi.cli.prove.Records;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.ssi.pass.Presentation;
import io.ixi.vm.ssi.pass.proto.PublishRoot;
import io.ixi.vm.ssi.pass.proto.TypeNumber;
import io.ixi.vm.ssi.pass.proto.TypeQuery;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.statement.Credential;
import io.ixi.zkp.statement.Measurement;
import io.ixi.zkp.statement.Pass;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ixi prove ...}: what holds of credentials and of sums of numbers is shown, and nothing else. */
@Command(name = "prove")
final class ProveCommand extends Group {
    private ProveCommand(Terminal terminal) {
        super(terminal);
    }

    static CommandLine line(Terminal terminal) {
        CommandLine line = new CommandLine(new ProveCommand(terminal));
        line.addSubcommand(new Holder(terminal));
        line.addSubcommand(new Issue(terminal));
        line.addSubcommand(new Revoke(terminal));
        line.addSubcommand(new Show(terminal));
        line.addSubcommand(new Commit(terminal));
        line.addSubcommand(new Sum(terminal));
        return line;
    }

    private static ByteString id(Terminal terminal, String hex, String option) {
        try {
            return ByteString.copyFrom(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException e) {
            throw new FailedException(FailedException.USAGE, "USAGE", terminal.text("usage.value", hex, option), null);
        }
    }

    @Command(name = "holder")
    private static final class Holder extends WalletSession {
        Holder(Terminal terminal) {
            super(terminal);
        }

        @Override
        void act(Open open) {
            String holder = CredentialFiles.hex(
                    new PassWallet(open.chain(), open.asks(), open.secrets, open.proofs()).holder());
            if (terminal.json()) {
                terminal.json(Terminal.JSON.createObjectNode().put("holder", holder));
            } else {
                terminal.line(holder);
            }
        }
    }

    /** An issuer's work: its list of credentials is a file, its root is on the chain. */
    private abstract static class Issuing extends WalletSession {
        @Option(names = "--type", paramLabel = "ID", required = true, descriptionKey = "prove.type")
        String type = "";

        @Option(names = "--list", paramLabel = "FILE", required = true, descriptionKey = "prove.list")
        Path list = Path.of("");

        Issuing(Terminal terminal) {
            super(terminal);
        }

        void publish(Open open, List<Quad> leaves) {
            Quad root = Quad.of(CredentialFiles.tree(leaves).root());
            open.send(PublishRoot.newBuilder()
                    .setType(id(terminal, type, "--type"))
                    .setRoot(ByteString.copyFrom(root.toBytes()))
                    .build());
        }
    }

    @Command(name = "issue")
    private static final class Issue extends Issuing {
        @Option(names = "--holder", paramLabel = "HEX", required = true, descriptionKey = "prove.holder")
        private String holder = "";

        @Option(names = "--claim", paramLabel = "N=VALUE", descriptionKey = "prove.claim")
        private Map<Integer, Long> claims = Map.of();

        @Option(names = "--days", paramLabel = "N", defaultValue = "365", descriptionKey = "prove.days")
        private int days;

        @Option(names = "--out", paramLabel = "FILE", required = true, descriptionKey = "prove.out")
        private Path out = Path.of("");

        Issue(Terminal terminal) {
            super(terminal);
        }

        @Override
        void act(Open open) throws IOException, RpcException {
            List<Quad> leaves = CredentialFiles.readList(list);
            if (leaves.isEmpty()) {
                publish(open, leaves);
            }
            TypeQuery query =
                    TypeQuery.newBuilder().setType(id(terminal, type, "--type")).build();
            long number = open.asks()
                    .ask("pass/type", query, TypeNumber.getDefaultInstance())
                    .getNumber();
            List<Long> values = new ArrayList<>(Collections.nCopies(Pass.CLAIMS, 0L));
            claims.forEach((claim, value) -> values.set(checked(claim, value), value));
            byte[] salt = new byte[Quad.BYTES];
            new SecureRandom().nextBytes(salt);
            Credential credential = new Credential(
                    number,
                    Presentation.day(open.timeMs()) + days,
                    leaves.size(),
                    CredentialFiles.word(holder),
                    values,
                    Quad.fromHash(salt));
            CredentialFiles.writeCredential(out, credential);
            leaves.add(credential.leaf());
            CredentialFiles.writeList(list, leaves);
            publish(open, leaves);
        }

        private int checked(int claim, long value) {
            if (claim < 0 || claim >= Pass.CLAIMS || value < 0 || value >= 1L << 60) {
                throw new FailedException(
                        FailedException.USAGE,
                        "USAGE",
                        terminal.text("usage.value", claim + "=" + value, "--claim"),
                        null);
            }
            return claim;
        }
    }

    @Command(name = "revoke")
    private static final class Revoke extends Issuing {
        @Option(names = "--number", paramLabel = "N", required = true, descriptionKey = "prove.number")
        private int number;

        Revoke(Terminal terminal) {
            super(terminal);
        }

        @Override
        void act(Open open) throws IOException {
            List<Quad> leaves = CredentialFiles.readList(list);
            if (number < 0 || number >= leaves.size()) {
                throw new FailedException(
                        FailedException.USAGE, "USAGE", terminal.text("usage.value", number, "--number"), null);
            }
            leaves.set(number, Quad.ZERO);
            CredentialFiles.writeList(list, leaves);
            publish(open, leaves);
        }
    }

    @Command(name = "credential")
    private static final class Show extends WalletSession {
        @Option(names = "--credential", paramLabel = "FILE", required = true, descriptionKey = "prove.credential")
        private Path credential = Path.of("");

        @Option(names = "--list", paramLabel = "FILE", required = true, descriptionKey = "prove.list")
        private Path list = Path.of("");

        @Option(names = "--verifier", paramLabel = "ID", required = true, descriptionKey = "prove.verifier")
        private String verifier = "";

        @Option(names = "--allowed", paramLabel = "VALUES", split = ",", descriptionKey = "prove.allowed")
        private List<Long> allowed = List.of();

        Show(Terminal terminal) {
            super(terminal);
        }

        @Override
        void act(Open open) throws IOException, RpcException {
            PassWallet wallet = new PassWallet(open.chain(), open.asks(), open.secrets, open.proofs());
            open.send(wallet.present(
                    open.account(),
                    Bytes.wrap(id(terminal, verifier, "--verifier").toByteArray()),
                    CredentialFiles.readCredential(credential),
                    CredentialFiles.readList(list),
                    allowed,
                    open.timeMs()));
        }
    }

    /** Numbers of a series and their total. */
    private abstract static class Numbers extends WalletSession {
        @Option(names = "--series", paramLabel = "ID", required = true, descriptionKey = "prove.series")
        private String series = "";

        Numbers(Terminal terminal) {
            super(terminal);
        }

        ByteString series() {
            return id(terminal, series, "--series");
        }

        Records records(Open open) {
            return new Records(open.chain(), open.asks(), open.proofs());
        }
    }

    @Command(name = "record")
    private static final class Commit extends Numbers {
        @Option(names = "--value", paramLabel = "N", required = true, descriptionKey = "prove.value")
        private long value;

        @Option(names = "--out", paramLabel = "FILE", required = true, descriptionKey = "prove.record.out")
        private Path out = Path.of("");

        Commit(Terminal terminal) {
            super(terminal);
        }

        @Override
        void act(Open open) throws IOException, RpcException {
            Measurement record = records(open).record(series(), value);
            // first the file: a commitment whose salt is lost would block the total
            Records.write(out, record);
            open.send(Records.commit(series(), record));
        }
    }

    @Command(name = "total")
    private static final class Sum extends Numbers {
        @Option(
                names = "--record",
                paramLabel = "FILE",
                required = true,
                arity = "1..*",
                descriptionKey = "prove.records")
        private List<Path> files = List.of();

        Sum(Terminal terminal) {
            super(terminal);
        }

        @Override
        void act(Open open) throws IOException, RpcException {
            List<Measurement> read = new ArrayList<>();
            for (Path file : files) {
                read.add(Records.read(file));
            }
            open.send(records(open).publish(series(), read));
        }
    }
}
