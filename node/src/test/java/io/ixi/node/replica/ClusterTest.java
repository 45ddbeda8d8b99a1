package io.ixi.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Hash;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Four replicas that transfer, crash, restart and catch up. */
class ClusterTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void finalizesTransfers(long seed) {
        World world = new World(seed, 4).startAll();
        List<Hash> sent = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            sent.add(world.submit(world.transfer(i % 4, 10)));
            world.run(5);
        }
        world.await(2_000, "all final", () -> world.finalTransactions.containsAll(sent));
        world.awaitHeight(world.highest(), 2_000);
        assertThat(world.penalties).isEmpty();
        assertThat(ToyModule.balance(world.nodes.get(2).ledger.latest(), World.address(4)))
                .isEqualTo(1_000_100);
    }

    @Test
    void idleChainTicksAtTheHeartbeatOnly() {
        World world = new World(4, 4).startAll();
        world.run(4_000);
        assertThat(world.lowest()).isBetween(5L, 20L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void goesOnWithoutAnyOneNodeAndTakesItBack(int victim) {
        World world = new World(10 + victim, 4).startAll();
        world.awaitHeight(3, 5_000);
        world.nodes.get(victim).crash();
        Hash id = world.submit(world.transfer(0, 1));
        long before = world.lowest();
        world.await(6_000, "final without node " + victim, () -> world.finalTransactions.contains(id));
        world.awaitHeight(before + 5, 15_000);
        world.nodes.get(victim).start();
        long target = world.highest() + 3;
        world.awaitHeight(target, 10_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {20, 21, 22, 23, 24, 25})
    void losesNothingWhenAllLosePower(long seed) {
        World world = new World(seed, 4).startAll();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 10; i++) {
                world.submit(world.transfer(i % 4, 1));
                world.run(world.random.nextInt(1, 9));
            }
            world.run(world.random.nextInt(40));
            world.nodes.forEach(SimNode::powerLoss);
            world.nodes.forEach(SimNode::start);
            long target = world.finals.isEmpty() ? 1 : world.finals.lastKey() + 1;
            world.awaitHeight(target, 15_000);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {30, 31, 32})
    void survivesLossAndRestartsOfEachNode(long seed) {
        World world = new World(seed, 4).startAll();
        world.loss = 0.2;
        for (int round = 0; round < 8; round++) {
            world.submit(world.transfer(round % 4, 1));
            world.run(world.random.nextInt(500));
            SimNode node = world.nodes.get(world.random.nextInt(4));
            node.crash();
            world.run(world.random.nextInt(500));
            node.start();
        }
        world.loss = 0;
        world.awaitHeight(world.highest() + 10, 20_000);
    }
}
