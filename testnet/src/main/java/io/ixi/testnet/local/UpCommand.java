package io.ixi.testnet.local;

import io.ixi.cli.DemoKeys;
import io.ixi.cli.FailedException;
import io.ixi.cli.RpcException;
import io.ixi.cli.Terminal;
import io.ixi.cli.Texts;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ixi testnet up}: makes the network if there is none, starts it, waits until every validator finalizes. */
@Command(name = "up")
public final class UpCommand extends Shared implements Runnable {
    private static final int DEFAULT_VALIDATORS = 4;
    private static final int LAST_BASE = 65_535 - 2 * Network.PEER_PORTS;
    private static final long TICK_NANOS = 500_000_000;

    @Option(names = "--validators", paramLabel = "N")
    private @Nullable Integer validators;

    @Option(names = "--base-port", paramLabel = "P")
    private @Nullable Integer basePort;

    @Option(names = {"-d", "--detach"})
    private boolean detach;

    @Option(names = "--demo")
    private boolean demo;

    private final Town.Settlers settlers;

    public UpCommand(Terminal terminal, Texts texts, Town.Settlers settlers) {
        super(terminal, texts);
        this.settlers = settlers;
    }

    @Override
    public void run() {
        checkRange("--validators", validators, 1, Network.LARGEST);
        checkRange("--base-port", basePort, 1, LAST_BASE);
        boolean fresh = LocalNetwork.absent(dir(), texts);
        LocalNetwork network = fresh ? create() : resume();
        terminal.note(texts.text(fresh ? "up.created" : "up.resumed", network.path(), count(network)));
        Thread stopper = new Thread(() -> stop(network), "stop");
        if (!detach) {
            Runtime.getRuntime().addShutdownHook(stopper);
        }
        boolean arrived = false;
        try {
            network.start();
            network.awaitFinality(done -> terminal.progress(texts.text("up.waiting", done, count(network))));
            arrived = true;
        } finally {
            if (!arrived && !detach) {
                Runtime.getRuntime().removeShutdownHook(stopper);
            }
        }
        Town town = demo ? town(network) : null;
        report(network, town);
        if (!detach) {
            watch(network);
        }
    }

    private LocalNetwork create() {
        int size = validators == null ? DEFAULT_VALIDATORS : validators;
        return LocalNetwork.create(dir(), texts, Founding.demo(size, basePort == null ? usualPort() : basePort));
    }

    /** IXI_BASE_PORT, for those who always want others, else {@link Ports#FIRST}. */
    private int usualPort() {
        String text = terminal.environment("IXI_BASE_PORT").orElse("" + Ports.FIRST);
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        checkRange("IXI_BASE_PORT", port, 1, LAST_BASE);
        return port;
    }

    private LocalNetwork resume() {
        LocalNetwork network = open();
        if (network.running()) {
            throw new FailedException(
                    FailedException.CONFLICT,
                    "ALREADY_RUNNING",
                    texts.text("up.running", network.path()),
                    texts.text("up.running.hint", option()));
        }
        int size = network.network().validators().size();
        if (validators != null && validators != size) {
            throw new FailedException(
                    FailedException.CONFLICT,
                    "OTHER_SIZE",
                    texts.text("up.size", network.path(), size),
                    texts.text("up.size.hint", option()));
        }
        if (basePort != null
                && basePort != network.network().validators().getFirst().rpcPort()) {
            network.move(basePort);
        }
        return network;
    }

    private Town town(LocalNetwork network) {
        URI door = network.network().validators().getFirst().rpc();
        try {
            return settlers.settle(door, what -> terminal.progress(texts.text("up.town.act", what)));
        } catch (IOException | RpcException e) {
            throw new FailedException(
                    FailedException.FAILED,
                    "TOWN",
                    texts.text("up.town.broken", String.valueOf(e.getMessage())),
                    texts.text("up.town.broken.hint"));
        }
    }

    private static int count(LocalNetwork network) {
        return network.network().validators().size();
    }

