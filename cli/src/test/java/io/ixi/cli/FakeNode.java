package io.ixi.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A node that answers as it was told to and remembers what it was asked. */
final class FakeNode implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, JsonNode> results = new ConcurrentHashMap<>();
    private final Map<String, JsonNode> errors = new ConcurrentHashMap<>();
    final List<JsonNode> asked = new CopyOnWriteArrayList<>();

    FakeNode() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    FakeNode on(String method, String resultJson) {
        results.put(method, Terminal.JSON.readTree(resultJson));
        return this;
    }

    FakeNode failOn(String method, String errorJson) {
        errors.put(method, Terminal.JSON.readTree(errorJson));
        return this;
    }

    /** Parameters of the last call of a method. */
    JsonNode params(String method) {
        return asked.stream()
                .filter(call -> call.path("method").asString().equals(method))
                .reduce((first, second) -> second)
                .orElseThrow()
                .path("params");
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode call = Terminal.JSON.readTree(exchange.getRequestBody().readAllBytes());
        asked.add(call);
        String method = call.path("method").asString();
        ObjectNode answer =
                Terminal.JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1);
        if (errors.containsKey(method)) {
            answer.set("error", errors.get(method));
        } else {
            answer.set("result", results.getOrDefault(method, Terminal.JSON.createObjectNode()));
        }
        byte[] bytes = Terminal.JSON.writeValueAsBytes(answer);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
