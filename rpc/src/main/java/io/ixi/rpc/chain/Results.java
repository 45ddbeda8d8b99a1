package io.ixi.rpc.chain;

import com.google.protobuf.Descriptors.Descriptor;
import io.ixi.rpc.call.OpenRpc;
import io.ixi.rpc.json.Docs;
import io.ixi.rpc.json.Json;
import io.ixi.rpc.json.JsonSchemas;
import io.ixi.vm.kernel.module.EventSpec;
import io.ixi.vm.kernel.module.MessageSpec;
import io.ixi.vm.kernel.module.Registry;
import io.ixi.vm.kernel.proto.TransactionBody;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON Schemas of what the chain's own methods answer, as shared schemas of the OpenRPC document. What modules define
 * is taken from their descriptors. The answers themselves are made by {@link ChainMethods}, {@link Chain} and {@link
 * View}; a test holds every answer against these.
 */
final class Results {
    private final Map<String, ObjectNode> shared;
    private final JsonSchemas schemas;

    /** @param shared takes the schemas */
    Results(Registry registry, Docs docs, Map<String, ObjectNode> shared) {
        this.shared = shared;
        this.schemas = new JsonSchemas(docs);
        chain();
        header();
        certificate();
        proof();
        info();
        calls(registry);
        events(registry);
        receipt();
        transaction();
        sent();
        invariants();
        PreviewResults.define(this);
    }

    /** A reference to one of the schemas. */
    static ObjectNode of(String name) {
        return Json.object().put("$ref", OpenRpc.SCHEMAS + name);
    }

    /** A list of one of them. */
    static ObjectNode listOf(ObjectNode item) {
        ObjectNode list = Json.object().put("type", "array");
        list.set("items", item);
        return list;
    }

    private void chain() {
        ObjectNode status = define("Status", "Where a node stands");
        must(status, "chain_id", text("CAIP-2 style id of the chain"));
        must(status, "version", text("Of the node"));
        must(status, "name", text("Of the node"));
        must(status, "height", counter("Of its latest final block"));
        must(status, "hash", hash("Of that block"));
        must(status, "state_root", hash("After that block"));
        must(status, "time_ms", counter("That block's agreed time, Unix milliseconds"));
        must(status, "view", counter("Of consensus"));
        must(status, "earliest_height", counter("Oldest height whose state is kept"));
        must(status, "earliest_block", counter("Oldest height from which on every block is kept"));
        must(status, "syncing", bool("Whether it is catching up"));
        ObjectNode index = number("Its index among the validators, null if it is none");
        index.putArray("type").add("integer").add("null");
        must(status, "validator", index);
        must(status, "validators", number("Size of the set"));
        must(status, "peers", number("Connected now"));
        must(status, "pending_transactions", number("That wait on this node"));
        must(status, "pending_bytes", counter("Their size"));

        ObjectNode block = define("Block", "A final block");
        must(block, "hash", hash("Of the header"));
        must(block, "header", of("Header"));
        ObjectNode list = Json.object().put("description", "Ids, or with transactions full the transactions");
        list.putArray("anyOf").add(listOf(hash("Transaction id"))).add(listOf(of("Transaction")));
        must(block, "transactions", list);
        must(block, "transaction_bytes", number("Size of the transactions"));
        may(block, "finalization", of("Certificate"));
        may(block, "end", of("Receipt"));

        ObjectNode summary = define("BlockSummary", "What newBlocks subscribers are told");
        must(summary, "height", counter("Of the block"));
        must(summary, "hash", hash("Of the header"));
        must(summary, "time_ms", counter("Agreed time, Unix milliseconds"));
        must(summary, "view", counter("Of consensus"));
        must(summary, "proposer", number("Index of the validator"));
        must(summary, "transaction_count", number("In the block"));
        must(summary, "failed_count", number("Of those"));
        must(summary, "transaction_bytes", number("Size of the transactions"));
        may(summary, "signers", number("Validators whose signatures make it final"));
    }

    private void invariants() {
        ObjectNode module = open("One module");
        must(module, "module", text("Its name"));
        must(module, "ok", bool("Whether all its invariants hold"));
        must(module, "fault", text("The first that does not, or empty"));
        ObjectNode result = define("Invariants", "Whether a state contradicts itself");
        must(result, "height", counter("The state after this block"));
        must(result, "ok", bool("Whether all invariants of all modules hold"));
        must(result, "modules", listOf(module.put("additionalProperties", false)));
    }

