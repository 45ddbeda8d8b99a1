package io.ixi.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.ixi.consensus.types.Bytes;
import io.ixi.rpc.json.Json;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the methods answer, held against what rpc.discover says of it. */
class AnswersTest extends DoorTest {
    @Test
    void everyAnswerIsAsTheDocumentSays() throws Exception {
        Map<String, Schema> schemas = schemas(client.result("rpc.discover", "[]"));
        Bytes good = FakeBackend.transaction(FakeBackend.account(1), FakeBackend.account(2), 5, 0);
        Bytes failing = FakeBackend.transaction(FakeBackend.account(1), FakeBackend.account(2), 13, 1);
        Bytes strange = strange();
        for (Bytes transaction : new Bytes[] {good, failing, strange}) {
            check(schemas, "ixi_simulateTransaction", "{\"transaction\":\"" + transaction.hex() + "\"}");
            check(schemas, "ixi_sendTransaction", "{\"transaction\":\"" + transaction.hex() + "\"}");
            check(
                    schemas,
                    "ixi_getTransaction",
                    "{\"id\":\"" + FakeBackend.id(transaction).hex() + "\",\"raw\":true}");
        }
        backend.finalizeBlock(FakeBackend.START_MS + 1_000);
        for (Bytes transaction : new Bytes[] {good, failing, strange}) {
            check(
                    schemas,
                    "ixi_getTransaction",
                    "{\"id\":\"" + FakeBackend.id(transaction).hex() + "\"}");
        }
        backend.onSend(() -> backend.finalizeBlock(FakeBackend.START_MS + 2_000));
        check(schemas, "ixi_sendTransaction", "{\"transaction\":\"" + good.hex() + "\",\"wait\":\"final\"}");
        check(schemas, "ixi_status", "{}");
        check(schemas, "ixi_intents", "{\"lang\":\"ru\"}");
        check(schemas, "ixi_resolveIntent", "{\"text\":\"состояние сети\"}");
        check(schemas, "ixi_resolveIntent", "{\"text\":\"sing me a song\"}");
        check(schemas, "ixi_getEvents", "{\"limit\":1}");
        check(schemas, "ixi_getEvents", "{\"order\":\"oldest\",\"events\":[\"sample\"]}");
        check(
                schemas,
                "ixi_getInbox",
                "{\"account\":\"" + FakeBackend.account(2).text() + "\"}");
        check(
                schemas,
                "ixi_getTransaction",
                "{\"id\":\"" + FakeBackend.id(failing).hex() + "\",\"prove\":true}");
        check(schemas, "ixi_buildTransaction", PreviewTest.give(FakeBackend.account(1), "5"));
        check(schemas, "ixi_chainInfo", "{}");
        check(schemas, "ixi_checkInvariants", "{}");
        check(schemas, "ixi_getHandover", "{\"epoch\":\"0\"}");
        check(schemas, "ixi_getBlock", "{\"block\":\"0\"}");
        check(schemas, "ixi_getBlock", "{\"block\":\"1\",\"transactions\":\"full\",\"certificate\":true}");
        check(schemas, "ixi_getBlock", "{\"block\":\"1\"}");
        String account = FakeBackend.account(1).text();
        check(schemas, "ixi_getAccount", "{\"address\":\"" + account + "\"}");
        String query = "{\"account\":\"" + account + "\"}";
        check(schemas, "ixi_query", "{\"path\":\"sample/balance\",\"params\":" + query + ",\"prove\":true}");
        check(schemas, "ixi_sample_balance", query);
        check(schemas, "ixi_sample_balance", "{\"account\":\"" + account + "\",\"prove\":true}");
    }

    @Test
    void theDocumentRefusesWhatIsNotAnAnswer() throws Exception {
        Map<String, Schema> schemas = schemas(client.result("rpc.discover", "[]"));
        schemas.forEach((method, schema) -> {
            if (!method.equals("rpc.discover")) {
                assertThat(schema.validate("{\"surprise\":1}", InputFormat.JSON))
                        .as(method)
                        .isNotEmpty();
            }
        });
        ObjectNode status = (ObjectNode) client.result("ixi_status", "{}");
        status.put("height", 3);
        assertThat(Objects.requireNonNull(schemas.get("ixi_status")).validate(Json.text(status), InputFormat.JSON))
                .as("a height is a decimal string")
                .isNotEmpty();
    }

    @Test
    void newBlocksAreToldAsTheDocumentSays() throws Exception {
        JsonNode document = client.result("rpc.discover", "[]");
        Client.Socket socket = client.socket().get();
        socket.send(Client.request(1, "ixi_subscribe", "{\"topic\":\"newBlocks\"}"));
        socket.next();
        backend.finalizeBlock(FakeBackend.START_MS + 1_000);
        JsonNode told = socket.next().at("/params/result");
        ObjectNode reference = Json.object().put("$ref", "#/components/schemas/BlockSummary");
        assertThat(schema(document, reference).validate(Json.text(told), InputFormat.JSON))
                .isEmpty();
    }

    /** Valid bytes that hold a message of a type that this chain does not know. */
    private static Bytes strange() {
        try {
            io.ixi.vm.kernel.proto.Transaction known = io.ixi.vm.kernel.proto.Transaction.parseFrom(
                    FakeBackend.transaction(FakeBackend.account(3), FakeBackend.account(2), 5, 0)
                            .unsafeArray());
            io.ixi.vm.kernel.proto.TransactionBody body =
                    io.ixi.vm.kernel.proto.TransactionBody.parseFrom(known.getBody());
            return Bytes.wrap(known.toBuilder()
                    .setBody(body.toBuilder()
                            .setMessages(0, body.getMessages(0).toBuilder().setType(999))
                            .build()
                            .toByteString())
                    .build()
                    .toByteArray());
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private void check(Map<String, Schema> schemas, String method, String params) throws Exception {
        Schema schema = Objects.requireNonNull(schemas.get(method), method);
        String result = Json.text(client.result(method, params));
        assertThat(schema.validate(result, InputFormat.JSON))
                .as(method + " " + params + " " + result)
                .isEmpty();
    }

    /** The schema of each method's result. */
    private static Map<String, Schema> schemas(JsonNode document) {
        Map<String, Schema> schemas = new TreeMap<>();
        for (JsonNode method : document.path("methods")) {
            schemas.put(method.path("name").stringValue(), schema(document, method.at("/result/schema")));
        }
        assertThat(schemas).hasSizeGreaterThan(10);
        return schemas;
    }

    private static Schema schema(JsonNode document, JsonNode schema) {
        ObjectNode whole = schema.deepCopy().asObject();
        whole.set("components", document.path("components"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Json.text(whole), InputFormat.JSON);
    }
}
