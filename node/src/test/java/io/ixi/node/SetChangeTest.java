package io.ixi.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ixi.consensus.types.Bytes;
import io.ixi.rpc.Backend;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The set of validators changes by ordinary transactions, sent over JSON-RPC to whole nodes. */
class SetChangeTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int EPOCH = 12;

    @TempDir
    Path directory;

    private static Backend.Status status(TestNetwork network, int node) {
        return network.node(node).backend().status();
    }

    private static void send(TestNetwork network, int node, Bytes transaction)
            throws IOException, InterruptedException {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ixi_sendTransaction\",\"params\":{\"transaction\":\""
                + transaction.hex() + "\"}}";
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + network.node(node).rpcPort() + "/"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            String answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            assertThat(answer).contains("\"result\"");
        }
    }

    private static void goesOn(TestNetwork network, int node, int blocks) {
        long target = status(network, node).height() + blocks;
        await().atMost(PATIENCE).until(() -> status(network, node).height() >= target);
    }

    @Test
    void aFifthNodeJoinsByStakingAndAnotherLeaves() throws Exception {
        try (TestNetwork network = new TestNetwork(directory, 4, 1, EPOCH)) {
            network.startAll();
            assertThat(status(network, 4).validator()).isEqualTo(-1);
            send(network, 2, network.byOperator(4, 0, network.stakes(4)));
            await().atMost(PATIENCE).until(() -> status(network, 4).validator() >= 0);
            await().atMost(PATIENCE).until(() -> status(network, 0).validators() == 5);
            // four of five are a quorum: now the new one's votes are needed
            network.stop(0);
            goesOn(network, 4, EPOCH + 3);
            network.start(0);
            goesOn(network, 0, 3);
            send(network, 3, network.byOperator(1, 0, TestNetwork.unstakes(1)));
            await().atMost(PATIENCE).until(() -> status(network, 2).validators() == 4);
            await().atMost(PATIENCE).until(() -> status(network, 1).validator() == -1);
            // it goes on as one that only follows, also after a restart
            goesOn(network, 1, 3);
            network.stop(1);
            goesOn(network, 2, EPOCH + 3);
            network.start(1);
            goesOn(network, 1, 3);
            assertThat(status(network, 1).validator()).isEqualTo(-1);
        }
    }
}
