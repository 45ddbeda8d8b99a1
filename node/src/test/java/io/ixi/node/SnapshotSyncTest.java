package io.ixi.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.node.config.NodeConfig;
import io.ixi.node.genesis.Modules;
import io.ixi.node.replica.RestartException;
import io.ixi.node.wire.Handover;
import io.ixi.rpc.Backend;
import io.ixi.vm.kernel.exec.Executor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that comes late takes a snapshot from the others, starts anew on it, and fetches the rest. */
class SnapshotSyncTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    private static void configure(TestNetwork network) throws IOException {
        for (int i = 0; i < 4; i++) {
            Files.writeString(
                    NodeConfig.file(network.home(i)),
                    "[storage]\nhistoryBlocks = 64\nkeepBlocks = 64\nsnapshotEvery = 10\nsnapshotLag = 15\n",
                    StandardOpenOption.APPEND);
        }
    }

    @Test
    void aNodeThatMissedSeveralEpochsJoinsByASnapshot() throws Exception {
        try (TestNetwork network = new TestNetwork(directory, 4, 0, 12)) {
            configure(network);
            for (int i = 0; i < 3; i++) {
                network.start(i);
            }
            awaitHeight(network, 0, 60);
            Throwable reason = network.start(3).failure().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(reason).isInstanceOf(RestartException.class);
            network.stop(3);
            network.start(3);
            assertThat(network.node(3).backend().status().earliestBlock()).isGreaterThan(40);
            awaitHeight(network, 3, network.node(0).backend().status().height() + 15);
            for (long epoch = 0; epoch < 5; epoch++) {
                Backend.Proof shown = network.node(3).backend().handover(epoch).orElseThrow();
                Backend.Proof before = network.node(0).backend().handover(epoch).orElseThrow();
                assertThat(shown.header()).isEqualTo(before.header());
                assertThat(shown.entries()).isEqualTo(before.entries());
                onlyTheWholeHandoverShowsWhoVotesNext(shown);
            }
            network.stop(1);
            awaitHeight(network, 3, network.node(0).backend().status().height() + 3);
        }
    }

    private static void onlyTheWholeHandoverShowsWhoVotesNext(Backend.Proof shown) {
        Executor executor = Modules.executor();
        Hash chain = shown.header().chain();
        List<Handover.Entry> entries = new ArrayList<>();
        for (Backend.Proof.Entry entry : shown.entries()) {
            entries.add(new Handover.Entry(entry.key(), Objects.requireNonNull(entry.value()), entry.proof()));
        }
        Handover good = new Handover(shown.header(), shown.finalization(), entries);
        ValidatorSet next = Objects.requireNonNull(good.next(chain, executor));
        assertThat(next.epoch()).isEqualTo(shown.header().epoch() + 1);
        assertThat(next.seed()).isEqualTo(Wire.headerHash(shown.header()));
        assertThat(next.size()).isEqualTo(4);
        assertThat(Handover.decode(good.encode())).isEqualTo(good);
        assertThat(good.next(Hash.ZERO, executor)).isNull();
        for (int i = 0; i < entries.size(); i++) {
            List<Handover.Entry> fewer = new ArrayList<>(entries);
            Handover.Entry left = fewer.remove(i);
            assertThat(new Handover(good.last(), good.finalization(), fewer).next(chain, executor))
                    .isNull();
            byte[] other = left.value().toArray();
            other[other.length - 1] ^= 1;
            fewer.add(new Handover.Entry(left.key(), Bytes.wrap(other), left.proof()));
            assertThat(new Handover(good.last(), good.finalization(), fewer).next(chain, executor))
                    .isNull();
        }
    }

    @Test
    void aNodeThatIsFarBehindJoinsByASnapshot() throws Exception {
        try (TestNetwork network = new TestNetwork(directory, 4)) {
            configure(network);
            for (int i = 0; i < 3; i++) {
                network.start(i);
            }
            awaitHeight(network, 0, 35);
            Throwable reason = network.start(3).failure().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(reason).isInstanceOf(RestartException.class);
            network.stop(3);
            // while it was down the others went on so far that it takes another one
            awaitHeight(network, 0, network.node(0).backend().status().height() + 25);
            network.start(3);
            assertThat(network.node(3).backend().status().earliestBlock()).isGreaterThan(20);
            awaitHeight(network, 3, network.node(0).backend().status().height() + 5);
            assertThat(network.node(3).backend().status().earliestBlock()).isGreaterThan(45);
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

    /** Joining by a snapshot ends a node's run, and may do so more than once. */
    private static void awaitHeight(TestNetwork network, int node, long height) {
        await().atMost(PATIENCE).until(() -> {
            network.restartIfAsked(node);
            return network.node(node).backend().status().height() >= height;
        });
    }
}
