package io.ixi.testnet.chaos;

import io.ixi.cli.FailedException;
import io.ixi.cli.RpcClient;
import io.ixi.cli.RpcException;
import io.ixi.cli.Terminal;
import io.ixi.cli.Texts;
import io.ixi.consensus.types.Hash;
import io.ixi.testnet.load.Funding;
import io.ixi.testnet.load.Payer;
import io.ixi.testnet.local.LocalNetwork;
import io.ixi.testnet.local.Network;
import io.ixi.testnet.local.Shared;
import io.ixi.testnet.local.TemporaryNetwork;
import io.ixi.vm.kernel.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ixi testnet chaos}: faults on real processes, and what became of what the clients were told. */
@Command(name = "chaos")
public final class ChaosCommand extends Shared implements Runnable {
    private static final long FUNDS = 4_000_000_000_000_000L;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int RECEIVER = 1_000_000;

    /** Tells the accounts of this run from all others. */
    private final long run = System.nanoTime() ^ ProcessHandle.current().pid();

    @Option(names = "--minutes", paramLabel = "M", defaultValue = "1")
    private int minutes;

    @Option(names = "--rounds", paramLabel = "N")
    private int rounds = Integer.MAX_VALUE;

    @Option(names = "--seed", paramLabel = "S")
    private @Nullable Long seed;

    @Option(names = "--faults", paramLabel = "F", split = ",", descriptionKey = "chaos.faults")
    private Set<String> faults = Set.of();

    @Option(names = "--rate", paramLabel = "TX/S", defaultValue = "0", descriptionKey = "chaos.rate")
    private int rate;

    @Option(names = "--accounts", paramLabel = "N", defaultValue = "48", descriptionKey = "chaos.accounts")
    private int accounts;

    @Option(names = "--validators", paramLabel = "N", defaultValue = "4", descriptionKey = "load.validators")
    private int validators;

    @Option(names = "--rpc", paramLabel = "URL", split = ",", descriptionKey = "chaos.rpc")
    private List<URI> rpc = List.of();

    public ChaosCommand(Terminal terminal, Texts texts) {
        super(terminal, texts);
    }

    @Override
    public void run() {
        checkRange("--minutes", minutes, 1, 10_000);
        checkRange("--rounds", rounds, 1, Integer.MAX_VALUE);
        checkRange("--accounts", accounts, 1, 1_000);
        checkRange("--rate", rate, 0, 100_000);
        wanted(true);
        checkRange("--validators", validators, 4, 100);
        long number = seed == null ? ThreadLocalRandom.current().nextLong(Long.MAX_VALUE) : seed;
        Report report = rpc.isEmpty() && !dirNamed() ? onOwn(number) : onRunning(number);
        if (terminal.json()) {
            terminal.json(report.json());
        } else {
            print(report);
        }
        if (!report.sound()) {
            throw new FailedException(
                    FailedException.FAILED, "BROKEN", texts.text("chaos.broken", number), report.errors() + "");
        }
    }

    private Report onOwn(long number) {
        Map<Address, Long> funds = new TreeMap<>();
        payers().forEach(payer -> funds.put(payer.address(), FUNDS));
        try (TemporaryNetwork own = new TemporaryNetwork("chaos", validators, funds, texts)) {
            Path directory = own.network().path();
            try {
                Network.Member last = own.network().network().validators().getLast();
                SmallDisk disk =
                        SmallDisk.mount(last.home(directory).resolve("state")).orElse(null);
                if (disk != null) {
                    own.unmount(disk::close);
                }
                own.start(terminal);
                Report report = measure(own.network(), disk, number);
                if (!report.sound()) {
                    keep(own);
                }
                return report;
            } catch (IOException | UncheckedIOException | IllegalStateException e) {
                keep(own);
                throw stuck(e, directory);
            }
        }
    }

    private void keep(TemporaryNetwork own) {
        own.keep();
        terminal.note(texts.text("chaos.kept", own.network().path()));
    }

    private FailedException stuck(Exception e, Path directory) {
        return new FailedException(
                FailedException.FAILED,
                "STUCK",
                texts.text("chaos.stuck", String.valueOf(e.getMessage())),
                texts.text("chaos.stuck.hint", directory));
    }

    private Report onRunning(long number) {
        LocalNetwork network = open();
        List<URI> doors = network.doors();
        if (!rpc.isEmpty()
                && !rpc.stream()
                        .map(URI::getPort)
                        .toList()
                        .equals(doors.stream().map(URI::getPort).toList())) {
            throw new FailedException(
                    FailedException.CONFLICT,
                    "NOT_THIS_NETWORK",
                    texts.text("chaos.foreign", rpc, network.path()),
                    texts.text("chaos.foreign.hint"));
        }
        if (!network.status().stream().allMatch(LocalNetwork.Report::running)) {
            throw new FailedException(
                    FailedException.CONFLICT, "NOT_RUNNING", texts.text("chaos.down", network.path()), null);
        }
        terminal.progress(texts.text("load.fund", accounts));
        try {
            Funding.pay(doors.getFirst(), payers().stream().map(Payer::address).toList());
            return measure(network, null, number);
        } catch (RpcException e) {
            throw new FailedException(
                    FailedException.REJECTED,
                    e.name(),
                    texts.text("load.unfunded", String.valueOf(e.getMessage())),
                    texts.text("load.unfunded.hint"));
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            throw stuck(e, network.path());
        }
    }

