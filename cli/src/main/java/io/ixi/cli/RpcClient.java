package io.ixi.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Calls one node's JSON-RPC door. Safe for any number of threads; connections are kept. */
public final class RpcClient implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI url;
    private final HttpClient http;
    private final Duration patience;

    /** @param patience longest wait for an answer */
    public RpcClient(URI url, Duration patience) {
        this.url = url;
        this.patience = patience;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(patience);
        if ("http".equals(url.getScheme())) {
            builder.sslContext(withoutTrust());
        }
        this.http = builder.build();
    }

    /** Trusts nobody: for plain HTTP, which needs no trust store, and reading the JDK's takes a while. */
    private static SSLContext withoutTrust() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no TLS", e);
        }
    }

    public URI url() {
        return url;
    }

    /**
     * One call, by name. IOException: the node did not answer.
     *
     * @throws RpcException the node answered with an error
     */
    public JsonNode call(String method, ObjectNode params) throws IOException, RpcException {
        ObjectNode request = JSON.createObjectNode();
        request.put("jsonrpc", "2.0").put("id", 1).put("method", method).set("params", params);
        HttpRequest post = HttpRequest.newBuilder(url)
                .timeout(patience)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(request)))
                .build();
        JsonNode answer;
        try {
            answer = JSON.readTree(
                    http.send(post, HttpResponse.BodyHandlers.ofByteArray()).body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException(method).initCause(e);
        } catch (JacksonException e) {
            throw new IOException("not a JSON-RPC answer", e);
        }
        JsonNode error = answer.get("error");
        if (error != null) {
            throw new RpcException(
                    error.path("code").asInt(), error.path("message").asString(), error.get("data"));
        }
        JsonNode result = answer.get("result");
        if (result == null) {
            throw new IOException("not a JSON-RPC answer");
        }
        return result;
    }

    public JsonNode call(String method) throws IOException, RpcException {
        return call(method, JSON.createObjectNode());
    }

    @Override
    public void close() {
        http.close();
    }
}