    private void header() {
        ObjectNode header = define("Header", "A block's header: what its hash covers");
        must(header, "chain", hash("Hash of the genesis"));
        must(header, "protocol", number("Version of the rules"));
        for (String name : List.of("epoch", "height", "view", "parent_view")) {
            must(header, name, counter(""));
        }
        must(header, "proposer", number("Index of the validator"));
        must(header, "time_ms", counter("Agreed time, Unix milliseconds"));
        for (String name : List.of(
                "parent", "parent_state_root", "parent_receipts_root", "transactions_root", "validators_hash")) {
            must(header, name, hash(""));
        }
        must(header, "transaction_count", number(""));
    }

    private void certificate() {
        ObjectNode certificate = define("Certificate", "Signatures of a quorum over one subject");
        ObjectNode kind = text("What they say");
        kind.putArray("enum").add("notarize").add("finalize").add("nullify");
        must(certificate, "kind", kind);
        must(certificate, "epoch", counter(""));
        must(certificate, "view", counter(""));
        may(certificate, "parent_view", counter("Not of nullify"));
        may(certificate, "payload", hash("The block; not of nullify"));
        must(certificate, "signers", listOf(number("Index of a validator")));
        may(certificate, "signatures", listOf(hex("In the order of signers")));
    }

    private void proof() {
        ObjectNode entry = define("ProofEntry", "One state key that was read");
        must(entry, "key", hex(""));
        ObjectNode value = hex("Null: the key is absent");
        value.putArray("type").add("string").add("null");
        must(entry, "value", value);
        must(entry, "proof", hex("Nodes of the authenticated tree"));
        ObjectNode proof = define("Proof", "From state keys to a finality certificate");
        must(proof, "entries", listOf(of("ProofEntry")));
        must(proof, "header", of("Header"));
        must(proof, "links", listOf(of("Header")));
        must(proof, "finalization", of("Certificate"));
    }

    private void info() {
        ObjectNode limits = open("Limits of this node");
        for (String name : List.of("body_bytes", "message_bytes", "batch", "response_bytes", "subscriptions")) {
            must(limits, name, number(""));
        }
        limits.put("additionalProperties", false);
        ObjectNode message = entry("name", "type", "gas", "lane");
        ObjectNode query = entry("path", "method");
        ObjectNode event = entry("name", "type");
        ObjectNode error = entry("name", "code", "text");
        ObjectNode module = define("ModuleInfo", "What one module defines");
        may(module, "messages", listOf(message));
        may(module, "queries", listOf(query));
        may(module, "events", listOf(event));
        may(module, "errors", listOf(error));
        ObjectNode modules = Json.object().put("type", "object");
        modules.set("additionalProperties", of("ModuleInfo"));
        ObjectNode info = define("ChainInfo", "Modules of the chain and limits of the node");
        must(info, "chain_id", text(""));
        must(info, "version", text("Of the node"));
        must(info, "limits", limits);
        must(info, "modules", modules);
    }

    /** An object of numbers where the name says so, else of texts. */
    private static ObjectNode entry(String... names) {
        ObjectNode entry = open("");
        for (String name : names) {
            must(entry, name, List.of("type", "code").contains(name) ? number("") : text(""));
        }
        return entry.put("additionalProperties", false);
    }

    private void calls(Registry registry) {
        ObjectNode call = define("Call", "A chain message; one without a name is of a type unknown here");
        call.removeAll();
        ArrayNode calls = call.putArray("anyOf");
        for (MessageSpec spec : registry.messages()) {
            calls.add(named(spec.type(), spec.module() + "." + spec.name(), spec.descriptor()));
        }
        ObjectNode unknown = open("");
        must(unknown, "type", number(""));
        ObjectNode bytes = open("");
        must(bytes, "hex", hex(""));
        must(unknown, "value", bytes);
        calls.add(unknown.put("additionalProperties", false));
    }

    private void events(Registry registry) {
        ObjectNode event = define("Event", "What a module tells");
        event.removeAll();
        ArrayNode events = event.putArray("anyOf");
        for (EventSpec spec : registry.events()) {
            events.add(named(spec.type(), spec.module() + "." + spec.name(), spec.descriptor()));
        }
    }

