package io.ixi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.kernel.crypto.PublicKey;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.module.MessageSpec;
import io.ixi.vm.kernel.module.QuerySpec;
import io.ixi.vm.kernel.proto.Transaction;
import io.ixi.vm.kernel.proto.TransactionBody;
import io.ixi.vm.kernel.tx.Domain;
import java.io.IOException;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Commands that follow from the modules' descriptors, against a node that remembers what it was asked. */
class DerivedCommandsTest {
    private static final String CHAIN = "ab".repeat(32);
    private static final String OK = "{\"code\":0,\"name\":\"OK\",\"gas\":\"100\",\"fee\":\"250\",\"events\":[]}";

    private FakeNode node = start();

    private static FakeNode start() {
        try {
            return new FakeNode();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void answers() {
        node.on("ixi_getBlock", "{\"header\":{\"chain\":\"" + CHAIN + "\",\"height\":\"41\"}}")
                .on("ixi_getAccount", "{\"next_sequence\":\"7\"}")
                .on("ixi_simulateTransaction", OK)
                .on("ixi_sendTransaction", "{\"status\":\"accepted\"}");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void everyQueryAndMessageOfTheRegistryHasItsCommandWithItsFields() {
        assertThat(Person.REGISTRY.queries()).isNotEmpty();
        for (QuerySpec query : Person.REGISTRY.queries()) {
            String name = query.path().substring(query.path().indexOf('/') + 1);
            Person.Ran help = new Person().ixi("query", query.module(), name, "--help");
            assertThat(help.code()).as(query.path()).isZero();
            query.descriptor()
                    .getFields()
                    .forEach(field -> assertThat(help.out()).contains(FieldOptions.option(field)));
        }
        String help = new Person().ixi("tx", "send", "--help").out().replaceAll("\\s+", " ");
        assertThat(Person.REGISTRY.messages()).isNotEmpty();
        for (MessageSpec message : Person.REGISTRY.messages()) {
            assertThat(help)
                    .contains(FieldOptions.synopsis(message.module() + "." + message.name(), message.descriptor()));
        }
    }

    @Test
    void aQuerySendsItsFieldsByName() {
        node.on("ixi_query", "{\"height\":\"9\",\"result\":{\"asset\":\"ixi\",\"free\":\"12\",\"held\":\"0\"}}");
        Person.Ran ran =
                new Person().types("query bank balance --account demo:bob --height 9 --prove --rpc " + node.url());
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("free").contains("12");
        JsonNode params = node.params("ixi_query");
        assertThat(params.path("path").asString()).isEqualTo("bank/balance");
        assertThat(params.path("height").asString()).isEqualTo("9");
        assertThat(params.path("prove").asBoolean()).isTrue();
        assertThat(params.path("params").path("account").asString())
                .isEqualTo(DemoKeys.BOB.address().text());
    }

    @Test
    void aQueryWithoutAFieldThatItNeedsNamesTheOptionAndAsksNobody() {
        Person.Ran ran = new Person().types("query bank balance --rpc http://127.0.0.1:1");
        assertThat(ran.code()).isEqualTo(FailedException.USAGE);
        assertThat(ran.err()).contains("--account: is required");
    }

    @Test
    void aTransferIsBuiltSimulatedSignedAndSent() throws Exception {
        Person.Ran ran = new Person()
                .types("tx send --from demo:alice --to demo:bob --amount 5 --rpc " + node.url() + " --json");
        assertThat(ran.code()).as(ran.err()).isZero();
        Transaction sent = sent();
        TransactionBody body = TransactionBody.parseFrom(sent.getBody());
        assertThat(Bytes.wrap(body.getChain().toByteArray()).hex()).isEqualTo(CHAIN);
        assertThat(body.getSequence()).isEqualTo(7);
        assertThat(body.getValidUntilHeight()).isEqualTo(1041);
        assertThat(body.getMaxFee().toByteArray()).containsExactly(0x01, 0xf4); // twice the simulated 250
        assertThat(body.getMessagesList()).hasSize(1);
        Send send = Send.parseFrom(body.getMessages(0).getValue());
        assertThat(send.getTo().toByteArray())
                .isEqualTo(DemoKeys.BOB.address().hash().toBytes());
        assertThat(send.getAmount().toByteArray()).containsExactly(5);
        Hash signed = Domain.signingHash(Hash.fromHex(CHAIN), sent.getBody().toByteArray());
        PublicKey key = PublicKey.decode(
                        Scheme.ML_DSA_44,
                        Bytes.wrap(body.getKey().getPublicKey().toByteArray()))
                .orElseThrow();
        assertThat(key.verify(
                        Domain.txContext(),
                        signed.toBytes(),
                        sent.getSignatures(0).getSignature().toByteArray()))
                .isTrue();
        assertThat(ran.json().path("id").asString())
                .isEqualTo(Domain.transactionId(sent.getBody().toByteArray()).hex());
    }

    @Test
    void severalMessagesGoIntoOneTransaction() throws Exception {
        Person.Ran ran = new Person()
                .types("tx send bank.Send --to=demo:bob --amount=5 --then --to demo:carol --amount 6 --then"
                        + " bank.Burn --amount 1 --from demo:alice --max-fee 999 --rpc " + node.url());
        assertThat(ran.code()).as(ran.err()).isZero();
        TransactionBody body = TransactionBody.parseFrom(sent().getBody());
        assertThat(body.getMessagesList()).hasSize(3);
        assertThat(Send.parseFrom(body.getMessages(1).getValue()).getAmount().toByteArray())
                .containsExactly(6);
        assertThat(body.getMaxFee().toByteArray()).containsExactly(0x03, 0xe7);
    }

    @Test
    void dryRunSendsNothing() {
        Person.Ran ran =
                new Person().types("tx send --from demo:alice --to demo:bob --amount 5 --dry-run --rpc " + node.url());
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("250");
        assertThat(node.asked).noneMatch(call -> call.path("method").asString().equals("ixi_sendTransaction"));
    }

    @Test
    void whatTheChainRefusesIsSaidWithItsNameAndExitCode() {
        node.on("ixi_simulateTransaction", "{\"code\":2001,\"name\":\"INSUFFICIENT_FREE\",\"text\":\"too little\"}");
        Person.Ran ran =
                new Person().types("tx send --from demo:alice --to demo:bob --amount 5 --json --rpc " + node.url());
        assertThat(ran.code()).isEqualTo(FailedException.REJECTED);
        assertThat(ran.error()).isEqualTo("INSUFFICIENT_FREE");
        node.on("ixi_simulateTransaction", OK)
                .failOn(
                        "ixi_sendTransaction",
                        "{\"code\":-32000,\"message\":\"BAD_SEQ: used\",\"data\":{\"name\":\"BAD_SEQ\",\"code\":1}}");
        assertThat(new Person()
                        .types("tx send --from demo:alice --to demo:bob --amount 5 --json --rpc " + node.url())
                        .error())
                .isEqualTo("BAD_SEQ");
    }

    @Test
    void mistakesSayWhatToDo() {
        Person person = new Person();
        assertThat(person.ixi("tx", "send", "bank.Sned", "--from", "demo:alice").err())
                .contains("bank.Send");
        assertThat(person.ixi("tx", "send", "--from", "demo:alice").err()).contains("--to ACCOUNT");
        assertThat(person.ixi("tx", "send", "--from", "demo:alice", "--tto", "x")
                        .err())
                .contains("--tto")
                .contains("--to");
        assertThat(person.types("tx send --from demo:alice --to nobody --amount 1")
                        .err())
                .contains("nobody")
                .contains("ixi1");
        assertThat(person.types("tx send --from demo:alice --to demo:bob --amount -1")
                        .code())
                .isEqualTo(FailedException.USAGE);
        Person.Ran silent = person.ixi("query", "status", "--json", "--rpc", "http://127.0.0.1:1");
        assertThat(silent.code()).isEqualTo(FailedException.NO_NODE);
        assertThat(silent.error()).isEqualTo("NO_NODE");
        assertThat(person.ixi("query", "status", "--rpc", "nonsense").code()).isEqualTo(FailedException.USAGE);
        assertThat(person.ixi("query", "bank", "balanc").err()).contains("balance");
        assertThat(new Person()
                        .speaking("ru")
                        .ixi("query", "status", "--rpc", "http://127.0.0.1:1")
                        .err())
                .contains("Узел IXI не отвечает");
    }

    private Transaction sent() throws IOException {
        JsonNode params = node.params("ixi_sendTransaction");
        assertThat(params.path("encoding").asString()).isEqualTo("base64");
        return Transaction.parseFrom(
                Base64.getDecoder().decode(params.path("transaction").asString()));
    }
}
