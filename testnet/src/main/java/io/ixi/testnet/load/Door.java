package io.ixi.testnet.load;

import io.ixi.cli.Terminal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A WebSocket to one validator that carries batches of calls: an HTTP request for each cost both sides more. Each batch
 * is known by its number, which the ids of its calls follow from.
 */
final class Door implements WebSocket.Listener, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final WebSocket socket;
    private final ReentrantLock sending = new ReentrantLock();
    private final Map<Long, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final StringBuilder text = new StringBuilder();

    Door(URI rpc, HttpClient http) {
        this.socket = http.newWebSocketBuilder()
                .connectTimeout(PATIENCE)
                .buildAsync(socketOf(rpc), this)
                .join();
    }

    /** Where the WebSockets of a JSON-RPC address are. */
    static URI socketOf(URI rpc) {
        return URI.create("ws" + rpc.toString().substring("http".length()).replaceAll("/$", "") + "/ws");
    }

    /**
     * Sends a batch and waits for its answers. Any thread.
     *
     * @param batch number of the batch: every id in it is {@code batch * Lane.BATCH} and up
     * @throws IOException no answer, or the socket is closed
     */
    JsonNode call(long batch, String calls) throws IOException, InterruptedException {
        CompletableFuture<JsonNode> answers = new CompletableFuture<>();
        waiting.put(batch, answers);
        try {
            sending.lockInterruptibly();
            try {
                socket.sendText(calls, true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } finally {
                sending.unlock();
            }
            return answers.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | CompletionException | TimeoutException e) {
            throw new IOException("no answer to a batch of calls", e);
        } finally {
            waiting.remove(batch);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            String whole = text.toString();
            text.setLength(0);
            answered(whole);
        }
        from.request(1);
        return null;
    }

    private void answered(String whole) {
        try {
            JsonNode answers = Terminal.JSON.readTree(whole);
            long id = answers.path(0).path("id").asLong(-1);
            CompletableFuture<JsonNode> asked = waiting.get(id / Lane.BATCH);
            if (id >= 0 && asked != null) {
                asked.complete(answers);
            } else {
                fail(new IOException("the node answered: " + whole));
            }
        } catch (JacksonException e) {
            fail(new IOException(e));
        }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        fail(new IOException("socket closed: " + code + " " + reason));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        fail(new IOException(error));
    }

    private void fail(IOException cause) {
        waiting.values().forEach(answers -> answers.completeExceptionally(cause));
    }

    @Override
    public void close() {
        socket.abort();
    }
}
