package io.ixi.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ixi.consensus.types.Hash;
import io.ixi.node.config.ConfigException;
import io.ixi.rpc.Backend;
import io.ixi.vm.kernel.exec.RejectedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes, put together as in production. */
class NodeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void fourNodesFinalizeTransfersAndAgree() throws Exception {
        try (TestNetwork network = new TestNetwork(directory, 4)) {
            network.startAll();
            List<Hash> sent = send(network, 0, 20);
            for (int i = 0; i < 4; i++) {
                Backend backend = network.node(i).backend();
                await().atMost(PATIENCE).until(() -> sent.stream().allMatch(id -> isFinal(backend, id)));
            }
            long height = network.node(0)
                    .backend()
                    .transaction(sent.getLast())
                    .orElseThrow()
                    .height();
            Backend.Block block = network.node(0).backend().block(height).orElseThrow();
            for (int i = 1; i < 4; i++) {
                assertThat(network.node(i).backend().block(height).orElseThrow().hash())
                        .isEqualTo(block.hash());
            }
            assertThatThrownBy(() -> network.node(1)
                            .backend()
                            .send(network.transfer(3, TestNetwork.account(1)))
                            .get())
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            RejectedException.class,
                            e -> assertThat(e.rejection().name()).isEqualTo("BAD_SEQ"));
        }
    }

    @Test
    void aStoppedNodeCatchesUpAndARestartOfAllLosesNothing() throws Exception {
        try (TestNetwork network = new TestNetwork(directory, 4)) {
            network.startAll();
            List<Hash> sent = new ArrayList<>(send(network, 0, 5));
            await().atMost(PATIENCE).until(() -> isFinal(network.node(1).backend(), sent.getLast()));
            network.stop(3);
            sent.addAll(send(network, 5, 5));
            await().atMost(PATIENCE).until(() -> isFinal(network.node(1).backend(), sent.getLast()));
            network.start(3);
            await().atMost(PATIENCE).until(() -> isFinal(network.node(3).backend(), sent.getLast()));
            network.stopAll();
            network.startAll();
            for (int i = 0; i < 4; i++) {
                Backend backend = network.node(i).backend();
                assertThat(sent).allMatch(id -> isFinal(backend, id));
            }
            List<Hash> more = send(network, 10, 3);
            await().atMost(PATIENCE).until(() -> isFinal(network.node(2).backend(), more.getLast()));
        }
    }

    @Test
    void aKeyRotatedAwayNeverSignsABlocksTransaction() throws Exception {
        try (TestNetwork network = new TestNetwork(directory, 4)) {
            network.startAll();
            Hash first = send(network, 0, 1).getFirst();
            await().atMost(PATIENCE).until(() -> isFinal(network.node(0).backend(), first));
            // waits in two mempools with a signature that holds now, behind the rotation that will void it
            Hash stale = network.node(0)
                    .backend()
                    .send(network.transferByKnownKey(2, TestNetwork.account(9)))
                    .get();
            await().atMost(PATIENCE)
                    .until(() -> network.node(2).backend().transaction(stale).isPresent());
            Hash rotation = network.node(1).backend().send(network.rotation(1)).get();
            for (int i = 0; i < 4; i++) {
                Backend backend = network.node(i).backend();
                await().atMost(PATIENCE).until(() -> isFinal(backend, rotation));
            }
            long height = network.node(0).backend().status().height();
            for (int i = 0; i < 4; i++) {
                Backend backend = network.node(i).backend();
                await().atMost(PATIENCE).until(() -> backend.status().height() > height + 4);
                assertThat(isFinal(backend, stale)).isFalse();
            }
        }
    }

    @Test
    void refusesAKeyThatIsNotItsOwn() throws Exception {
        try (TestNetwork network = new TestNetwork(directory, 2)) {
            Files.copy(
                    network.home(0).resolve("validator.key"),
                    network.home(1).resolve("validator.key"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(() -> network.start(1))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("not the one that the genesis names for v1");
        }
    }

    private static List<Hash> send(TestNetwork network, long from, int count) throws Exception {
        List<Hash> ids = new ArrayList<>();
        for (long sequence = from; sequence < from + count; sequence++) {
            ids.add(network.node((int) (sequence % 2))
                    .backend()
                    .send(network.transfer(sequence, TestNetwork.account((int) sequence)))
                    .get());
        }
        return ids;
    }

    private static boolean isFinal(Backend backend, Hash id) {
        return backend.transaction(id).filter(t -> !t.pending()).isPresent();
    }
}
