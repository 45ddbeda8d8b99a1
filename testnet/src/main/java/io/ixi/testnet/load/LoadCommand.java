package io.ixi.testnet.load;

import io.ixi.cli.FailedException;
import io.ixi.cli.RpcException;
import io.ixi.cli.Terminal;
import io.ixi.cli.Texts;
import io.ixi.testnet.local.LocalNetwork;
import io.ixi.testnet.local.Shared;
import io.ixi.testnet.local.TemporaryNetwork;
import io.ixi.vm.kernel.Address;
import java.io.IOException;
import java.net.URI;
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
        checkRange("--seconds", seconds, 1, Integer.MAX_VALUE);
        checkRange("--accounts", accounts, 1, Integer.MAX_VALUE);
        checkRange("--in-flight", inFlight, 1, Integer.MAX_VALUE);
        checkRange("--warmup", warmup, 1, Integer.MAX_VALUE);
        long run = System.nanoTime() ^ ProcessHandle.current().pid();
        Report report = rpc.isEmpty() ? onOwn(run) : onRunning(run);
        if (terminal.json()) {
            terminal.json(report.json());
        } else {
            print(report);
        }
    }

    private Report onOwn(long run) {
        Map<Address, Long> funds = new TreeMap<>();
        Load.addresses(run, accounts).forEach(address -> funds.put(address, FUNDS));
        try (TemporaryNetwork own = new TemporaryNetwork("load", validators, funds, texts)) {
            own.start(terminal);
            LocalNetwork network = own.network();
            return measure(run, network.doors(), pids(network));
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
        List<Long> pids = Listeners.behind(rpc);
        if (pids.isEmpty()) {
            terminal.note(texts.text("load.far"));
        }
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
        if (!report.rssMb().isEmpty()) {
            terminal.line(texts.text("load.cost", report.rssMb(), report.cpuCores()));
        }
    }
}
