package io.ixi.testnet.local;

import io.ixi.cli.RpcClient;
import io.ixi.cli.RpcException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Asks one validator how it is. */
final class Probe implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final InetSocketAddress door;
    private final RpcClient client;

    Probe(URI rpc) {
        this.door = new InetSocketAddress(rpc.getHost(), rpc.getPort());
        this.client = new RpcClient(rpc, PATIENCE);
    }

    /** What a node says of itself. */
    record Answer(String chainId, long height, String hash, int peers, boolean syncing) {}

    /** Empty: it does not answer. */
    Optional<Answer> ask() {
        if (!listens()) { // a refused request costs far more than a refused connection, and `up` asks many times
            return Optional.empty();
        }
        try {
            JsonNode status = client.call("ixi_status");
            return Optional.of(new Answer(
                    status.path("chain_id").asString(),
                    status.path("height").asLong(),
                    status.path("hash").asString(),
                    status.path("peers").asInt(),
                    status.path("syncing").asBoolean()));
        } catch (IOException | RpcException e) {
            return Optional.empty();
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(door, (int) PATIENCE.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
