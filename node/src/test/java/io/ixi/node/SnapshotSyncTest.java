package io.ixi.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ixi.node.config.NodeConfig;
import io.ixi.node.replica.RestartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that comes late takes a snapshot from the others, starts anew on it, and fetches the rest. */
class SnapshotSyncTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    @Test
    void aNodeThatIsFarBehindJoinsByASnapshot() throws Exception {
        try (TestNetwork network = new TestNetwork(directory, 4)) {
            for (int i = 0; i < 4; i++) {
                Files.writeString(
                        NodeConfig.file(network.home(i)),
                        "[storage]\nhistoryBlocks = 64\nkeepBlocks = 64\nsnapshotEvery = 10\nsnapshotLag = 15\n",
                        StandardOpenOption.APPEND);
            }
            for (int i = 0; i < 3; i++) {
                network.start(i);
            }
            awaitHeight(network, 0, 35);
            Throwable reason = network.start(3).failure().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(reason).isInstanceOf(RestartException.class);
            network.stop(3);
            network.start(3);
            assertThat(network.node(3).backend().status().earliestBlock()).isGreaterThan(20);
            awaitHeight(network, 3, network.node(0).backend().status().height() + 5);
            long height = network.node(3).backend().status().height() - 2;
            assertThat(network.node(3).backend().block(height).orElseThrow().hash())
                    .isEqualTo(network.node(0)
                            .backend()
                            .block(height)
                            .orElseThrow()
                            .hash());
            // it votes like one that was there from the beginning: with it and two others there is a quorum
            network.stop(1);
            awaitHeight(network, 3, network.node(0).backend().status().height() + 3);
        }
    }

    private static void awaitHeight(TestNetwork network, int node, long height) {
        await().atMost(PATIENCE)
                .until(() -> network.node(node).backend().status().height() >= height);
    }
}
