package io.ixi.testnet.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.node.store.Ledger;
import io.ixi.node.store.RocksLedger;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same with the ledger on RocksDB: its files outlive kills. What a power loss does to them is not simulated. */
class RocksTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void nodesThatAreKilledOpenTheirFilesAgain() {
        World world = Worlds.calm(1, 4);
        for (SimNode node : world.nodes()) {
            Path own = directory.resolve("v" + node.address());
            node.stores(() -> RocksLedger.open(
                    own, world.chainHash(), World.EXECUTOR.registry().events(), Ledger.Options.DEFAULT));
        }
        Worlds.started(world);
        world.clients().open();
        for (int round = 0; round < 8; round++) {
            SimNode node = world.node(round % 4);
            node.killAfter(40 + 13L * round, false);
            assertThat(world.await(1_000, () -> !node.up())).isTrue();
            assertThat(world.await(1_000, node::up)).isTrue();
            world.run(50);
        }
        world.nodes().forEach(node -> node.stop(false));
        world.startAll();
        world.clients().close();
        Worlds.allFinal(world, 3_000);
        Worlds.goesOn(world, 3, 3_000);
        Worlds.isWell(world);
        world.nodes().forEach(node -> node.stop(false));
    }
}
