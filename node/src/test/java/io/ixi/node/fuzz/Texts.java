package io.ixi.node.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.genesis.Modules;
import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.ProtoJson;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.MessageSpec;
import io.ixi.vm.kernel.tx.Draft;
import io.ixi.vm.kernel.tx.Tx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What users send: transactions, and JSON for every message of every module. */
final class Texts {
    private static final Executor EXECUTOR = Modules.executor();
    private static final Hash CHAIN = Hash.sha256(new byte[] {7});
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Texts() {}

    static List<FuzzTarget> targets() {
        List<byte[]> transactions = new ArrayList<>();
        List<byte[]> texts = new ArrayList<>();
        try (SigningKey key = SigningKey.fromSeed(Scheme.ML_DSA_44, CHAIN.toBytes())) {
            Message send = Send.newBuilder()
                    .setTo(ByteString.copyFrom(CHAIN.toBytes()))
                    .setAmount(Amount.of(5).toByteString())
                    .build();
            transactions.add(transaction(key, send));
            texts.add(ProtoJson.toJson(send).toString().getBytes(StandardCharsets.UTF_8));
            for (MessageSpec message : EXECUTOR.registry().messages()) {
                Message empty = message.prototype();
                transactions.add(transaction(key, empty));
                texts.add(ProtoJson.toJson(empty).toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        return List.of(
                new FuzzTarget("transaction", transactions, Texts::transaction),
                new FuzzTarget("protojson", texts, Texts::json));
    }

    private static byte[] transaction(SigningKey key, Message message) {
        Draft draft = Draft.of(
                CHAIN,
                Draft.key(Scheme.ML_DSA_44, key.publicKey()),
                Address.of(Scheme.ML_DSA_44.number(), key.publicKey()),
                1,
                100,
                Amount.of(1_000),
                List.of(message));
        return draft.signed(Scheme.ML_DSA_44, Bytes.copyOf(new byte[2_420])).toArray();
    }

    private static String transaction(byte[] input) {
        try {
            Tx tx = EXECUTOR.decode(Bytes.copyOf(input), CHAIN);
            if (!tx.bytes().equals(Bytes.copyOf(input))) {
                throw new AssertionError("it is decoded from other bytes");
            }
            return "decoded";
        } catch (RejectedException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String json(byte[] input) {
        JsonNode json;
        try {
            json = JSON.readTree(input);
        } catch (JacksonException e) {
            return "no JSON";
        }
        StringBuilder outcome = new StringBuilder();
        for (MessageSpec message : EXECUTOR.registry().messages()) {
            try {
                Message value = ProtoJson.fromJson(json, message.prototype(), "value");
                if (!ProtoJson.fromJson(ProtoJson.toJson(value), message.prototype(), "value")
                        .equals(value)) {
                    throw new AssertionError("it does not come back: " + message.name());
                }
                outcome.append(message.name());
            } catch (InvalidJsonException e) {
                outcome.append('.');
            }
        }
        return outcome.toString();
    }
}
