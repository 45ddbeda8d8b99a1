package io.ixi.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.ixi.rpc.json.Json;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The Model Context Protocol in both eras, and driven by the official TypeScript SDK where that is installed. */
class McpTest extends DoorTest {
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void theOlderRevisionsShakeHandsListAndCall() throws Exception {
        JsonNode hello = older(
                "initialize",
                "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},"
                        + "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}");
        assertThat(hello.at("/result/serverInfo/name").asString()).isEqualTo("ixi");
        assertThat(hello.at("/result/protocolVersion").asString()).isEqualTo("2025-06-18");
        JsonNode tools = older("tools/list", "{}").at("/result/tools");
        List<String> names = new java.util.ArrayList<>();
        tools.forEach(tool -> names.add(tool.path("name").asString()));
        assertThat(names)
                .contains("ixi_status", "ixi_sample_balance", "tx_sample_Give", "ixi_sendSigned", "ixi_resolveIntent")
                .doesNotContain("ixi_subscribe");
        JsonNode status = older("tools/call", "{\"name\":\"ixi_status\",\"arguments\":{}}")
                .path("result");
        assertThat(status.at("/structuredContent/name").asString()).isEqualTo("alpha");
        JsonNode wrong = older("tools/call", "{\"name\":\"ixi_getBlock\",\"arguments\":{\"block\":\"99\"}}");
        assertThat(wrong.at("/result/isError").booleanValue()).isTrue();
        assertThat(older("resources/read", "{\"uri\":\"ixi://guide\"}")
                        .at("/result/contents/0/text")
                        .asString())
                .contains("The node holds no keys");
        assertThat(older("prompts/get", "{\"name\":\"orders\",\"arguments\":{\"account\":\"ixi1x\"}}")
                        .at("/result/messages/0/content/text")
                        .asString())
                .contains("ixi1x");
    }

    @Test
    void theNewRevisionNeedsNoHandshake() throws Exception {
        JsonNode discover = newer("server/discover", "", 200);
        assertThat(discover.at("/result/supportedVersions/0").asString()).isEqualTo("2026-07-28");
        assertThat(discover.at("/result/resultType").asString()).isEqualTo("complete");
        JsonNode tools = newer("tools/list", "", 200).path("result");
        assertThat(tools.path("ttlMs").asInt()).isPositive();
        assertThat(tools.path("tools")).isEqualTo(newer("tools/list", "", 200).at("/result/tools"));
        JsonNode called = newer("tools/call", "\"name\":\"ixi_status\",\"arguments\":{}", 200, "ixi_status");
        assertThat(called.at("/result/structuredContent/name").asString()).isEqualTo("alpha");
        JsonNode failed = newer("tools/call", "\"name\":\"ixi_getBlock\",\"arguments\":{\"x\":1}", 200, "ixi_getBlock");
        assertThat(failed.at("/result/isError").booleanValue()).isTrue();
        assertThat(newer("resources/read", "\"uri\":\"ixi://status\"", 200, "ixi://status")
                        .at("/result/contents/0/text")
                        .asString())
                .contains("alpha");
    }

    @Test
    void theNewRevisionRefusesWhatItMust() throws Exception {
        assertThat(newer("tools/nothing", "", 404).at("/error/code").intValue()).isEqualTo(-32601);
        assertThat(newer("tools/call", "\"name\":\"ixi_status\"", 400, "ixi_getBlock")
                        .at("/error/code")
                        .intValue())
                .as("header and body differ")
                .isEqualTo(-32020);
        String body = request("tools/list", META.replace("2026-07-28", "2027-01-01"));
        JsonNode unknown = Json.read(post(body, 400, "MCP-Protocol-Version", "2027-01-01", "Mcp-Method", "tools/list"));
        assertThat(unknown.at("/error/code").intValue()).isEqualTo(-32022);
        assertThat(unknown.at("/error/data/supported/0").asString()).isEqualTo("2026-07-28");
        assertThat(Json.read(post("{}", 400, "MCP-Protocol-Version", "2026-07-28"))
                        .at("/error/code")
                        .intValue())
                .isEqualTo(-32600);
        assertThat(Json.read(post("[", 400, "MCP-Protocol-Version", "2026-07-28"))
                        .at("/error/code")
                        .intValue())
                .isEqualTo(-32700);
        post(request("tools/list", META), 403, "MCP-Protocol-Version", "2026-07-28", "Origin", "https://evil.example");
        assertThat(client.get("/mcp").statusCode()).isEqualTo(405);
    }

