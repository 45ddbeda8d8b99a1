package io.ixi.testnet.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.genesis.Modules;
import io.ixi.rpc.json.Declarations;
import io.ixi.rpc.json.Description;
import io.ixi.rpc.json.Docs;
import io.ixi.rpc.json.Json;
import io.ixi.rpc.json.ProtoJson;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.crypto.Bip39;
import io.ixi.vm.kernel.crypto.Derivation;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.kernel.module.MessageSpec;
import io.ixi.vm.kernel.module.Registry;
import io.ixi.vm.kernel.tx.Domain;
import io.ixi.vm.kernel.tx.Draft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Values made by Java code and checked in Node.js: keys, addresses, bodies, ids, signatures and refusals. */
class VectorsTest {
    private static final Registry REGISTRY = Modules.executor().registry();
    private static final ObjectNode DESCRIPTION =
            Description.of(REGISTRY, Docs.load(VectorsTest.class.getClassLoader()));

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theClientMakesTheSameBytes() throws IOException {
        NodeJs.require();
        NodeJs.client(folder);
        Files.writeString(folder.resolve("chain.json"), DESCRIPTION.toString());
        Files.writeString(folder.resolve("vectors.json"), vectors().toString());
        assertThat(NodeJs.script(folder, "vectors.mjs")).contains("vectors agree");
    }

    /** A library that nobody here wrote. */
    @Test
    void nobleAgrees() throws IOException {
        NodeJs.require();
        NodeJs.client(folder);
        NodeJs.packages(folder, "@noble/post-quantum@0.7.1");
        assertThat(NodeJs.script(folder, "noble.mjs")).contains("noble agrees");
    }

    /** The declarations are what TypeScript takes, and say what the description says. */
    @Test
    void declarationsCompile() throws IOException {
        NodeJs.require();
        NodeJs.client(folder);
        String declarations = Declarations.of(DESCRIPTION);
        assertThat(declarations)
                .contains(
                        "\"bank.Send\": bank_Send;",
                        "/** What can be spent. */",
                        "\"bank/balance\": { params: bank_BalanceQuery;");
        Files.writeString(folder.resolve("client/chain.d.ts"), declarations);
        NodeJs.packages(folder, "typescript@5.9.3");
        assertThat(NodeJs.script(folder, "types.mjs")).contains("types hold");
    }

    private static ObjectNode vectors() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("-Dseed=" + seed);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        ObjectNode json = Json.object();
        keys(json.putArray("keys"), random);
        messages(json.putArray("messages"), random);
        for (int i = 0; i < 12; i++) {
            draft(json.withArray("/drafts"), random, i);
        }
        return json;
    }

    private static void keys(ArrayNode list, RandomGenerator random) {
        for (Scheme scheme : Scheme.values()) {
            String phrase = Bip39.encode(RandomMessages.bytes(random, 32));
            Derivation.Path path = new Derivation.Path(Derivation.COIN, 1, Derivation.Role.AGENT, 7);
            byte[] seed = Derivation.keySeed(Bip39.seed(phrase, ""), path, scheme);
            byte[] message = RandomMessages.bytes(random, 100);
            try (SigningKey key = SigningKey.fromSeed(scheme, seed)) {
                list.addObject()
                        .put("scheme", scheme.number())
                        .put("phrase", phrase)
                        .put("seed", Bytes.wrap(seed).hex())
                        .put("public_key", key.publicKey().hex())
                        .put(
                                "address",
                                Address.of(scheme.number(), key.publicKey()).text())
                        .put("message", Bytes.wrap(message).hex())
                        .put(
                                "signature",
                                Bytes.wrap(key.sign(Domain.txContext(), message, new byte[32]))
                                        .hex());
            }
        }
    }

    /** Every message, with and without its optional parts. */
    private static void messages(ArrayNode list, RandomGenerator random) {
        for (MessageSpec spec : REGISTRY.messages()) {
            for (int i = 0; i < 4; i++) {
                Message message = RandomMessages.of(spec.prototype(), random);
                ObjectNode entry = list.addObject()
                        .put("name", spec.module() + "." + spec.name())
                        .put("bytes", Bytes.wrap(message.toByteArray()).hex());
                entry.set("value", ProtoJson.toJson(message));
            }
        }
    }

    private static void draft(ArrayNode list, RandomGenerator random, int number) {
        byte[] seed = RandomMessages.bytes(random, 32);
        try (SigningKey key = SigningKey.fromSeed(Scheme.ML_DSA_44, seed)) {
            Address from = Address.of(1, key.publicKey());
            Hash chain = Hash.of(RandomMessages.bytes(random, 32));
            ObjectNode entry = list.addObject();
            List<Message> messages = new ArrayList<>();
            ArrayNode calls = entry.putArray("messages");
            for (int i = 0; i < 1 + number % 3; i++) {
                List<MessageSpec> specs = REGISTRY.messages();
                MessageSpec spec = specs.get(random.nextInt(specs.size()));
                Message message = RandomMessages.of(spec.prototype(), random);
                messages.add(message);
                calls.addObject()
                        .put("name", spec.module() + "." + spec.name())
                        .set("value", ProtoJson.toJson(message));
            }
            Draft draft = Draft.of(
                    chain, Draft.key(key.scheme(), key.publicKey()), from, number, 1000, Amount.of(number), messages);
            byte[] signature = key.sign(Domain.txContext(), draft.signingHash().toBytes(), new byte[32]);
            entry.put("seed", Bytes.wrap(seed).hex())
                    .put("chain", chain.hex())
                    .put("number", Integer.toString(number))
                    .put("id", draft.id().hex())
                    .put("object", ObjectId.of("ixi.sample", from, number, 3).hex())
                    .put(
                            "signed",
                            draft.signed(key.scheme(), Bytes.wrap(signature)).hex());
        }
    }
}
