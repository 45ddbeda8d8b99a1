package io.ixi.testnet.sim;

import io.ixi.consensus.types.Hash;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/** Many runs, one after the other, on the calling thread. */
final class Batch {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Audit audit = new Audit();
    private final List<Simulation.Outcome> failing = new ArrayList<>();
    private final TreeMap<Integer, Share> bySize = new TreeMap<>();
    private final TreeMap<String, Integer> counts = new TreeMap<>();
    private long seeds;
    private long nodeViews;
    private long blocks;
    private long transactions;
    private long worstRecoveryMs;
    private long cpuNs;

    private static final class Share {
        private long nodeViews;
        private long cpuNs;

        long viewsPerSecond() {
            return cpuNs == 0 ? 0 : nodeViews * 1_000_000 / Math.max(1, cpuNs / 1_000);
        }
    }

    Simulation.Outcome run(Scenario scenario) {
        long start = THREADS.getCurrentThreadCpuTime();
        Trace trace = new Trace(false);
        Simulation.Outcome outcome = Simulation.run(scenario, trace);
        long spentNs = THREADS.getCurrentThreadCpuTime() - start;
        cpuNs += spentNs;
        seeds++;
        trace.counts().forEach((what, times) -> counts.merge(what, times, Integer::sum));
        nodeViews += outcome.nodeViews();
        Share share = bySize.computeIfAbsent(scenario.size(), size -> new Share());
        share.nodeViews += outcome.nodeViews();
        share.cpuNs += spentNs;
        blocks += outcome.height();
        transactions += outcome.transactions();
        worstRecoveryMs = Math.max(worstRecoveryMs, outcome.recoveryMs());
        audit.add(outcome.audit());
        if (outcome.violation() != null) {
            failing.add(outcome);
        }
        return outcome;
    }

    long seeds() {
        return seeds;
    }

    /** How often what happened in all of them: faults that took effect, lies, changes of sets. */
    SortedMap<String, Integer> counts() {
        return Collections.unmodifiableSortedMap(counts);
    }

    List<Simulation.Outcome> failing() {
        return failing;
    }

    long nodeViews() {
        return nodeViews;
    }

    /** Blocks of the final chains. */
    long blocks() {
        return blocks;
    }

    long transactions() {
        return transactions;
    }

    /** Longest virtual time from the last fault until all was well. */
    long worstRecoveryMs() {
        return worstRecoveryMs;
    }

    long cpuMs() {
        return cpuNs / 1_000_000;
    }

    /** Views of honest nodes per second of one core's time. */
    long viewsPerSecond() {
        return cpuNs == 0 ? 0 : nodeViews * 1_000 / Math.max(1, cpuMs());
    }

    /** The same by number of validators. */
    NavigableMap<Integer, Long> viewsPerSecondBySize() {
        NavigableMap<Integer, Long> rates = new TreeMap<>();
        bySize.forEach((size, share) -> rates.put(size, share.viewsPerSecond()));
        return rates;
    }

    /** Over the digests of all runs so far; once. */
    Hash audit() {
        return audit.finish();
    }

    /** 0, or that of the first failing run. */
    int exitCode() {
        for (Simulation.Outcome outcome : failing) {
            Violation violation = outcome.violation();
            if (violation != null) {
                return violation.kind().exitCode();
            }
        }
        return 0;
    }
}
