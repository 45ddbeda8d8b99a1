package io.ixi.testnet.chaos;

import io.ixi.cli.Terminal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run did and found. Times in milliseconds.
 *
 * @param faults how often each was done
 * @param recovery from each fault's end (started again, woken up) until the validator's own votes count again
 * @param rate transfers a second that were offered; 0: as many as went
 * @param restartToVote the same of validators that were killed and started at once, from the kill on
 * @param leaderGap longest time without a final block around the kill of a leader
 * @param allKill from the end of every process to the next final block
 * @param errors answers that no fault explains
 */
record Report(
        long seed,
        int rate,
        int rounds,
        Map<Fault, Integer> faults,
        int kills,
        long acknowledged,
        Audit.Verdict verdict,
        Times recovery,
        Times restartToVote,
        Times leaderGap,
        Times allKill,
        Map<String, Long> errors) {

    /** Some durations. */
    static final class Times {
        private final List<Long> milliseconds = new ArrayList<>();

        void add(long nanoseconds) {
            milliseconds.add(nanoseconds / 1_000_000);
        }

        /** The value that a part of them, in per cent, stays under; null without any. */
        @Nullable
        Long percentile(int percent) {
            long[] sorted =
                    milliseconds.stream().mapToLong(Long::longValue).sorted().toArray();
            return sorted.length == 0
                    ? null
                    : (Long) sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
        }
    }

    Report {
        faults = faults.isEmpty() ? new EnumMap<>(Fault.class) : new EnumMap<>(faults);
    }

    /** Faults and how often, for people. */
    String counts() {
        return faults.entrySet().stream()
                .map(entry -> entry.getKey().label() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    boolean sound() {
        return verdict.lost() == 0 && verdict.duplicated() == 0 && verdict.diverged() == 0 && errors.isEmpty();
    }

    ObjectNode json() {
        ObjectNode json = Terminal.JSON.createObjectNode();
        json.put("seed", seed);
        json.put("rate", rate);
        json.put("rounds", rounds);
        json.put("kills", kills);
        ObjectNode done = json.putObject("faults");
        faults.forEach((fault, times) -> done.put(fault.label(), times));
        json.put("acknowledged", acknowledged);
        json.put("lost", verdict.lost());
        json.put("duplicated", verdict.duplicated());
        json.put("diverged", verdict.diverged());
        json.put("recovery_p50_ms", recovery.percentile(50));
        json.put("recovery_p99_ms", recovery.percentile(99));
        json.put("restart_to_vote_ms", restartToVote.percentile(50));
        json.put("restart_to_vote_p99_ms", restartToVote.percentile(99));
        json.put("leader_gap_ms", leaderGap.percentile(50));
        json.put("leader_gap_p99_ms", leaderGap.percentile(99));
        json.put("all_kill_to_finality_ms", allKill.percentile(50));
        json.put("all_kill_to_finality_p99_ms", allKill.percentile(99));
        ObjectNode wrong = json.putObject("errors");
        errors.forEach(wrong::put);
        return json;
    }
}
