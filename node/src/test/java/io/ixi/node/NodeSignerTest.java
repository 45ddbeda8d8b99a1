package io.ixi.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ixi.node.config.NodeConfig;
import io.ixi.node.signer.SignerException;
import io.ixi.node.signer.SignerException.Reason;
import io.ixi.node.signer.SignerServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes whose keys remember what they signed. */
class NodeSignerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void aRestoredBackupDoesNotVoteUntilTheChainIsPastItsLastVote() throws Exception {
        try (TestNetwork network = new TestNetwork(directory, 4)) {
            network.startAll();
            awaitHeight(network, 3, 3);
            network.stop(3);
            Path home = network.home(3);
            copy(home.resolve("journal"), directory.resolve("old/journal"));
            copy(home.resolve("state"), directory.resolve("old/state"));
            network.start(3);
            awaitHeight(network, 3, height(network, 0) + 5);
            network.stop(3);
            delete(home.resolve("journal"));
            delete(home.resolve("state"));
            copy(directory.resolve("old/journal"), home.resolve("journal"));
            copy(directory.resolve("old/state"), home.resolve("state"));

            network.start(3);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(votes(network, 3))
                            .contains("older than this key's last vote", "restored backup"));
            awaitHeight(network, 3, height(network, 0) + 3);
            assertThat(votes(network, 3)).contains("older than this key's last vote");

            network.stop(3);
            network.start(3);
            assertThat(votes(network, 3)).isEqualTo("this node takes part");
            network.stop(0);
            // three of four: the quorum needs the one that came back
            awaitHeight(network, 3, height(network, 1) + 3);
        }
    }

    @Test
    void theSameKeyDoesNotStartTwice() throws Exception {
        try (TestNetwork network = new TestNetwork(directory, 2)) {
            network.start(0);
            NodeConfig first = network.settings(0);
            NodeConfig second = withSigner(first, Files.createDirectories(directory.resolve("copy")), null);
            assertThatThrownBy(() -> Node.start(second))
                    .isInstanceOfSatisfying(
                            SignerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.IN_USE));
            assertThatThrownBy(() -> Node.serveKey(first)).isInstanceOf(SignerException.class);
        }
    }

    @Test
    void aSignerOfItsOwnStopsAndComesBackAndTheChainGoesOn() throws Exception {
        try (TestNetwork network = new TestNetwork(directory, 2)) {
            NodeConfig settings = withSigner(
                    network.settings(0), network.home(0), network.home(0).resolve("s"));
            SignerServer signer = Node.serveKey(settings);
            try (Node node = Node.start(settings)) {
                network.start(1);
                awaitHeight(network, 1, 3);
                signer.close();
                signer = Node.serveKey(settings);
                awaitHeight(network, 1, height(network, 1) + 3);
                assertThat(node.backend().status().height()).isPositive();
            }
            // the node has gone, its signer takes the next one
            try (Node again = Node.start(settings)) {
                awaitHeight(network, 1, height(network, 1) + 3);
                assertThat(again.backend().status().height()).isPositive();
            }
            signer.close();
            assertThatThrownBy(() -> Node.start(settings))
                    .isInstanceOfSatisfying(
                            SignerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.AWAY));
        }
    }

    private static NodeConfig withSigner(NodeConfig c, Path home, @Nullable Path signer) {
        return new NodeConfig(
                home, c.name(), c.genesis(), c.key(), signer, c.p2p(), c.rpc(), c.log(), c.storage(), c.tuning());
    }

    private static String votes(TestNetwork network, int node) {
        return network.node(node).backend().readiness().checks().stream()
                .filter(check -> check.name().equals("votes"))
                .findFirst()
                .orElseThrow()
                .detail();
    }

    private static long height(TestNetwork network, int node) {
        return network.node(node).backend().status().height();
    }

    private static void awaitHeight(TestNetwork network, int node, long height) {
        await().atMost(PATIENCE).until(() -> height(network, node) >= height);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
