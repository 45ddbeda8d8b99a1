package io.ixi.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.rpc.call.CallException;
import io.ixi.rpc.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The doors over real HTTP. */
class RpcServerTest extends DoorTest {
    @Override
    RpcConfig.Limits limits() {
        RpcConfig.Limits d = RpcConfig.Limits.DEFAULT;
        return new RpcConfig.Limits(
                d.bodyBytes(),
                d.messageBytes(),
                d.batch(),
                d.responseBytes(),
                d.inFlightBytes(),
                d.inFlight(),
                Duration.ofMillis(300),
                Duration.ofMillis(500),
                d.sockets(),
                d.socketIdle(),
                d.queueBytes(),
                d.subscriptions(),
                d.maxWait());
    }

    @Test
    void statusTellsWhereTheNodeStands() throws Exception {
        backend.finalizeBlock(FakeBackend.START_MS + 5);
        JsonNode status = client.result("ixi_status", "{}");
        assertThat(status.get("height").stringValue()).isEqualTo("1");
        assertThat(status.get("validators").intValue()).isEqualTo(4);
        assertThat(status.get("hash").stringValue()).matches("[0-9a-f]{64}");
    }

    @Test
    void aTransactionIsSentWaitsAndBecomesFinal() throws Exception {
        Bytes bytes = FakeBackend.transaction(FakeBackend.account(1), FakeBackend.account(2), 40, 3);
        JsonNode sent = client.result("ixi_sendTransaction", "{\"transaction\":\"" + bytes.hex() + "\"}");
        assertThat(sent.get("status").stringValue()).isEqualTo("accepted");
        String id = sent.get("id").stringValue();
        assertThat(id).isEqualTo(FakeBackend.id(bytes).hex());
        assertThat(client.result("ixi_getTransaction", "[\"" + id + "\"]")
                        .get("status")
                        .stringValue())
                .isEqualTo("pending");

        backend.finalizeBlock(FakeBackend.START_MS + 5);

        JsonNode found = client.result("ixi_getTransaction", "{\"id\":\"" + id + "\",\"raw\":true}");
        assertThat(found.get("status").stringValue()).isEqualTo("final");
        assertThat(found.get("height").stringValue()).isEqualTo("1");
        assertThat(found.get("raw").stringValue()).isEqualTo(bytes.hex());
        JsonNode message = found.get("body").get("messages").get(0);
        assertThat(message.get("name").stringValue()).isEqualTo("sample.Give");
        assertThat(message.get("value").get("to").stringValue())
                .isEqualTo(FakeBackend.account(2).text());
        JsonNode event = found.get("receipt").get("events").get(0);
        assertThat(event.get("name").stringValue()).isEqualTo("sample.Given");
        assertThat(event.get("value").get("amount").stringValue()).isEqualTo("40");
        assertThat(found.get("signatures").get(0).get("scheme").stringValue()).isEqualTo("ML-DSA-44");
    }

    @Test
    void waitingUntilFinalAnswersWithTheReceipt() throws Exception {
        Bytes bytes = FakeBackend.transaction(FakeBackend.account(1), FakeBackend.account(2), 13, 3);
        String base64 = Base64.getEncoder().encodeToString(bytes.toArray());
        backend.onSend(() -> backend.finalizeBlock(FakeBackend.START_MS + 5));
        JsonNode settled = client.result(
                "ixi_sendTransaction",
                "{\"transaction\":\"" + base64 + "\",\"encoding\":\"base64\",\"wait\":\"final\"}");
        assertThat(settled.get("status").stringValue()).isEqualTo("final");
        JsonNode receipt = settled.get("receipt");
        assertThat(receipt.get("name").stringValue()).isEqualTo("NO_MONEY");
        assertThat(receipt.get("code").intValue()).isEqualTo(200001);
        assertThat(receipt.get("message_index").intValue()).isZero();
    }

    @Test
    void aBlockThatIsNotKeptAnyMoreSaysFromWhereBlocksAreKept() throws Exception {
        backend.finalizeBlock(FakeBackend.START_MS + 5);
        backend.finalizeBlock(FakeBackend.START_MS + 9);
        backend.forgetBelow(2);
        JsonNode response = client.call("ixi_getBlock", "[\"1\"]");
        assertThat(code(response)).isEqualTo(CallException.NOT_FOUND);
        assertThat(response.at("/error/message").stringValue())
                .contains("block 1 is not kept any more")
                .contains("from 2 on")
                .contains("archive = true");
        assertThat(client.result("ixi_status", "[]").get("earliest_block").stringValue())
                .isEqualTo("2");
        assertThat(client.call("ixi_getBlock", "[\"9\"]").at("/error/message").stringValue())
                .contains("not final yet");
    }

