package io.ixi.testnet.sim;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.ixi.cli.FailedException;
import io.ixi.cli.Terminal;
import io.ixi.cli.Texts;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ixi testnet sim}: replays one seed and tells what happened, or runs many and names those that fail. */
@Command(name = "sim")
public final class SimCommand implements Callable<Integer> {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})\\.\\.(\\d{1,18})");

    private final Terminal terminal;
    private final Texts texts;

    @Option(names = "--seed", paramLabel = "N", descriptionKey = "sim.seed")
    private @Nullable Long seed;

    @Option(names = "--seeds", paramLabel = "A..B", descriptionKey = "sim.seeds")
    private @Nullable String seeds;

    @Option(names = "--all-notes", descriptionKey = "all-notes")
    private boolean allNotes;

    public SimCommand(Terminal terminal, Texts texts) {
        this.terminal = terminal;
        this.texts = texts;
    }

    @Override
    public Integer call() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            // thousands of nodes start and fail here: what matters is in the account
            context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
        }
        if (seeds == null) {
            return one(seed == null ? 1 : seed);
        }
        Matcher range = RANGE.matcher(seeds);
        if (seed != null || !range.matches()) {
            throw new FailedException(FailedException.USAGE, "USAGE", texts.text("sim.range", seeds), null);
        }
        return many(Long.parseLong(range.group(1)), Long.parseLong(range.group(2)));
    }

    private int one(long number) {
        Trace trace = new Trace(true);
        Simulation.Outcome outcome = Simulation.run(Scenario.of(number), trace);
        if (terminal.json()) {
            ObjectNode all = Terminal.JSON.createObjectNode();
            all.put("seed", number);
            all.put("mix", name(outcome.scenario().mix()));
            all.put("validators", outcome.scenario().size());
            all.put("height", outcome.height());
            all.put("transactions", outcome.transactions());
            all.put("node_views", outcome.nodeViews());
            all.put("virtual_ms", outcome.virtualMs());
            all.put("recovery_ms", outcome.recoveryMs());
            all.put("audit", outcome.audit().hex());
            all.put("violations", outcome.violation() == null ? 0 : 1);
            terminal.json(all);
        } else {
            tell(outcome, trace);
        }
        return failed(outcome, trace);
    }

    private void tell(Simulation.Outcome outcome, Trace trace) {
        Scenario scenario = outcome.scenario();
        terminal.line(
                texts.text("sim.scenario", scenario.seed(), scenario.size(), scenario.powers(), name(scenario.mix())));
        Trace.Note last = null;
        for (Trace.Note note : trace.notes()) {
            boolean plain = note.key().equals("final") && !allNotes;
            if (!plain) {
                if (last != null) {
                    terminal.line(line(last));
                }
                terminal.line(line(note));
            }
            last = plain ? note : null;
        }
        if (last != null) {
            terminal.line(line(last));
        }
        terminal.line(texts.text(
                "sim.end",
                outcome.height(),
                outcome.transactions(),
                outcome.nodeViews(),
                outcome.virtualMs(),
                outcome.recoveryMs()));
        terminal.line(texts.text("sim.audit", outcome.audit().hex()));
    }

    private String line(Trace.Note note) {
        String ms = String.format(Locale.ROOT, "%8d.%03d ms  ", note.atUs() / 1_000, note.atUs() % 1_000);
        return ms + texts.text("sim.note." + note.key(), note.arguments().toArray());
    }

    private int failed(Simulation.Outcome outcome, Trace trace) {
        Violation violation = outcome.violation();
        if (violation == null) {
            return 0;
        }
        Throwable cause = trace.cause();
        if (cause != null && !terminal.json()) {
            for (StackTraceElement frame : cause.getStackTrace()) {
                terminal.note("    " + frame);
            }
        }
        long number = outcome.scenario().seed();
        throw new FailedException(
                violation.kind().exitCode(),
                violation.kind().name(),
                texts.text("sim.violated", number, violation.atMs(), violation.what()),
                texts.text("sim.replay", replay(number)));
    }

    private int many(long first, long last) {
        Batch batch = new Batch();
        for (long number = first; number <= last; number++) {
            batch.run(Scenario.of(number));
            if (number % 16 == 0) {
                terminal.progress(texts.text(
                        "sim.progress",
                        number - first + 1,
                        last - first + 1,
                        batch.failing().size()));
            }
        }
        List<Simulation.Outcome> failing = batch.failing();
        if (terminal.json()) {
            ObjectNode all = Terminal.JSON.createObjectNode();
            all.put("seeds", batch.seeds());
            all.put("violations", failing.size());
            ArrayNode list = all.putArray("failing");
            for (Simulation.Outcome outcome : failing) {
                Violation violation = outcome.violation();
                if (violation != null) {
                    ObjectNode one = list.addObject();
                    one.put("seed", outcome.scenario().seed());
                    one.put("kind", violation.kind().name().toLowerCase(Locale.ROOT));
                    one.put("at_ms", violation.atMs());
                    one.put("what", violation.what());
                    one.put("replay", replay(outcome.scenario().seed()));
                }
            }
            all.put("views_per_s", batch.viewsPerSecond());
            ObjectNode rates = all.putObject("views_per_s_by_validators");
            batch.viewsPerSecondBySize().forEach((size, rate) -> rates.put(String.valueOf(size), rate));
            all.put("node_views", batch.nodeViews());
            all.put("blocks", batch.blocks());
            all.put("transactions", batch.transactions());
            all.put("recovery_max_ms", batch.worstRecoveryMs());
            all.put("cpu_ms", batch.cpuMs());
            all.put("audit", batch.audit().hex());
            terminal.json(all);
        } else {
            for (Simulation.Outcome outcome : failing) {
                Violation violation = outcome.violation();
                if (violation != null) {
                    long number = outcome.scenario().seed();
                    terminal.line(texts.text("sim.violated", number, violation.atMs(), violation.what()));
                    terminal.line("  " + replay(number));
                }
            }
            terminal.line(texts.text(
                    "sim.batch",
                    batch.seeds(),
                    failing.size(),
                    batch.nodeViews(),
                    batch.viewsPerSecond(),
                    batch.worstRecoveryMs()));
            terminal.line(texts.text("sim.audit", batch.audit().hex()));
        }
        return batch.exitCode();
    }

    private static String replay(long number) {
        return "./ixi testnet sim --seed " + number;
    }

    private static String name(Mix mix) {
        return mix.name().toLowerCase(Locale.ROOT);
    }
}
