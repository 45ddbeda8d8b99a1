package io.ixi.testnet.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.node.store.FileSnapshots;
import io.ixi.node.store.Ledger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that lost their chain, or fell far behind, join by a snapshot while others lie and fail. */
class SnapshotsTest {
    private static final FileSnapshots.Options OFTEN = new FileSnapshots.Options(10, 15, 2_000);

    private static World world(long seed, int size, int epochBlocks) {
        return world(seed, size, epochBlocks, OFTEN);
    }

    private static World world(long seed, int size, int epochBlocks, FileSnapshots.@Nullable Options snapshots) {
        System.out.println("seed " + seed);
        Scenario scenario = Scenario.of(seed, size, Mix.CALM)
                .withPowers(Scenario.equal(size))
                .withTiming(Worlds.TIMING)
                .withTuning(Worlds.TUNING)
                .withJoiners(List.of())
                .withEpochBlocks(epochBlocks)
                .withSnapshots(snapshots);
        return new World(scenario, List.of(), new Trace(true));
    }

    /** All but the last node run to this height. */
    private static SimNode late(World world, long height) {
        SimNode late = world.nodes().getLast();
        for (SimNode node : world.nodes()) {
            if (node != late) {
                node.start();
            }
        }
        world.clients().open();
        assertThat(world.await(60_000, () -> world.checks().height() >= height)).isTrue();
        return late;
    }

    private static void catchesUp(World world, SimNode node) {
        long target = world.checks().height();
        boolean there = world.await(20_000, () -> node.up() && node.ledger().height() >= target);
        assertThat(world.violation()).isNull();
        assertThat(there).isTrue();
    }

    private static void endsWell(World world) {
        world.clients().close();
        Worlds.allFinal(world, 5_000);
        Worlds.goesOn(world, 5, 5_000);
        Worlds.isWell(world);
    }

    @ParameterizedTest
    @ValueSource(longs = {800, 801, 802})
    void aLateNodeBeginsWithASnapshotAndVotes(long seed) {
        World world = world(seed, 4, 0);
        SimNode late = late(world, 60);
        late.start();
        catchesUp(world, late);
        assertThat(late.joinedAt()).isPositive();
        world.node(0).stop(false);
        endsWell(world);
    }

    @ParameterizedTest
    @ValueSource(longs = {810, 811, 812})
    void aSnapshotOfALaterEpochIsTakenByWhoFollowsTheSets(long seed) {
        World world = world(seed, 4, 12);
        SimNode late = late(world, 70);
        late.start();
        catchesUp(world, late);
        assertThat(late.joinedAt()).isGreaterThan(40);
        assertThat(late.ledger().handover(0)).isPresent();
        endsWell(world);
    }

    @ParameterizedTest
    @ValueSource(longs = {820, 821, 822, 823, 824, 825})
    void aLiarsSnapshotIsNotTaken(long seed) {
        World world = world(seed, 5, 15);
        Worlds.lies(world, 1, Liar.Trait.LYING_SYNC, Liar.Trait.LYING_STATUS);
        SimNode late = late(world, 80);
        late.start();
        catchesUp(world, late);
        assertThat(late.joinedAt()).isPositive();
        endsWell(world);
    }

    /** Only a snapshot helps: the blocks that it needs are nowhere any more. */
    @Test
    void blocksThatNobodyKeepsAreNotNeeded() {
        World world = world(830, 4, 0);
        world.ledgerOptions(new Ledger.Options(20, 20));
        for (SimNode node : world.nodes()) {
            node.forget(true);
        }
        SimNode late = late(world, 60);
        late.start();
        catchesUp(world, late);
        assertThat(late.joinedAt()).isGreaterThan(30);
        assertThat(late.ledger().block(1)).isEmpty();
        Worlds.goesOn(world, 5, 5_000);
    }

    /** At whatever moment the process ends or the power fails, it goes on or begins again. */
    @ParameterizedTest
    @ValueSource(longs = {840, 841, 842, 843, 844, 845, 846, 847})
    void joiningSurvivesKillsAndPowerLosses(long seed) {
        World world = world(seed, 4, seed % 2 == 0 ? 0 : 12);
        SimNode late = late(world, 60);
        late.start();
        for (int i = 0; i < 12; i++) {
            late.killAfter(10 + 23 * i + seed % 17, (seed + i) % 2 == 0);
            world.run(150);
            assertThat(world.violation()).isNull();
        }
        late.killAfter(Long.MAX_VALUE / 2, false);
        late.start();
        catchesUp(world, late);
        assertThat(late.joinedAt()).isPositive();
        endsWell(world);
    }

    /** Bodies come from all peers at once: wrong ones are thrown away, and who gave them is cut off. */
    @ParameterizedTest
    @ValueSource(longs = {850, 851, 852, 853})
    void pain04WrongTransactionsOfALiarAreNotTaken(long seed) {
        World world = world(seed, 4, 0, null);
        Worlds.lies(world, 1, Liar.Trait.FORGED_PARTS);
        SimNode late = late(world, 150);
        late.start();
        catchesUp(world, late);
        assertThat(punished(world, late)).isPositive();
        endsWell(world);
    }

    /** The liar claims to be far ahead, so that it is asked first; what it gives has the right form. */
    @ParameterizedTest
    @ValueSource(longs = {860, 861, 862, 863})
    void pain04WrongPartsOfASnapshotAreNotTaken(long seed) {
        World world = world(seed, 5, seed % 2 == 0 ? 0 : 15, OFTEN);
        Worlds.lies(world, 1, Liar.Trait.FORGED_PARTS, Liar.Trait.LYING_STATUS);
        SimNode late = late(world, 80);
        late.start();
        catchesUp(world, late);
        assertThat(punished(world, late)).isPositive();
        assertThat(late.joinedAt()).isPositive();
        for (long epoch = 0; epoch < late.ledger().tip().epoch(); epoch++) {
            assertThat(late.ledger().handover(epoch))
                    .isEqualTo(world.node(0).ledger().handover(epoch));
        }
        endsWell(world);
    }

    /** How often the node cut the liar off. */
    private static long punished(World world, SimNode by) {
        return world.trace().notes().stream()
                .filter(note -> note.key().equals("penalty")
                        && note.arguments().getFirst().equals(by.address())
                        && note.arguments().get(1).equals(1))
                .count();
    }

    /** The mixes of faults with snapshots in them do join by some. */
    @Test
    void seedsJoinBySnapshots() {
        int joined = 0;
        for (long seed = 1; seed <= 112; seed++) {
            Trace trace = new Trace(true);
            assertThat(Simulation.run(Scenario.of(seed), trace).violation()).isNull();
            joined += (int) trace.notes().stream()
                    .filter(note -> note.key().equals("joined"))
                    .count();
        }
        System.out.println(joined + " joined");
        assertThat(joined).isGreaterThan(3);
    }
}
