package io.ixi.cli.chat;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The relay of a node, at {@code /relay/}. */
public final class HttpRelay implements Relay, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MAX_PAGE_BYTES = 16 << 20;

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI node;

    /** @param node where its JSON-RPC is */
    public HttpRelay(URI node) {
        this.node = node;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(node.resolve("/relay/" + path)).timeout(PATIENCE);
    }

    private String send(HttpRequest request) throws IOException {
        try {
            HttpResponse<String> response = client.send(
                    request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), MAX_PAGE_BYTES));
            if (response.statusCode() / 100 != 2) {
                throw new IOException("the relay answers " + response.statusCode() + ": " + response.body());
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void put(Hash box, Bytes content) throws IOException {
        send(request(box.hex())
                .header("Content-Type", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofByteArray(content.toArray()))
                .build());
    }

    @Override
    public Page get(Hash box, long from) throws IOException {
        String body = send(request(box.hex() + "?from=" + from).GET().build());
        try {
            JsonNode page = Json.read(body);
            List<Bytes> entries = new ArrayList<>();
            for (JsonNode entry : page.path("entries")) {
                entries.add(Bytes.wrap(Base64.getDecoder().decode(entry.asString(""))));
            }
            return new Page(entries, Math.max(from, page.path("next").asLong(from)));
        } catch (InvalidJsonException | IllegalArgumentException e) {
            throw new IOException("the relay answers nonsense", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