    @Test
    void aMessagesToolBuildsAnUnsignedTransactionWithASummary() throws Exception {
        String arguments = "\"name\":\"tx_sample_Give\",\"arguments\":{\"account\":\""
                + FakeBackend.account(1).text() + "\",\"lang\":\"ru\",\"message\":{\"to\":\""
                + FakeBackend.account(2).text() + "\",\"amount\":\"5\"}}";
        JsonNode result = newer("tools/call", arguments, 200, "tx_sample_Give").path("result");
        assertThat(result.path("isError").booleanValue()).isFalse();
        assertThat(result.at("/structuredContent/simulation/summary").toString())
                .contains("Комиссия");
        assertThat(result.at("/structuredContent/signing_hash").asString()).matches("[0-9a-f]{64}");
    }

    @Test
    void schemasOfToolsStandAloneAndAnswersFitThem() throws Exception {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        for (JsonNode tool : newer("tools/list", "", 200).at("/result/tools")) {
            assertThat(tool.path("name").asString()).matches("[A-Za-z0-9_-]{1,64}");
            assertThat(tool.at("/inputSchema/type").asString()).isEqualTo("object");
            for (String reference : tool.findValuesAsString("$ref")) {
                assertThat(reference).startsWith("#/$defs/");
            }
            assertThat(registry.getSchema(Json.text(tool.path("inputSchema")), InputFormat.JSON)
                            .validate("{\"surprise\":1}", InputFormat.JSON))
                    .as(tool.path("name").asString())
                    .isNotEmpty();
            if (tool.path("name").asString().equals("ixi_status")) {
                assertThat(registry.getSchema(Json.text(tool.path("outputSchema")), InputFormat.JSON)
                                .validate(Json.text(client.result("ixi_status", "{}")), InputFormat.JSON))
                        .isEmpty();
            }
        }
    }

    @Test
    void theOfficialTypeScriptSdkDrivesIt() throws Exception {
        Path folder = Path.of(System.getProperty("ixi.mcp.sdk", "src/test/js"));
        Assumptions.assumeTrue(
                Files.isDirectory(folder.resolve("node_modules/@modelcontextprotocol/sdk")),
                "the TypeScript SDK is not installed: npm install --prefix rpc/src/test/js, or -Dixi.mcp.sdk=FOLDER");
        Assumptions.assumeTrue(onPath("node"), "no node on the path");
        Path script =
                Files.copy(Path.of("src/test/js/client.mjs"), folder.resolve("ixi-client-" + server.port() + ".mjs"));
        try {
            Process process = new ProcessBuilder(
                            "node", script.toAbsolutePath().toString(), "http://127.0.0.1:" + server.port() + "/mcp")
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(output).as("what the client printed").contains("ALL GOOD");
        } finally {
            Files.delete(script);
        }
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static String request(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }

    private JsonNode newer(String method, String params, int status, String... name) throws Exception {
        String all = params.isEmpty() ? META : META + "," + params;
        List<String> headers =
                new java.util.ArrayList<>(List.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", method));
        if (name.length > 0) {
            headers.addAll(List.of("Mcp-Name", name[0]));
        }
        return Json.read(post(request(method, all), status, headers.toArray(String[]::new)));
    }

    private JsonNode older(String method, String params) throws Exception {
        ObjectNode request = Json.object().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        request.set("params", Json.read(params));
        String body = post(Json.text(request), 200, "Accept", "application/json, text/event-stream");
        int data = body.indexOf("data:");
        return Json.read(data < 0 ? body : body.substring(data + 5).strip());
    }

    private String post(String body, int status, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/mcp"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return response.body();
    }
}
