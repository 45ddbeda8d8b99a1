package io.ixi.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Answers of a real node with the real modules, held against its own OpenRPC document. */
class NodeAnswersTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CHAIN = "rpc\\..*|ixi_[a-zA-Z]+";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void everyAnswerIsAsTheNodesDocumentSays() throws Exception {
        try (TestNetwork network = new TestNetwork(directory, 1);
                HttpClient http = HttpClient.newHttpClient()) {
            URI door = URI.create("http://127.0.0.1:" + network.start(0).rpcPort());
            JsonNode document = call(http, door, "rpc.discover", "{}");
            Map<String, Schema> schemas = new TreeMap<>();
            for (JsonNode method : document.path("methods")) {
                ObjectNode schema = method.at("/result/schema").deepCopy().asObject();
                schema.set("components", document.path("components"));
                schemas.put(
                        method.path("name").asString(),
                        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                                .getSchema(schema.toString(), InputFormat.JSON));
            }
            int checked = 0;
            for (Map.Entry<String, String> question :
                    questions(network, http, door, document).entrySet()) {
                JsonNode response = respond(http, door, question.getKey(), question.getValue());
                Schema schema = schemas.get(question.getKey());
                assertThat(schema).as(question.getKey()).isNotNull();
                if (schema != null && response.has("result")) {
                    checked++;
                    assertThat(schema.validate(response.path("result").toString(), InputFormat.JSON))
                            .as(question + " " + response)
                            .isEmpty();
                } else {
                    // a module's query that needs more than an account may find nothing
                    assertThat(question.getKey()).doesNotMatch(CHAIN);
                }
            }
            assertThat(checked).isGreaterThanOrEqualTo(15);
        }
    }

    /** Sends a transfer and returns one call of every method; modules are asked about the account that paid. */
    private static Map<String, String> questions(TestNetwork network, HttpClient http, URI door, JsonNode document)
            throws Exception {
        Address to = TestNetwork.account(1);
        Bytes first = network.transfer(0, to);
        JsonNode sent =
                call(http, door, "ixi_sendTransaction", "{\"transaction\":\"" + first.hex() + "\",\"wait\":\"final\"}");
        assertThat(sent.at("/receipt/name").asString()).as(sent.toString()).isEqualTo("OK");
        assertThat(sent.at("/receipt/events")).isNotEmpty();
        String account = "{\"account\":\"" + network.rich().text() + "\"}";
        Bytes next = network.transfer(1, to);
        Map<String, String> calls = new TreeMap<>();
        calls.put("ixi_status", "{}");
        calls.put("ixi_chainInfo", "{}");
        calls.put(
                "ixi_getBlock",
                "{\"block\":\"" + sent.path("height").asString()
                        + "\",\"transactions\":\"full\",\"certificate\":true}");
        calls.put("ixi_getTransaction", "{\"id\":\"" + sent.path("id").asString() + "\",\"raw\":true}");
        calls.put(
                "ixi_simulateTransaction",
                "{\"transaction\":\"" + network.transfer(2, to).hex() + "\"}");
        calls.put("ixi_sendTransaction", "{\"transaction\":\"" + next.hex() + "\",\"wait\":\"final\"}");
        calls.put("ixi_getAccount", "{\"address\":\"" + network.rich().text() + "\"}");
        calls.put(
                "ixi_query",
                "{\"path\":\"bank/balance\",\"params\":" + account + ",\"prove\":true,\"height\":\""
                        + sent.path("height").asString() + "\"}");
        for (JsonNode method : document.path("methods")) {
            String name = method.path("name").asString();
            if (!name.matches(CHAIN)) {
                ObjectNode params = JSON.createObjectNode();
                for (JsonNode param : method.path("params")) {
                    if (param.path("required").asBoolean()) {
                        boolean address = param.at("/schema/pattern").asString().startsWith("^ixi1");
                        params.put(
                                param.path("name").asString(),
                                address ? network.rich().text() : "");
                    }
                }
                calls.put(name, params.toString());
            }
        }
        return calls;
    }

    private static JsonNode call(HttpClient http, URI door, String method, String params)
            throws IOException, InterruptedException {
        JsonNode response = respond(http, door, method, params);
        JsonNode result = response.get("result");
        if (result == null) {
            throw new AssertionError(method + " " + params + ": " + response);
        }
        return result;
    }

    private static JsonNode respond(HttpClient http, URI door, String method, String params)
            throws IOException, InterruptedException {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}";
        return JSON.readTree(http.send(
                        HttpRequest.newBuilder(door)
                                .timeout(Duration.ofSeconds(30))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body());
    }
}
