package io.ixi.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Bytes;
import io.ixi.rpc.call.CallException;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.proto.Transaction;
import io.ixi.vm.kernel.proto.TransactionBody;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is said before anybody signs. */
class PreviewTest extends DoorTest {
    @Test
    void aSimulationSaysWhatChangesAndWhatCannotBeTakenBack() throws Exception {
        Bytes bytes = FakeBackend.transaction(FakeBackend.account(1), FakeBackend.account(2), 5, 3);
        JsonNode english = client.result("ixi_simulateTransaction", "{\"transaction\":\"" + bytes.hex() + "\"}");
        assertThat(english.at("/changes/0/free_delta").stringValue()).isEqualTo("-2300");
        assertThat(english.at("/gates/0/passed").booleanValue()).isTrue();
        assertThat(english.at("/effects/0/kind").stringValue()).isEqualTo("fee");
        assertThat(english.path("summary").toString()).contains("The fee is 2300 ixi, at most 5000 ixi.");
        JsonNode russian =
                client.result("ixi_simulateTransaction", "{\"transaction\":\"" + bytes.hex() + "\",\"lang\":\"ru\"}");
        assertThat(russian.path("summary").toString()).contains("Комиссия 2300 ixi");
    }

    @Test
    void aFailureIsSaidInTheSummary() throws Exception {
        Bytes bytes = FakeBackend.transaction(FakeBackend.account(1), FakeBackend.account(2), 13, 3);
        JsonNode result = client.result("ixi_simulateTransaction", "{\"transaction\":\"" + bytes.hex() + "\"}");
        assertThat(result.path("summary").toString())
                .contains("It would fail now: NO_MONEY. the sender holds less than that.");
    }

    @Test
    void aTransactionIsBuiltOfJsonAndNothingIsSigned() throws Exception {
        JsonNode built = client.result("ixi_buildTransaction", give(FakeBackend.account(1), "5"));
        Transaction transaction = Transaction.parseFrom(
                Bytes.fromHex(built.path("transaction").stringValue()).unsafeArray());
        TransactionBody body = TransactionBody.parseFrom(transaction.getBody());
        assertThat(transaction.getSignaturesCount()).isZero();
        assertThat(body.getSequence()).isEqualTo(7);
        assertThat(body.getMessages(0).getType()).isEqualTo(51201);
        assertThat(built.path("max_fee").stringValue()).isEqualTo("4600");
        assertThat(built.path("signing_context").stringValue()).isEqualTo("IXI-tx-v1");
    }

    @Test
    void whatWasBuiltIsSentAsBodyAndSignatures() throws Exception {
        String body = client.result("ixi_buildTransaction", give(FakeBackend.account(1), "5"))
                .path("body")
                .stringValue();
        String signature = "\"signatures\":[{\"scheme\":1,\"signature\":\"" + "ab".repeat(2420) + "\"}]";
        JsonNode sent = client.result("ixi_sendSigned", "{\"body\":\"" + body + "\"," + signature + "}");
        assertThat(sent.path("status").stringValue()).isEqualTo("accepted");
        JsonNode waiting = client.result(
                "ixi_getTransaction", "{\"id\":\"" + sent.path("id").stringValue() + "\"}");
        assertThat(waiting.at("/signatures/0/scheme").stringValue()).isEqualTo("ML-DSA-44");
        assertThat(waiting.at("/body/messages/0/name").stringValue()).isEqualTo("sample.Give");
        JsonNode wrong = client.call("ixi_sendSigned", "{\"body\":\"xy\"," + signature + "}");
        assertThat(wrong.at("/error/code").intValue()).isEqualTo(CallException.INVALID_PARAMS);
    }

    @Test
    void wrongMessagesAreRefusedWithTheirPath() throws Exception {
        String account = FakeBackend.account(1).text();
        JsonNode unknown = client.call(
                "ixi_buildTransaction",
                "{\"account\":\"" + account + "\",\"messages\":[{\"name\":\"sample.Nothing\"}]}");
        assertThat(unknown.at("/error/code").intValue()).isEqualTo(CallException.INVALID_PARAMS);
        assertThat(unknown.at("/error/data/path").stringValue()).isEqualTo("messages[0].name");
        JsonNode missing = client.call(
                "ixi_buildTransaction",
                "{\"account\":\"" + account + "\",\"messages\":[{\"name\":\"sample.Give\",\"value\":{}}]}");
        assertThat(missing.at("/error/data/path").stringValue()).isEqualTo("messages[0].to");
        JsonNode half = client.call(
                "ixi_buildTransaction",
                give(FakeBackend.account(1), "5").replace("\"messages\"", "\"mandate\":\"00\",\"messages\""));
        assertThat(half.at("/error/data/path").stringValue()).isEqualTo("grantor");
    }

    static String give(Address from, String amount) {
        return "{\"account\":\"" + from.text() + "\",\"messages\":[{\"name\":\"sample.Give\",\"value\":{\"to\":\""
                + FakeBackend.account(2).text() + "\",\"amount\":\"" + amount + "\"}}]}";
    }
}