    @Test
    void waitingLongerThanAskedIsATimeoutWithTheId() throws Exception {
        Bytes bytes = FakeBackend.transaction(FakeBackend.account(1), FakeBackend.account(2), 1, 3);
        JsonNode response = client.call(
                "ixi_sendTransaction",
                "{\"transaction\":\"" + bytes.hex() + "\",\"wait\":\"final\",\"timeout_ms\":20}");
        assertThat(code(response)).isEqualTo(CallException.TIMEOUT);
        assertThat(response.at("/error/data/id").stringValue())
                .isEqualTo(FakeBackend.id(bytes).hex());
    }

    @Test
    void aRefusedTransactionCarriesTheModulesCode() throws Exception {
        Bytes bytes = FakeBackend.transaction(FakeBackend.account(1), FakeBackend.account(2), 1, 666);
        JsonNode response = client.call("ixi_sendTransaction", "{\"transaction\":\"" + bytes.hex() + "\"}");
        assertThat(code(response)).isEqualTo(CallException.REJECTED);
        assertThat(response.at("/error/data"))
                .isEqualTo(Json.read(
                        "{\"code\":1,\"name\":\"BAD_SEQ\",\"text\":\"the sequence number was used already\"}"));
        assertThat(code(client.call("ixi_sendTransaction", "{\"transaction\":\"00ff\"}")))
                .isEqualTo(CallException.REJECTED);
        assertThat(code(client.call("ixi_sendTransaction", "{\"transaction\":\"zz\"}")))
                .isEqualTo(CallException.INVALID_PARAMS);
    }

    @Test
    void simulationTellsFeeAndEventsAndKeepsNothing() throws Exception {
        Bytes bytes = FakeBackend.transaction(FakeBackend.account(1), FakeBackend.account(2), 5, 3);
        JsonNode receipt = client.result("ixi_simulateTransaction", "{\"transaction\":\"" + bytes.hex() + "\"}");
        assertThat(receipt.get("fee").stringValue()).isEqualTo("2300");
        assertThat(code(client.call(
                        "ixi_getTransaction", "[\"" + FakeBackend.id(bytes).hex() + "\"]")))
                .isEqualTo(CallException.NOT_FOUND);
    }

    @Test
    void blocksAreFoundByHeightHashAndLatest() throws Exception {
        backend.send(FakeBackend.transaction(FakeBackend.account(1), FakeBackend.account(2), 5, 3))
                .join();
        Hash hash = backend.finalizeBlock(FakeBackend.START_MS + 5).hash();
        JsonNode latest = client.result("ixi_getBlock", "{\"transactions\":\"full\",\"certificate\":true}");
        assertThat(latest.get("hash").stringValue()).isEqualTo(hash.hex());
        assertThat(latest.at("/transactions/0/receipt/name").stringValue()).isEqualTo("OK");
        assertThat(latest.at("/finalization/signers").size()).isEqualTo(3);
        assertThat(latest.at("/finalization/signatures/0").stringValue()).hasSize(4840);
        assertThat(client.result("ixi_getBlock", "[\"1\"]").at("/header/height").stringValue())
                .isEqualTo("1");
        assertThat(client.result("ixi_getBlock", "[\"" + hash.hex() + "\"]")
                        .at("/transactions/0")
                        .isString())
                .isTrue();
        assertThat(code(client.call("ixi_getBlock", "[\"2\"]"))).isEqualTo(CallException.NOT_FOUND);
        assertThat(code(client.call("ixi_getBlock", "[\"newest\"]"))).isEqualTo(CallException.INVALID_PARAMS);
        assertThat(code(client.call("ixi_getBlock", "[1]"))).isEqualTo(CallException.INVALID_PARAMS);
    }

    @Test
    void queriesAnswerByPathAndByTheirOwnMethod() throws Exception {
        String account = FakeBackend.account(1).text();
        JsonNode byPath = client.result(
                "ixi_query", "{\"path\":\"sample/balance\",\"params\":{\"account\":\"" + account + "\"}}");
        JsonNode byMethod = client.result("ixi_sample_balance", "{\"account\":\"" + account + "\"}");
        assertThat(byPath).isEqualTo(byMethod);
        assertThat(byPath.at("/result/free").stringValue()).isEqualTo("1000");
        JsonNode proven = client.result("ixi_sample_balance", "{\"account\":\"" + account + "\",\"prove\":true}");
        assertThat(proven.at("/proof/entries/0/value").isNull()).isTrue();
        assertThat(proven.at("/proof/finalization/kind").stringValue()).isEqualTo("finalize");
        assertThat(code(client.call("ixi_sample_balance", "{\"account\":\"" + account + "\",\"height\":\"99\"}")))
                .isEqualTo(CallException.REJECTED);
        JsonNode unknown = client.call("ixi_query", "{\"path\":\"sample/nothing\"}");
        assertThat(code(unknown)).isEqualTo(CallException.INVALID_PARAMS);
        JsonNode wrong = client.call("ixi_query", "{\"path\":\"sample/balance\",\"params\":{\"account\":7}}");
        assertThat(wrong.at("/error/data/path").stringValue()).isEqualTo("params.account");
    }

