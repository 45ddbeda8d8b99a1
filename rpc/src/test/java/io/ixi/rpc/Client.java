package io.ixi.rpc;

import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** A plain client of the doors. */
final class Client implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    Client(int port) {
        this.port = port;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request("/").POST(HttpRequest.BodyPublishers.ofString(body));
        request.header("Content-Type", "application/json");
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The whole response to one call. */
    JsonNode call(String method, String params) throws IOException, InterruptedException, InvalidJsonException {
        return Json.read(post(request(1, method, params)).body());
    }

    /** The result of one call that succeeds. */
    JsonNode result(String method, String params) throws IOException, InterruptedException, InvalidJsonException {
        JsonNode response = call(method, params);
        if (!response.has("result")) {
            throw new AssertionError(response.toString());
        }
        return response.get("result");
    }

    static String request(int id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}";
    }

    CompletableFuture<Socket> socket() {
        Socket socket = new Socket();
        return http.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws"), socket)
                .thenApply(open -> {
                    socket.open.complete(open);
                    return socket;
                });
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }

    /** Collects what arrives. */
    static final class Socket implements WebSocket.Listener {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder partial = new StringBuilder();
        private final CompletableFuture<WebSocket> open = new CompletableFuture<>();

        void send(String message) {
            open.join().sendText(message, true).join();
        }

        JsonNode next() throws InterruptedException, InvalidJsonException {
            String message = messages.poll(10, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("nothing arrived");
            }
            return Json.read(message);
        }

        /** The close code. */
        int closed() {
            return closed.orTimeout(20, TimeUnit.SECONDS).join();
        }

        boolean isOpen() {
            return !closed.isDone() && !open.join().isInputClosed();
        }

        void close() {
            open.join().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        }

        void abort() {
            open.join().abort();
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                messages.add(partial.toString());
                partial.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.complete(-1);
        }
    }
}
