package io.ixi.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.ixi.rpc.json.Docs;
import io.ixi.rpc.json.Json;
import io.ixi.rpc.json.JsonSchemas;
import io.ixi.rpc.sample.Everything;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The OpenRPC document against its own meta-schema (test resources {@code openrpc/}, see SOURCE.md there). */
class OpenRpcTest {
    private static final String DRAFT_07 = "http://json-schema.org/draft-07/schema#";

    @Test
    void theDocumentIsValidAgainstTheMetaSchema() throws Exception {
        String document = document();
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_7,
                builder -> builder.schemas(Map.of(
                        "https://meta.open-rpc.org/", schema("meta-schema.json"),
                        "https://meta.json-schema.tools/", schema("json-schema.json"),
                        "https://meta.json-schema.tools", schema("json-schema.json"))));
        Schema schema = registry.getSchema(SchemaLocation.of("https://meta.open-rpc.org/"));
        List<Error> errors = schema.validate(document, InputFormat.JSON);
        assertThat(errors).isEmpty();
        assertThat(schema.validate(
                        document.replace("\"paramStructure\":\"either\"", "\"paramStructure\":\"x\""),
                        InputFormat.JSON))
                .as("the meta-schema is really applied")
                .isNotEmpty();
    }

    @Test
    void everyReferenceInTheDocumentLeadsSomewhere() throws Exception {
        JsonNode document = Json.read(document());
        List<String> references = document.findValuesAsString("$ref");
        assertThat(references).isNotEmpty();
        assertThat(references)
                .allSatisfy(r -> assertThat(document.at(r.substring(1)).isMissingNode())
                        .as(r)
                        .isFalse());
    }

    @Test
    void methodsOfQueriesCarryTheirComments() throws Exception {
        JsonNode method = Json.read(document())
                .get("methods")
                .valueStream()
                .filter(m -> m.get("name").stringValue().equals("ixi_sample_balance"))
                .findFirst()
                .orElseThrow();
        assertThat(method.get("summary").stringValue()).isEqualTo("What an account holds");
        assertThat(method.at("/params/0/description").stringValue()).isEqualTo("Whose.");
        assertThat(method.at("/params/0/required").booleanValue()).isTrue();
    }

    @Test
    void schemasOfMessagesAcceptWhatIsWrittenAndRefuseOthers() {
        Docs docs = Docs.load(OpenRpcTest.class.getClassLoader());
        String text = Json.text(new JsonSchemas(docs).document(Everything.getDescriptor()));
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(text, InputFormat.JSON);
        Everything message =
                Everything.newBuilder().setU64(-1).setRight(3).addNumbers(1).build();
        String json = Json.text(io.ixi.rpc.json.ProtoJson.toJson(message));
        assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
        assertThat(schema.validate("{\"u64\":5}", InputFormat.JSON)).isNotEmpty();
        assertThat(schema.validate("{\"unknown\":5}", InputFormat.JSON)).isNotEmpty();
        assertThat(schema.validate("{\"numbers\":[\"1\",\"1\",\"1\",\"1\"]}", InputFormat.JSON))
                .isNotEmpty();
    }

    private static String document() throws Exception {
        try (RpcServer server = RpcServer.start(RpcConfig.local(0), new FakeBackend());
                Client client = new Client(server.port())) {
            return Json.text(client.result("rpc.discover", "[]"));
        }
    }

    /** The schemas name a dialect of their own that is draft 07. */
    private static String schema(String name) {
        try (InputStream in = OpenRpcTest.class.getResourceAsStream("/openrpc/" + name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("\"$schema\": \"https://meta.json-schema.tools/\"", "\"$schema\": \"" + DRAFT_07 + "\"");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