    @Test
    void anAccountHasItsNextSequence() throws Exception {
        JsonNode account =
                client.result("ixi_getAccount", "[\"" + FakeBackend.account(1).text() + "\"]");
        assertThat(account.get("next_sequence").stringValue()).isEqualTo("7");
    }

    @Test
    void aBodyThatIsNotJsonOrTooLargeIsRefused() throws Exception {
        assertThat(code(Json.read(client.post("hello").body()))).isEqualTo(CallException.PARSE_ERROR);
        HttpResponse<String> form = client.post("{}", "Content-Type", "text/plain");
        assertThat(form.statusCode()).isEqualTo(415);
        String batch = IntStream.range(0, 10_000)
                .mapToObj(i -> "{\"jsonrpc\":\"2.0\",\"method\":\"a\"}")
                .collect(Collectors.joining(",", "[", "]"));
        assertThat(code(Json.read(client.post(batch).body()))).isEqualTo(CallException.INVALID_REQUEST);
    }

    @Test
    void tenMegabytesAreRefusedByTheirLengthBeforeTheyArrive() throws Exception {
        try (Socket raw = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            raw.setSoTimeout(10_000);
            send(
                    raw,
                    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 10485760\r\n\r\n[");
            assertThat(firstLine(raw)).contains(" 413 ");
        }
    }

    @Test
    void aClientThatDripsItsBodyIsCutOff() throws Exception {
        try (Socket raw = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            raw.setSoTimeout(10_000);
            send(
                    raw,
                    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 1000\r\n\r\n[");
            // nothing more: the connection must not stay with a request in work
            assertThat(firstLine(raw)).matches("|HTTP/1.1 (400|408|500) .*");
        }
        assertThat(client.result("ixi_status", "{}").has("height")).isTrue();
    }

    @Test
    void foreignHostNamesAndOriginsAreRefused() throws Exception {
        try (Socket raw = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            raw.setSoTimeout(10_000);
            send(raw, "GET /healthz HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n");
            assertThat(firstLine(raw)).contains(" 421 ");
        }
        HttpResponse<String> foreign = client.post("{}", "Origin", "https://evil.example");
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(foreign.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        HttpResponse<String> own = client.post("{}", "Origin", "http://127.0.0.1:" + server.port());
        assertThat(own.statusCode()).isEqualTo(200);
    }

    @Test
    void listedOriginsGetCorsHeaders() throws Exception {
        RpcConfig config = RpcConfig.local(0).withOrigins(List.of("https://wallet.example"));
        try (RpcServer open = RpcServer.start(config, backend);
                Client wallet = new Client(open.port())) {
            HttpResponse<String> response = wallet.post("{}", "Origin", "https://wallet.example");
            assertThat(response.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains("https://wallet.example");
        }
    }

    @Test
    void healthReadinessVersionAndMetricsAreServed() throws Exception {
        assertThat(client.get("/healthz").statusCode()).isEqualTo(200);
        assertThat(client.get("/readyz").statusCode()).isEqualTo(200);
        backend.setReady(false);
        HttpResponse<String> notReady = client.get("/readyz");
        assertThat(notReady.statusCode()).isEqualTo(503);
        assertThat(Json.read(notReady.body()).at("/checks/0/ok").booleanValue()).isFalse();
        assertThat(client.get("/version").body()).contains("\"version\":\"0.1.0\"");
        assertThat(client.get("/metrics").body()).contains("ixi_height 0");
        assertThat(client.get("/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void aSeparatePortKeepsMetricsAwayFromTheDoor() throws Exception {
        RpcConfig config = new RpcConfig(
                "127.0.0.1", 0, 0, List.of(), List.of(), RpcConfig.Limits.DEFAULT, RpcConfig.Rates.DEFAULT, null);
        try (RpcServer split = RpcServer.start(config, backend);
                Client door = new Client(split.port());
                Client ops = new Client(split.opsPort())) {
            assertThat(door.get("/metrics").statusCode()).isEqualTo(404);
            assertThat(ops.get("/metrics").statusCode()).isEqualTo(200);
            assertThat(door.get("/").statusCode()).isEqualTo(200);
            assertThat(ops.get("/").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aPortInUseIsAClearError() {
        assertThatThrownBy(() -> RpcServer.start(RpcConfig.local(server.port()), backend))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("127.0.0.1")
                .hasMessageContaining(Integer.toString(server.port()));
        assertThat(backend.followers()).isEqualTo(1);
    }

    private static int code(JsonNode response) {
        return response.at("/error/code").intValue();
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static String firstLine(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int c = in.read(); c >= 0 && c != '\r'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }
}
