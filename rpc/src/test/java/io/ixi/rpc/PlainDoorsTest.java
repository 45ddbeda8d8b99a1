package io.ixi.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.rpc.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Doors without JSON-RPC: DIDs and status lists of a chain that has none, and boxes of the relay. */
class PlainDoorsTest extends DoorTest {
    private static final String BOX = "/relay/" + "0a".repeat(32);

    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void hangUp() {
        http.close();
    }

    private HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
        URI url = URI.create("http://127.0.0.1:" + server.port() + path);
        return http.send(
                HttpRequest.newBuilder(url).header("Accept", accept).build(), HttpResponse.BodyHandlers.ofString());
    }

    private int put(String path, byte[] content) throws IOException, InterruptedException {
        URI url = URI.create("http://127.0.0.1:" + server.port() + path);
        HttpRequest request = HttpRequest.newBuilder(url)
                .POST(HttpRequest.BodyPublishers.ofByteArray(content))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    @Test
    void didsThatCannotBeResolvedSayWhy() throws Exception {
        String all = "application/did-resolution";
        assertThat(get("/1.0/identifiers/nonsense", all).body()).contains("INVALID_DID");
        assertThat(get("/1.0/identifiers/did:ixi:nonsense", all).statusCode()).isEqualTo(400);
        assertThat(get("/1.0/identifiers/did:web:example.org", all).statusCode())
                .isEqualTo(501);
        assertThat(get("/1.0/identifiers/did:web:example.org", "text/plain").statusCode())
                .isEqualTo(406);
        assertThat(get("/1.0/status/x/revocation/0", "*/*").statusCode()).isEqualTo(501);
    }

    @Test
    void aBoxGivesWhatWasPutInAndNothingElse() throws Exception {
        assertThat(get(BOX, "*/*").body()).isEqualTo("{\"next\":0,\"entries\":[]}");
        assertThat(put(BOX, new byte[] {1, 2, 3})).isEqualTo(204);
        assertThat(put(BOX, new byte[] {4})).isEqualTo(204);
        String first = Base64.getEncoder().encodeToString(new byte[] {1, 2, 3});
        JsonNode both = Json.read(get(BOX, "*/*").body());
        assertThat(both.path("entries").size()).isEqualTo(2);
        long next = both.path("next").asLong(0);
        assertThat(get(BOX + "?from=" + (next - 1), "*/*").body())
                .contains("\"next\":" + next, "BA==")
                .doesNotContain(first);
        assertThat(get(BOX + "?from=" + next, "*/*").body()).isEqualTo("{\"next\":" + next + ",\"entries\":[]}");
        assertThat(get("/relay/" + "0b".repeat(32), "*/*").body()).contains("[]");
        for (int i = 0; i < 50; i++) {
            assertThat(put(BOX, new byte[(256 << 10) + 1])).isEqualTo(413);
        }
        assertThat(put("/relay/short", new byte[1])).isEqualTo(404);
        assertThat(get(BOX + "?from=-1", "*/*").statusCode()).isEqualTo(404);
    }

    /** Readers remember a number. After a restart the node has nothing, but their number must not hide what comes. */
    @Test
    void aRestartedRelayNumbersOn() throws Exception {
        assertThat(put(BOX, new byte[] {1})).isEqualTo(204);
        long next = Json.read(get(BOX, "*/*").body()).path("next").asLong(0);
        close();
        open();
        assertThat(put(BOX, new byte[] {4})).isEqualTo(204);
        assertThat(get(BOX + "?from=" + next, "*/*").body()).contains("BA==");
    }

    @Test
    void whoAsksTooMuchIsToldWhenToComeBack() throws Exception {
        RpcConfig narrow = RpcConfig.local(0).withRates(new RpcConfig.Rates(1, 60, 1));
        try (RpcServer slow = RpcServer.start(narrow, backend)) {
            URI url = URI.create("http://127.0.0.1:" + slow.port() + BOX);
            HttpRequest request = HttpRequest.newBuilder(url).build();
            for (int i = 0; i < 3; i++) {
                assertThat(http.send(request, HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
            }
            HttpResponse<String> last = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(last.statusCode()).isEqualTo(429);
            assertThat(last.headers().firstValue("Retry-After")).isPresent();
        }
    }
}