    private void report(LocalNetwork network, @Nullable Town town) {
        if (terminal.json()) {
            ObjectNode all = json(network);
            ArrayNode accounts = all.putArray("accounts");
            for (DemoKeys key : DemoKeys.values()) {
                accounts.addObject()
                        .put("name", key.label())
                        .put("address", key.address().text())
                        .put("phrase", key.phrase());
            }
            if (town != null) {
                ObjectNode told = all.putObject("town");
                told.put("acts", town.acts()).put("sent", town.sent());
                town.failures().forEach(told.putArray("failures")::add);
                ArrayNode people = told.putArray("people");
                town.people()
                        .forEach(person -> people.addObject()
                                .put("name", person.name())
                                .put("address", person.address().text())
                                .put("what", person.what()));
            }
            terminal.json(all);
            return;
        }
        String rpc = network.network().validators().getFirst().rpc().toString();
        String option = network.network().validators().getFirst().rpcPort() == Ports.FIRST ? "" : " --rpc " + rpc;
        terminal.line("");
        terminal.line(texts.text("up.ready", count(network)));
        terminal.line("");
        terminal.line(texts.text("up.chain", network.network().chainId()));
        List<List<String>> rows = new ArrayList<>();
        for (LocalNetwork.Report report : network.status()) {
            rows.add(List.of(
                    "  " + report.name(), report.rpc().toString(), Long.toString(report.height()), "" + report.pid()));
        }
        terminal.table(
                List.of(
                        "  " + texts.text("column.name"),
                        texts.text("column.rpc"),
                        texts.text("column.height"),
                        texts.text("column.pid")),
                rows);
        terminal.line("");
        terminal.line(texts.text("up.accounts"));
        for (DemoKeys key : DemoKeys.values()) {
            terminal.line("  " + key.label() + "  " + key.address().text());
        }
        if (town != null) {
            tell(town);
        }
        terminal.line("");
        terminal.line(texts.text("up.next"));
        terminal.line("  ./ixi tx send --from " + DemoKeys.ALICE.label() + " --to " + DemoKeys.BOB.label()
                + " --amount 1000 --wait" + option);
        terminal.line("  ./ixi query bank balance --account " + DemoKeys.BOB.label() + option);
        terminal.line("  " + texts.text("up.browser", rpc));
        terminal.line("");
        if (detach) {
            terminal.line(texts.text("up.detached", option()));
        } else {
            terminal.line(texts.text("up.attached"));
        }
    }

    private void tell(Town town) {
        terminal.line("");
        terminal.line(texts.text("up.town", town.people().size(), town.acts(), town.sent()));
        List<List<String>> rows = new ArrayList<>();
        for (Town.Person person : town.people()) {
            rows.add(List.of(
                    "  " + person.name(), person.what(), person.address().text()));
        }
        terminal.table(
                List.of("  " + texts.text("column.name"), texts.text("column.what"), texts.text("column.address")),
                rows);
        for (String failure : town.failures()) {
            terminal.line("  " + texts.text("up.town.refused", failure));
        }
    }

    private void watch(LocalNetwork network) {
        long before = -1;
        long beforeNanos = System.nanoTime();
        while (network.running()) {
            List<LocalNetwork.Report> reports = network.status();
            long height = reports.stream()
                    .mapToLong(LocalNetwork.Report::height)
                    .max()
                    .orElse(0);
            long up = reports.stream().filter(LocalNetwork.Report::running).count();
            long now = System.nanoTime();
            long tenths = before < 0 ? 0 : (height - before) * 10_000_000_000L / Math.max(1, now - beforeNanos);
            before = height;
            beforeNanos = now;
            terminal.progress(texts.text("up.tick", height, tenths / 10 + "." + tenths % 10, up, reports.size()));
            LockSupport.parkNanos(TICK_NANOS);
        }
        terminal.note(texts.text("up.gone"));
    }

    private void stop(LocalNetwork network) {
        if (network.running()) {
            terminal.note(texts.text("down.stopping"));
            network.stop();
            terminal.note(texts.text("down.done", option()));
        }
    }
}
