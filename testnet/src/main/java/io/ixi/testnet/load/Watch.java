package io.ixi.testnet.load;

import io.ixi.cli.RpcClient;
import io.ixi.cli.RpcException;
import io.ixi.cli.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Follows the final blocks of one validator. What a block holds is asked once for all validators. */
final class Watch implements WebSocket.Listener, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SUBSCRIBE =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ixi_subscribe\",\"params\":" + "{\"topic\":\"newBlocks\"}}";

    private final Lane lane;
    private final Tally tally;
    private final Blocks blocks;
    private final WebSocket socket;
    private final StringBuilder text = new StringBuilder();
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private final Thread resolver;

    private record Heard(String hash, long failed, long atNanos) {}

    Watch(Lane lane, HttpClient http, Tally tally, Blocks blocks) {
        this.lane = lane;
        this.tally = tally;
        this.blocks = blocks;
        this.socket = http.newWebSocketBuilder()
                .connectTimeout(PATIENCE)
                .buildAsync(Door.socketOf(lane.rpc()), this)
                .join();
        this.resolver = Thread.ofVirtual().name("load-watch").start(this::resolve);
        socket.sendText(SUBSCRIBE, true).join();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        long now = System.nanoTime();
        text.append(part);
        if (last) {
            try {
                JsonNode result =
                        Terminal.JSON.readTree(text.toString()).path("params").path("result");
                if (result.path("transaction_count").asLong() > 0) {
                    heard.add(new Heard(
                            result.path("hash").asString(),
                            result.path("failed_count").asLong(),
                            now));
                }
            } catch (JacksonException e) {
                tally.error("BAD_NOTIFICATION", 1);
            }
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        if (!heard.isEmpty() || code != WebSocket.NORMAL_CLOSURE) {
            tally.error("SOCKET_CLOSED_" + code, 1);
        }
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        tally.error("SOCKET_" + error.getClass().getSimpleName(), 1);
    }

    private void resolve() {
        try {
            while (true) {
                Heard block = heard.take();
                lane.finalized(blocks.ids(block.hash, lane.rpc(), block.failed), block.atNanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    @Override
    public void close() {
        socket.abort();
        resolver.interrupt();
    }

    /** Which transactions are in which block. */
    static final class Blocks implements AutoCloseable {
        private static final int KEPT = 2_000;

        private final Tally tally;
        private final Map<String, List<String>> known = new ConcurrentHashMap<>();
        private final Map<URI, RpcClient> clients = new ConcurrentHashMap<>();

        Blocks(Tally tally) {
            this.tally = tally;
        }

        private List<String> ids(String hash, URI rpc, long failed) {
            if (known.size() > KEPT) {
                known.clear();
            }
            return known.computeIfAbsent(hash, any -> {
                if (failed > 0) {
                    tally.error("FAILED_IN_BLOCK", failed);
                }
                return ask(hash, rpc);
            });
        }

        private List<String> ask(String hash, URI rpc) {
            RpcClient client = clients.computeIfAbsent(rpc, url -> new RpcClient(url, PATIENCE));
            try {
                JsonNode block = client.call(
                        "ixi_getBlock", Terminal.JSON.createObjectNode().put("block", hash));
                List<String> ids = new ArrayList<>();
                block.path("transactions").forEach(id -> ids.add(id.asString()));
                return ids;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (RpcException e) {
                tally.error(e.name(), 1);
                return List.of();
            }
        }

        @Override
        public void close() {
            clients.values().forEach(RpcClient::close);
        }
    }
}
