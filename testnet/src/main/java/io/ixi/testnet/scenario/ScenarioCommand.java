package io.ixi.testnet.scenario;

import io.ixi.cli.FailedException;
import io.ixi.cli.RpcException;
import io.ixi.cli.Terminal;
import io.ixi.cli.Texts;
import io.ixi.node.genesis.Modules;
import io.ixi.testnet.load.Funding;
import io.ixi.testnet.local.LocalNetwork;
import io.ixi.testnet.local.Shared;
import io.ixi.testnet.local.TemporaryNetwork;
import io.ixi.vm.kernel.Address;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ixi testnet scenario}: plays a story on a network of its own or on a running one, and judges it. */
@Command(name = "scenario")
public final class ScenarioCommand extends Shared implements Runnable {
    /** Tells the accounts of this run from all others. */
    private final long run = System.nanoTime() ^ ProcessHandle.current().pid();

    @Parameters(paramLabel = "NAME", arity = "0..1", descriptionKey = "scenario.name")
    private @Nullable String name;

    @Option(names = "--list", descriptionKey = "scenario.list")
    private boolean list;

    @Option(names = "--validators", paramLabel = "N", defaultValue = "4", descriptionKey = "load.validators")
    private int validators;

    @Option(names = "--rpc", paramLabel = "URL", split = ",", descriptionKey = "scenario.rpc")
    private List<URI> rpc = List.of();

    public ScenarioCommand(Terminal terminal, Texts texts) {
        super(terminal, texts);
    }

    @Override
    public void run() {
        if (list) {
            list();
            return;
        }
        checkRange("--validators", validators, 4, 100);
        Scenario scenario = Scenarios.of(String.valueOf(name))
                .orElseThrow(() -> new FailedException(
                        FailedException.USAGE,
                        "NO_SCENARIO",
                        texts.text("scenario.unknown", name == null ? "" : name),
                        texts.text("scenario.unknown.hint")));
        long start = System.nanoTime();
        List<Step> steps = rpc.isEmpty() ? onOwn(scenario) : onRunning(scenario);
        report(scenario, steps, (System.nanoTime() - start) / 1_000_000);
    }

    private void list() {
        if (terminal.json()) {
            ArrayNode all = Terminal.JSON.createArrayNode();
            Scenarios.ALL.forEach(
                    known -> all.addObject().put("scenario", known.name()).put("about", about(known)));
            terminal.json(all);
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        Scenarios.ALL.forEach(known -> rows.add(List.of(known.name(), about(known))));
        terminal.table(List.of("SCENARIO", "ABOUT"), rows);
    }

    private String about(Scenario scenario) {
        return texts.text("scenario.about." + scenario.name());
    }

    private List<Step> onOwn(Scenario scenario) {
        Map<Address, Long> funds = new TreeMap<>();
        scenario.cast().forEach(who -> funds.put(Actor.of(run, who).address(), Stage.FUNDS));
        try (TemporaryNetwork own = new TemporaryNetwork("scenario", validators, funds, texts, genesis -> {
            GenesisEdit edit = new GenesisEdit(genesis);
            scenario.found(edit);
            return edit.done();
        })) {
            own.start(terminal);
            List<Step> steps = play(scenario, own.network().doors(), own.network());
            if (!steps.stream().allMatch(Step::passed)) {
                own.keep();
                terminal.note(texts.text("chaos.kept", own.network().path()));
            }
            return steps;
        }
    }

    private List<Step> onRunning(Scenario scenario) {
        terminal.progress(texts.text("load.fund", scenario.cast().size()));
        try {
            Funding.pay(
                    rpc.getFirst(),
                    scenario.cast().stream()
                            .map(who -> Actor.of(run, who).address())
                            .toList());
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
        return play(scenario, rpc, null);
    }

    /** A story that breaks off has one more step, which says why. */
    private List<Step> play(Scenario scenario, List<URI> doors, @Nullable LocalNetwork own) {
        List<Step> steps = new ArrayList<>();
        try (Stage stage = new Stage(doors, Modules.executor().registry(), run, own, step -> {
            steps.add(step);
            tell(step);
        })) {
            scenario.play(stage);
            new Agreement(stage).check();
        } catch (IOException | RpcException e) {
            Step broken = new Step("the whole story", "told to its end", String.valueOf(e.getMessage()));
            steps.add(broken);
            tell(broken);
        }
        return steps;
    }

    private void tell(Step step) {
        if (terminal.json()) {
            terminal.progress(step.what());
        } else {
            terminal.line((step.passed() ? "  ok    " : "  FAIL  ") + step.what() + ": " + step.observed()
                    + (step.passed() ? "" : texts.text("scenario.expected", step.expected())));
        }
    }

    private void report(Scenario scenario, List<Step> steps, long tookMs) {
        boolean passed = !steps.isEmpty() && steps.stream().allMatch(Step::passed);
        if (terminal.json()) {
            ObjectNode json = Terminal.JSON
                    .createObjectNode()
                    .put("scenario", scenario.name())
                    .put("passed", passed)
                    .put("took_ms", tookMs);
            ArrayNode list = json.putArray("steps");
            steps.forEach(step -> list.add(step.json()));
            terminal.json(json);
        } else {
            terminal.line(texts.text(passed ? "scenario.passed" : "scenario.not", scenario.name(), steps.size()));
        }
        if (!passed) {
            long wrong = steps.stream().filter(step -> !step.passed()).count();
            throw new FailedException(
                    FailedException.FAILED,
                    "SCENARIO_FAILED",
                    texts.text("scenario.failed", scenario.name(), wrong),
                    null);
        }
    }
}
