package io.ixi.testnet.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.node.net.Channel;
import io.ixi.vm.economy.bank.proto.BalanceQuery;
import io.ixi.vm.economy.bank.proto.BalanceResult;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.exec.StateReader;
import io.ixi.vm.kernel.module.QuerySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas that transfer, crash, restart and catch up. */
class ClusterTest {
    @Test
    void transfersArriveOnce() throws RejectedException {
        World world = Worlds.started(Worlds.calm(1, 4));
        for (int i = 0; i < 20; i++) {
            world.clients().transfer(0, 10);
            world.run(3);
        }
        Worlds.allFinal(world, 2_000);
        Worlds.goesOn(world, 1, 2_000);
        assertThat(balance(world.node(2).ledger().latest(), 1)).isEqualTo(Amount.of(Clients.FUNDS + 200));
        Worlds.isWell(world);
    }

    @Test
    void idleChainTicksAtTheHeartbeatOnly() {
        World world = Worlds.started(Worlds.calm(2, 4));
        long before = world.lowest();
        world.run(2_000);
        assertThat(world.lowest() - before).isBetween(50L, 110L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void goesOnWithoutAnyOneNodeAndTakesItBack(int victim) {
        World world = Worlds.started(Worlds.calm(10 + victim, 4));
        world.node(victim).stop(false);
        world.clients().transfer(0, 1);
        Worlds.allFinal(world, 3_000);
        Worlds.goesOn(world, 5, 3_000);
        world.node(victim).start();
        Worlds.goesOn(world, 5, 3_000);
        Worlds.isWell(world);
    }

    @Test
    void transactionsThatOnlyOneNodeHasAreFetched() {
        World world = Worlds.started(Worlds.calm(20, 4));
        world.net().mute(Channel.TRANSACTION, true);
        for (int i = 0; i < 12; i++) {
            world.clients().transfer(i % Clients.ACCOUNTS, 1);
            world.run(50);
        }
        Worlds.allFinal(world, 5_000);
        assertThat(world.net().penalties()).isZero();
        Worlds.isWell(world);
    }

    @Test
    void newNodeWithEmptyDisksCatchesUpAndVotes() {
        World world = Worlds.calm(21, 4);
        for (int i = 0; i < 3; i++) {
            world.node(i).start();
        }
        assertThat(world.await(20_000, () -> world.lowest() >= 60)).isTrue();
        world.node(3).start();
        Worlds.goesOn(world, 5, 5_000);
        world.node(0).stop(false);
        Worlds.goesOn(world, 5, 5_000);
        Worlds.isWell(world);
    }

    @ParameterizedTest
    @ValueSource(longs = {30, 31, 32, 33})
    void aWholeClusterThatLosesPowerAgainAndAgainLosesNothing(long seed) {
        World world = Worlds.calm(seed, 4);
        world.startAll();
        world.clients().open();
        for (int round = 0; round < 10; round++) {
            world.run(40 + 37L * round);
            world.nodes().forEach(node -> node.stop(true));
            world.startAll();
        }
        world.clients().close();
        Worlds.allFinal(world, 5_000);
        Worlds.goesOn(world, 3, 5_000);
        Worlds.isWell(world);
    }

    static Amount balance(StateReader state, int account) throws RejectedException {
        QuerySpec query = World.EXECUTOR.registry().queries().stream()
                .filter(spec -> spec.path().equals("bank/balance"))
                .findFirst()
                .orElseThrow();
        BalanceQuery params = BalanceQuery.newBuilder()
                .setAccount(Clients.address(account).toByteString())
                .build();
        return Amount.of(((BalanceResult) World.EXECUTOR.query(query, params, state)).getFree());
    }
}
