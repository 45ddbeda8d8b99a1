package io.ixi.rpc.chain;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.rpc.Backend;
import io.ixi.rpc.json.Json;
import io.ixi.rpc.json.ProtoJson;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.exec.Event;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.module.ErrorSpec;
import io.ixi.vm.kernel.module.EventSpec;
import io.ixi.vm.kernel.module.MessageSpec;
import io.ixi.vm.kernel.module.Registry;
import io.ixi.vm.kernel.proto.Format;
import io.ixi.vm.kernel.proto.Options;
import io.ixi.vm.kernel.proto.Signature;
import io.ixi.vm.kernel.proto.Transaction;
import io.ixi.vm.kernel.proto.TransactionBody;
import io.ixi.vm.kernel.proto.TypedMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Transactions, receipts and events as JSON for people: types and errors by name. Immutable. */
public final class View {
    private final Registry registry;

    public View(Registry registry) {
        this.registry = registry;
    }

    /** Of 32 bytes; of others hex. */
    static String address(ByteString bytes) {
        return bytes.size() == Hash.BYTES
                ? Address.of(bytes).text()
                : Bytes.wrap(bytes.toByteArray()).hex();
    }

    Registry registry() {
        return registry;
    }

    /** @param raw whether the whole bytes are added */
    public ObjectNode transaction(Backend.Transaction transaction, boolean raw) {
        ObjectNode json = Json.object()
                .put("id", transaction.id().hex())
                .put("status", transaction.pending() ? "pending" : "final");
        Receipt receipt = transaction.receipt();
        if (receipt != null) {
            json.put("height", Long.toString(transaction.height())).put("index", transaction.index());
        }
        contents(transaction.bytes(), json);
        if (raw) {
            json.put("raw", transaction.bytes().hex());
        }
        if (receipt != null) {
            json.set("receipt", receipt(receipt));
        }
        return json;
    }

    public ObjectNode receipt(Receipt receipt) {
        ObjectNode json = Json.object().put("code", receipt.code());
        if (receipt.succeeded()) {
            json.put("name", "OK");
        } else {
            ErrorSpec error = registry.error(receipt.code()).orElse(null);
            json.put("name", error == null ? "UNKNOWN" : error.name()).put("text", error == null ? "" : error.text());
            json.put("message_index", receipt.messageIndex());
        }
        json.put("gas", Long.toString(receipt.gas())).put("fee", receipt.fee().toString());
        ArrayNode list = json.putArray("events");
        for (Event event : receipt.events()) {
            list.add(event(event, registry.event(event.type()).orElse(null)));
        }
        return json;
    }

    static ObjectNode event(Event event, @Nullable EventSpec spec) {
        ObjectNode json = Json.object().put("type", event.type());
        if (spec != null) {
            json.put("name", spec.module() + "." + spec.name());
        }
        json.set("value", ProtoJson.toJson(event.body()));
        return json;
    }

    /** The accounts that a transaction concerns: its signer and every address in its events. */
    public Set<Hash> accounts(Bytes transaction, Receipt receipt) {
        TreeSet<Hash> found = new TreeSet<>();
        try {
            byte[] account = TransactionBody.parseFrom(
                            Transaction.parseFrom(transaction.unsafeArray()).getBody())
                    .getAccount()
                    .toByteArray();
            if (account.length == Hash.BYTES) {
                found.add(Hash.of(account));
            }
        } catch (InvalidProtocolBufferException e) {
            // the node handed over what is no transaction; it concerns nobody
            return found;
        }
        receipt.events().forEach(event -> addresses(event.body(), found::add));
        return found;
    }

    private void contents(Bytes bytes, ObjectNode json) {
        json.put("size", bytes.size());
        try {
            Transaction transaction = Transaction.parseFrom(bytes.unsafeArray());
            TransactionBody body = TransactionBody.parseFrom(transaction.getBody());
            ObjectNode decoded = ProtoJson.toJson(body);
            decoded.set("messages", messages(body.getMessagesList()));
            json.set("body", decoded);
            ArrayNode signatures = json.putArray("signatures");
            for (Signature signature : transaction.getSignaturesList()) {
                signatures.addObject().put("scheme", scheme(signature.getScheme()));
            }
        } catch (InvalidProtocolBufferException e) {
            json.put("undecodable", true);
        }
    }

    private ArrayNode messages(List<TypedMessage> list) {
        ArrayNode json = Json.array();
        for (TypedMessage message : list) {
            ObjectNode entry = json.addObject().put("type", message.getType());
            MessageSpec spec = registry.message(message.getType()).orElse(null);
            if (spec != null) {
                entry.put("name", spec.module() + "." + spec.name());
            }
            entry.set("value", value(spec, message));
        }
        return json;
    }

    private static JsonNode value(@Nullable MessageSpec spec, TypedMessage message) {
        if (spec != null) {
            try {
                return ProtoJson.toJson(spec.prototype()
                        .newBuilderForType()
                        .mergeFrom(message.getValue())
                        .build());
            } catch (InvalidProtocolBufferException e) {
                // shown as bytes below: the rules judge it, not the view
                return hex(message);
            }
        }
        return hex(message);
    }

    private static JsonNode hex(TypedMessage message) {
        return Json.object()
                .put("hex", Bytes.wrap(message.getValue().toByteArray()).hex());
    }

    private static String scheme(int number) {
        return Arrays.stream(Scheme.values())
                .filter(scheme -> scheme.number() == number)
                .map(scheme -> scheme.name().replace('_', '-'))
                .findFirst()
                .orElse("unknown " + number);
    }

    /** Every account that a message names. */
    static void addresses(Message message, Consumer<Hash> found) {
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            List<?> values = field.isRepeated() ? (List<?>) entry.getValue() : List.of(entry.getValue());
            boolean address = field.getOptions().getExtension(Options.format) == Format.FORMAT_ADDRESS;
            for (Object value : values) {
                if (value instanceof Message nested) {
                    addresses(nested, found);
                } else if (address && value instanceof ByteString bytes && bytes.size() == Hash.BYTES) {
                    found.accept(Hash.of(bytes.toByteArray()));
                }
            }
        }
    }
}
