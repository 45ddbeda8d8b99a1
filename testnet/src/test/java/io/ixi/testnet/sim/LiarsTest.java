package io.ixi.testnet.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.BlockHeader;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One of four lies in one way: the others go on, agree, and none of its wrong blocks is final. */
class LiarsTest {
    @ParameterizedTest
    @EnumSource(Liar.Trait.class)
    void oneLieStopsNobody(Liar.Trait trait) {
        World world = Worlds.withLiar(40, 4, 1, trait);
        world.startAll();
        world.clients().open();
        Worlds.lies(world, 1, 150, 20);
        world.clients().close();
        Worlds.allFinal(world, 5_000);
        Worlds.goesOn(world, 5, 5_000);
        Worlds.isWell(world);
        boolean wrongBlocks =
                EnumSet.of(Liar.Trait.INVALID_BLOCKS, Liar.Trait.UPGRADED).contains(trait);
        long ofLiar = 0;
        for (long height = 1; height <= world.node(0).ledger().height(); height++) {
            BlockHeader header = world.node(0).ledger().header(height).orElseThrow();
            ofLiar += header.proposer() == 1 ? 1 : 0;
        }
        if (wrongBlocks) {
            assertThat(ofLiar).isZero();
        }
    }

    /** The same key runs twice, and the network lets some hear the one and some the other. */
    @ParameterizedTest
    @ValueSource(longs = {50, 51, 52, 53})
    void aKeyThatRunsTwiceSplitsNobody(long seed) {
        System.out.println("seed " + seed);
        Scenario scenario = Scenario.of(seed, 4, Mix.BYZANTINE)
                .withPowers(Scenario.equal(4))
                .withTiming(Worlds.TIMING)
                .withTuning(Worlds.TUNING);
        World world = new World(scenario, List.of(2), new Trace(true));
        for (SimNode node : world.holders(2)) {
            node.corrupt(new Liar(world, node, new SplittableRandom(seed), EnumSet.noneOf(Liar.Trait.class)));
        }
        world.startAll();
        world.clients().open();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 60; i++) {
            for (SimNode twin : world.holders(2)) {
                for (SimNode other : world.nodes()) {
                    boolean off = random.nextBoolean();
                    world.net().cut(twin.address(), other.address(), off);
                    world.net().cut(other.address(), twin.address(), off);
                }
            }
            world.run(60);
            assertThat(world.violation()).isNull();
        }
        world.net().heal();
        world.clients().close();
        Worlds.allFinal(world, 5_000);
        Worlds.goesOn(world, 5, 5_000);
        Worlds.isWell(world);
    }
}