    private void receipt() {
        ObjectNode receipt = define("Receipt", "What a transaction did");
        receiptFields(receipt);
    }

    /** What a receipt and a simulation have in common. */
    static void receiptFields(ObjectNode receipt) {
        must(receipt, "code", number("0: it succeeded; else the module's error"));
        must(receipt, "name", text("OK or the error's name"));
        may(receipt, "text", text("Of the error"));
        may(receipt, "message_index", number("Which message failed"));
        must(receipt, "gas", counter("Used"));
        must(receipt, "fee", JsonSchemas.text(JsonSchemas.AMOUNT, "Paid, in base units of the native asset"));
        must(receipt, "events", listOf(of("Event")));
    }

    private void transaction() {
        schemas.reference(TransactionBody.getDescriptor(), OpenRpc.SCHEMAS, shared);
        ObjectNode body = shared.getOrDefault(TransactionBody.getDescriptor().getFullName(), Json.object())
                .deepCopy();
        ((ObjectNode) body.path("properties")).set("messages", listOf(of("Call")));
        shared.put("TransactionBody", body);

        ObjectNode signature = open("");
        must(signature, "scheme", text("Like ML-DSA-44"));
        ObjectNode transaction = define("Transaction", "A transaction with its messages decoded");
        must(transaction, "id", hash("Does not cover the signatures"));
        ObjectNode status = text("");
        status.putArray("enum").add("pending").add("final");
        must(transaction, "status", status);
        may(transaction, "height", counter("Of its block, once it is final"));
        may(transaction, "index", number("In its block"));
        must(transaction, "size", number("Bytes"));
        may(transaction, "body", of("TransactionBody"));
        may(transaction, "signatures", listOf(signature));
        may(transaction, "undecodable", bool("Instead of body and signatures"));
        may(transaction, "raw", hex("The whole bytes, if asked for"));
        may(transaction, "receipt", of("Receipt"));
        may(transaction, "receipt_proof", of("ReceiptProof"));
    }

    private void sent() {
        ObjectNode sent = define("Sent", "What became of a transaction that was handed in");
        must(sent, "id", hash(""));
        ObjectNode state = text("");
        state.putArray("enum").add("accepted").add("final");
        must(sent, "status", state);
        may(sent, "height", counter("With wait final"));
        may(sent, "index", number("With wait final"));
        may(sent, "receipt", of("Receipt"));
    }

    /** A message or event whose descriptor is known. */
    private ObjectNode named(int type, String name, Descriptor descriptor) {
        ObjectNode entry = open("");
        must(entry, "type", Json.object().put("const", type));
        must(entry, "name", Json.object().put("const", name));
        must(entry, "value", schemas.reference(descriptor, OpenRpc.SCHEMAS, shared));
        return entry.put("additionalProperties", false);
    }

    /** Begins a shared schema that allows what is added to it and nothing else. */
    ObjectNode define(String name, String description) {
        ObjectNode schema = open(description).put("title", name).put("additionalProperties", false);
        shared.put(name, schema);
        return schema;
    }

    static ObjectNode open(String description) {
        ObjectNode schema = described(Json.object().put("type", "object"), description);
        schema.putObject("properties");
        return schema;
    }

    static void must(ObjectNode schema, String name, ObjectNode value) {
        may(schema, name, value);
        schema.withArray("/required").add(name);
    }

    static void may(ObjectNode schema, String name, ObjectNode value) {
        ((ObjectNode) schema.path("properties")).set(name, value);
    }

    private static ObjectNode described(ObjectNode schema, String text) {
        return text.isEmpty() ? schema : schema.put("description", text);
    }

    static ObjectNode text(String description) {
        return described(Json.object().put("type", "string"), description);
    }

    static ObjectNode bool(String description) {
        return described(Json.object().put("type", "boolean"), description);
    }

    static ObjectNode number(String description) {
        return described(Json.object().put("type", "integer").put("minimum", 0), description);
    }

    static ObjectNode counter(String description) {
        return described(JsonSchemas.text(JsonSchemas.U64, ""), description);
    }

    static ObjectNode hash(String description) {
        return described(JsonSchemas.text(JsonSchemas.HASH, ""), description);
    }

    static ObjectNode hex(String description) {
        return described(JsonSchemas.text(JsonSchemas.HEX, ""), description);
    }
}
