package io.ixi.testnet.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.bft.Timing;
import io.ixi.node.replica.Tuning;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/** Worlds for tests that deal the bad luck themselves. */
final class Worlds {
    static final Timing TIMING = new Timing(100, 200, 300, 800, 20, 8);

    static final Tuning TUNING = new Tuning(0, 500, 20, 40, 400, 150, 200, 0, 8 << 20, 16, 100, 64 << 10);

    private Worlds() {}

    /** Equal validators, no faults, nothing started yet. */
    static World calm(long seed, int size) {
        return calm(seed, size, TUNING);
    }

    static World calm(long seed, int size, Tuning tuning) {
        System.out.println("seed " + seed);
        Scenario scenario = Scenario.of(seed, size, Mix.CALM)
                .withPowers(Scenario.equal(size))
                .withTiming(TIMING)
                .withTuning(tuning)
                .withJoiners(List.of())
                .withEpochBlocks(0);
        return new World(scenario, List.of(), new Trace(true));
    }

    /** As {@link #calm}, with short epochs and nodes that may join with these stakes. */
    static World epochs(long seed, int size, Long... joiners) {
        return epochs(seed, size, TUNING, joiners);
    }

    static World epochs(long seed, int size, Tuning tuning, Long... joiners) {
        System.out.println("seed " + seed);
        Scenario scenario = Scenario.of(seed, size, Mix.CALM)
                .withPowers(Scenario.equal(size))
                .withTiming(TIMING)
                .withTuning(tuning)
                .withJoiners(List.of(joiners))
                .withEpochBlocks(Math.max(10, 3 * size));
        return new World(scenario, List.of(), new Trace(true));
    }

    /** As {@link #calm}, with a validator under the adversary. */
    static World withLiar(long seed, int size, int liar, Liar.Trait... traits) {
        System.out.println("seed " + seed);
        Scenario scenario = Scenario.of(seed, size, Mix.BYZANTINE)
                .withPowers(Scenario.equal(size))
                .withTiming(TIMING)
                .withTuning(TUNING)
                .withJoiners(List.of())
                .withEpochBlocks(0);
        World world = new World(scenario, List.of(), new Trace(true));
        lies(world, liar, traits);
        return world;
    }

    static void lies(World world, int liar, Liar.Trait... traits) {
        EnumSet<Liar.Trait> all = EnumSet.noneOf(Liar.Trait.class);
        all.addAll(List.of(traits));
        world.node(liar).corrupt(new Liar(world, world.node(liar), new SplittableRandom(liar), all));
    }

    static World started(World world) {
        world.startAll();
        assertThat(world.await(5_000, () -> world.lowest() >= 2)).isTrue();
        return world;
    }

    /** So many more blocks at every honest node that runs. */
    static void goesOn(World world, long blocks, long limitMs) {
        long target = world.checks().height() + blocks;
        boolean reached = world.await(limitMs, () -> world.lowest() >= target);
        assertThat(world.violation()).isNull();
        assertThat(reached)
                .as("height %d within %d ms, not %d", target, limitMs, world.lowest())
                .isTrue();
    }

    /** Lets the liar in this place say something that nobody asked for, so many times. */
    static void lies(World world, int liar, int times, long everyMs) {
        for (int i = 0; i < times; i++) {
            Objects.requireNonNull(world.node(liar).liar()).act();
            world.run(everyMs);
            assertThat(world.violation()).isNull();
        }
    }

    /** Every promise holds now. */
    static void isWell(World world) {
        world.checks().ended();
        assertThat(world.violation()).isNull();
    }

    static void allFinal(World world, long limitMs) {
        boolean all = world.await(limitMs, () -> world.clients().waiting() == 0);
        assertThat(world.violation()).isNull();
        assertThat(all).as("%d transfers left", world.clients().waiting()).isTrue();
    }
}
