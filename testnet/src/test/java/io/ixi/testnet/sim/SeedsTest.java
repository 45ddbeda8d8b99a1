package io.ixi.testnet.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A thousand runs, the same number for each size and mix of faults. More of them: {@code ./ixi testnet sim --seeds
 * A..B}, or {@code -Dixi.sim.rounds=N} here.
 */
class SeedsTest {
    /** Seeds of each size in each mix. */
    private static final int ROUNDS = Integer.getInteger("ixi.sim.rounds", 18);

    private static final int SIZES = Scenario.SIZES.size();

    @ParameterizedTest
    @EnumSource(Mix.class)
    void keepsItsPromises(Mix mix) {
        List<Mix> mixes = List.of(Mix.values());
        Batch batch = new Batch();
        List<String> failures = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (int size = 0; size < SIZES; size++) {
                long seed = size + (long) SIZES * (mixes.indexOf(mix) + (long) mixes.size() * round);
                Scenario scenario = Scenario.of(seed);
                assertThat(scenario.mix()).isEqualTo(mix);
                Violation violation = batch.run(scenario).violation();
                if (violation != null) {
                    failures.add("./ixi testnet sim --seed " + seed + ": " + violation);
                }
            }
        }
        System.out.println(mix + ": " + batch.seeds() + " seeds, " + batch.nodeViews() + " node-views, "
                + batch.viewsPerSecond() + " per second of one core, longest recovery " + batch.worstRecoveryMs()
                + " ms");
        System.out.println(mix + ": " + batch.counts());
        assertThat(failures).isEmpty();
        assertThat(batch.counts()).as("what these seeds are there to show").containsKeys(expected(mix));
        assertThat(batch.blocks()).isGreaterThan(batch.seeds() * Simulation.GOAL);
        assertThat(batch.transactions()).isGreaterThan(batch.seeds());
    }

    /** What happens in the runs of a mix, by the names that {@link Trace} counts. */
    private static String[] expected(Mix mix) {
        List<String> all =
                new ArrayList<>(List.of("unequal-stakes", "start", "heal", "final", "epoch", "join", "stake"));
        for (Fault fault : mix.faults()) {
            all.add(fault.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        if (mix.faults().contains(Fault.AMNESIA)) {
            all.add("amnesia-all");
        }
        if (mix.faults().contains(Fault.POWER)) {
            // and ledgers that begin anew with a snapshot
            all.addAll(List.of("torn-write", "joined"));
        }
        if (mix.faults().contains(Fault.FULL_DISK)) {
            all.addAll(List.of("refused-IO", "damaged"));
        }
        if (mix == Mix.CLOCK) {
            // its runs are the longest, so that members leave, too
            all.add("leave");
        }
        if (mix.hasLiars()) {
            all.add("liar");
            all.add("twins");
            all.add("penalty");
            for (Liar.Trait trait : Liar.Trait.values()) {
                all.add("lie-" + trait);
            }
        }
        return all.toArray(String[]::new);
    }

    @Test
    void theSameSeedIsTheSameRunAndAnotherIsAnother() {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        for (long seed = 500; seed < 556; seed++) {
            first.add(Simulation.run(Scenario.of(seed), new Trace(false)).toString());
            second.add(Simulation.run(Scenario.of(seed), new Trace(true)).toString());
        }
        assertThat(second).isEqualTo(first);
        assertThat(first).doesNotHaveDuplicates();
    }

    @Test
    void aFailingRunIsTold() {
        // a network that is never well: 1 of 4 is a quorum for nobody
        Scenario scenario = Scenario.of(1, 4, Mix.CALM);
        World world = new World(scenario, List.of(), new Trace(true));
        world.node(0).start();
        boolean well = world.await(5_000, () -> world.checks().height() > 0);
        assertThat(well).isFalse();
        world.violated(Violation.Kind.LIVENESS, "nothing");
        world.violated(Violation.Kind.SAFETY, "comes too late");
        assertThat(world.violation()).isEqualTo(new Violation(Violation.Kind.LIVENESS, 5_000, "nothing"));
        assertThat(world.trace().notes()).extracting(Trace.Note::key).containsExactly("start", "violation");
    }
}