    private List<Payer> payers() {
        return IntStream.range(0, accounts).mapToObj(i -> Payer.of(run, i)).toList();
    }

    private Report measure(LocalNetwork network, @Nullable SmallDisk disk, long number) throws IOException {
        List<URI> doors = network.doors();
        Acknowledged log = new Acknowledged();
        Start start = start(doors.getFirst());
        Address receiver = Payer.of(run, RECEIVER).address();
        Set<Fault> wanted = wanted(disk != null);
        terminal.note(texts.text("chaos.begin", Long.toString(number), accounts, Fault.labels(wanted)));
        if (disk == null) {
            terminal.note(texts.text("chaos.nodisk"));
        }
        try (Heartbeat heartbeat = new Heartbeat(doors);
                Audit audit = new Audit(doors, start.height);
                Clients clients = new Clients(
                        doors,
                        payers(),
                        rate,
                        receiver,
                        start.chain,
                        () -> Math.max(start.height, heartbeat.height()),
                        log)) {
            Chaos chaos = new Chaos(network, disk, heartbeat, wanted, new SplittableRandom(number), this::tell);
            chaos.run(System.nanoTime() + Duration.ofMinutes(minutes).toNanos(), rounds, audit::read);
            int unfinished = clients.finish();
            terminal.progress(texts.text("chaos.audit"));
            audit.read(chaos.settle(log.highest()));
            check(audit, log, receiver, unfinished);
            return chaos.report(number, rate, log, audit.verdict(log.heights()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Rounds are long: where nobody watches each is a line. */
    private void tell(String key, Object... arguments) {
        if (terminal.live()) {
            terminal.progress(texts.text(key, arguments));
        } else {
            terminal.note(texts.text(key, arguments));
        }
    }

    /** Money tells of effects what ids tell of transactions: each transfer moved one unit, once. */
    private static void check(Audit audit, Acknowledged log, Address receiver, int unfinished) {
        if (unfinished > 0) {
            log.error("UNFINISHED_" + unfinished);
        } else if (audit.balance(receiver).longValueExact() != log.count()) {
            log.error("BALANCE_" + audit.balance(receiver) + "_OF_" + log.count());
        }
    }

    private record Start(Hash chain, long height) {}

    private static Start start(URI node) throws IOException {
        try (RpcClient client = new RpcClient(node, PATIENCE)) {
            var header = client.call("ixi_getBlock").path("header");
            return new Start(
                    Hash.fromHex(header.path("chain").asString()),
                    Long.parseLong(header.path("height").asString()));
        } catch (RpcException e) {
            throw new IOException(e);
        }
    }

    private void print(Report report) {
        terminal.line(texts.text("chaos.done", report.rounds(), report.kills(), report.counts()));
        terminal.line(texts.text(
                "chaos.sound",
                report.acknowledged(),
                report.verdict().lost(),
                report.verdict().duplicated(),
                report.verdict().diverged(),
                report.errors().size()));
        terminal.line(texts.text(
                "chaos.recovery",
                text(report.recovery(), 50),
                text(report.recovery(), 99),
                text(report.restartToVote(), 50),
                text(report.restartToVote(), 99)));
        terminal.line(texts.text(
                "chaos.gaps",
                text(report.leaderGap(), 50),
                text(report.leaderGap(), 99),
                text(report.allKill(), 50),
                text(report.allKill(), 99)));
    }

    private static Object text(Report.Times times, int percent) {
        Long value = times.percentile(percent);
        return value == null ? "-" : value;
    }

    /** The faults to do: those of {@code --faults}, or all that can be done here. */
    private Set<Fault> wanted(boolean smallDisk) {
        Set<Fault> wanted = EnumSet.noneOf(Fault.class);
        for (Fault fault : Fault.values()) {
            if ((faults.isEmpty() || faults.contains(fault.label())) && (smallDisk || fault != Fault.FULL_DISK)) {
                wanted.add(fault);
            }
        }
        List<String> known = Arrays.stream(Fault.values()).map(Fault::label).toList();
        if (wanted.isEmpty() || !known.containsAll(faults)) {
            throw new FailedException(
                    FailedException.USAGE,
                    "BAD_FAULTS",
                    texts.text("chaos.badfaults", String.join(", ", faults)),
                    texts.text("chaos.badfaults.hint", String.join(", ", known)));
        }
        return wanted;
    }
}
