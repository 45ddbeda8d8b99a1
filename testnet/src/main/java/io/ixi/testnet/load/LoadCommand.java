package io.ixi.testnet.load;

import io.ixi.cli.FailedException;
import io.ixi.cli.RpcException;
import io.ixi.cli.Terminal;
import io.ixi.cli.Texts;
import io.ixi.testnet.local.Founding;
import io.ixi.testnet.local.LocalNetwork;
import io.ixi.testnet.local.Network;
import io.ixi.testnet.local.Shared;
import io.ixi.vm.kernel.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ixi testnet load}: how many transfers become final per second, how fast, and what it costs. */
@Command(name = "load")
public final class LoadCommand extends Shared implements Runnable {
    private static final long FUNDS = 4_000_000_000_000_000_000L;

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "30")
    private int seconds;

    @Option(names = "--warmup", paramLabel = "S", defaultValue = "20")
    private int warmup;

    @Option(names = "--rate", paramLabel = "R", defaultValue = "0")
    private int rate;

    @Option(names = "--accounts", paramLabel = "N", defaultValue = "512")
    private int accounts;

    @Option(names = "--in-flight", paramLabel = "N", defaultValue = "1024")
    private int inFlight;

    @Option(names = "--validators", paramLabel = "N", defaultValue = "4", descriptionKey = "load.validators")
    private int validators;

    @Option(names = "--rpc", paramLabel = "URL", split = ",", descriptionKey = "load.rpc")
    private List<URI> rpc = List.of();

    public LoadCommand(Terminal terminal, Texts texts) {
        super(terminal, texts);
    }

    @Override
    public void run() {
        positive("--seconds", seconds);
        positive("--accounts", accounts);
        positive("--in-flight", inFlight);
        positive("--warmup", warmup);
        long run = System.nanoTime() ^ ProcessHandle.current().pid();
        Report report = rpc.isEmpty() ? onOwn(run) : onRunning(run);
        if (terminal.json()) {
            terminal.json(report.json());
        } else {
            print(report);
        }
    }

    private void positive(String option, int value) {
        if (value < 1) {
            throw new FailedException(
                    FailedException.USAGE,
                    "USAGE",
                    texts.text("option.range", option, 1, Integer.MAX_VALUE, value),
                    null);
        }
    }

    private Report onOwn(long run) {
        Path directory;
        try {
            directory = Files.createTempDirectory("ixi-load");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<Address, Long> funds = new TreeMap<>();
        Load.addresses(run, accounts).forEach(address -> funds.put(address, FUNDS));
        LocalNetwork network = LocalNetwork.create(directory, texts, Founding.anywhere("load", validators, funds));
        Thread stopper = new Thread(() -> clear(network), "stop");
        Runtime.getRuntime().addShutdownHook(stopper);
        try {
            network.start();
            network.awaitFinality(done -> terminal.progress(texts.text("up.waiting", done, validators)));
            return measure(
                    run,
                    network.network().validators().stream()
                            .map(Network.Member::rpc)
                            .toList(),
                    pids(network));
        } finally {
            clear(network);
            Runtime.getRuntime().removeShutdownHook(stopper);
        }
    }

    private static synchronized void clear(LocalNetwork network) {
        if (!LocalNetwork.gone(network.path())) {
            network.stop();
            network.delete();
        }
    }

    private Report onRunning(long run) {
        terminal.progress(texts.text("load.fund", accounts));
        try {
            Funding.pay(rpc.getFirst(), Load.addresses(run, accounts));
        } catch (IOException e) {
            throw new FailedException(
                    FailedException.NO_NODE,
                    "NO_NODE",
                    texts.text("load.silent", rpc.getFirst()),
                    texts.text("load.silent.hint"));
        } catch (RpcException e) {
            throw new FailedException(
                    FailedException.REJECTED,
                    e.name(),
                    texts.text("load.unfunded", String.valueOf(e.getMessage())),
                    texts.text("load.unfunded.hint"));
        }
        List<Long> pids = LocalNetwork.tryOpen(dir(), texts)
                .filter(network -> network.network().validators().stream()
                        .map(member -> member.rpc().getPort())
                        .toList()
                        .equals(rpc.stream().map(URI::getPort).toList()))
                .map(LoadCommand::pids)
                .orElse(List.of());
        return measure(run, rpc, pids);
    }

    private static List<Long> pids(LocalNetwork network) {
        return network.network().validators().stream()
                .map(member -> network.pid(member.name()))
                .flatMap(Optional::stream)
                .toList();
    }

    private Report measure(long run, List<URI> nodes, List<Long> pids) {
        Load.Plan plan = new Load.Plan(nodes, pids, seconds, warmup, rate, accounts, inFlight, run);
        return new Load(plan, (key, arguments) -> terminal.progress(texts.text(key, arguments))).run();
    }

    private void print(Report report) {
        terminal.line(texts.text("load.tps", report.tps(), report.mbPerS()));
        terminal.line(texts.text("load.latency", report.p50Ms(), report.p90Ms(), report.p99Ms()));
        terminal.line(texts.text("load.counts", report.accepted(), report.finalized(), report.errors()));
        terminal.line(texts.text("load.bound", report.verifyPerSCore(), report.boundRatio()));
        terminal.line(texts.text("load.cost", report.rssMb(), report.cpuCores()));
    }
}
