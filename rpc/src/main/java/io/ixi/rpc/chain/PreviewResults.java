package io.ixi.rpc.chain;

import static io.ixi.rpc.chain.Results.bool;
import static io.ixi.rpc.chain.Results.counter;
import static io.ixi.rpc.chain.Results.hash;
import static io.ixi.rpc.chain.Results.hex;
import static io.ixi.rpc.chain.Results.listOf;
import static io.ixi.rpc.chain.Results.may;
import static io.ixi.rpc.chain.Results.must;
import static io.ixi.rpc.chain.Results.number;
import static io.ixi.rpc.chain.Results.text;

import io.ixi.rpc.json.Json;
import io.ixi.rpc.json.JsonSchemas;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** JSON Schemas of simulations, built transactions, event pages and receipt proofs. */
final class PreviewResults {
    private static final String SIGNED = "^(0|-?[1-9][0-9]{0,38})$";

    private PreviewResults() {}

    static void define(Results results) {
        simulation(results);
        built(results);
        events(results);
        receiptProof(results);
    }

    private static void simulation(Results results) {
        ObjectNode change = Results.open("What changes on an account in an asset");
        must(change, "account", JsonSchemas.text(JsonSchemas.ADDRESS, ""));
        must(change, "asset", text("Id"));
        for (String name : List.of("free", "free_after", "held", "held_after")) {
            must(change, name, JsonSchemas.text(JsonSchemas.AMOUNT, ""));
        }
        must(change, "free_delta", JsonSchemas.text(SIGNED, ""));
        must(change, "held_delta", JsonSchemas.text(SIGNED, ""));
        ObjectNode gate = Results.open("A condition that was asked");
        must(gate, "account", JsonSchemas.text(JsonSchemas.ADDRESS, ""));
        must(gate, "passed", bool(""));
        must(gate, "gate", Json.object().put("type", "object"));
        ObjectNode effect = Results.open("What it means for the account that acts");
        ObjectNode kind = text("");
        kind.putArray("enum")
                .add("pays")
                .add("receives")
                .add("locks")
                .add("frees")
                .add("control")
                .add("fee");
        must(effect, "kind", kind);
        must(effect, "irreversible", bool("Nobody but who receives can undo it"));
        may(effect, "asset", text("Id"));
        may(effect, "amount", JsonSchemas.text(JsonSchemas.AMOUNT, ""));
        may(effect, "message", text("With control: module and name"));
        ObjectNode simulation = results.define("Simulation", "What a transaction would do now");
        Results.receiptFields(simulation);
        must(simulation, "changes", listOf(change.put("additionalProperties", false)));
        must(simulation, "gates", listOf(gate.put("additionalProperties", false)));
        must(simulation, "effects", listOf(effect.put("additionalProperties", false)));
        must(simulation, "summary", listOf(text("A sentence for people")));
    }

    private static void built(Results results) {
        ObjectNode built = results.define("Built", "A transaction that its account has yet to sign");
        must(built, "transaction", hex("Without signatures"));
        must(built, "body", hex("What is signed"));
        must(built, "id", hash("Signing does not change it"));
        must(built, "signing_hash", hash("What the account's key signs"));
        must(built, "signing_context", text("FIPS 204 context of the signature"));
        must(built, "sequence", counter(""));
        must(built, "valid_until_height", counter("Last height whose block may hold it"));
        must(built, "max_fee", JsonSchemas.text(JsonSchemas.AMOUNT, ""));
        must(built, "simulation", Results.of("Simulation"));
    }

    private static void events(Results results) {
        ObjectNode event = results.define("PlacedEvent", "An event and where it happened");
        must(event, "cursor", text("Of its place"));
        must(event, "height", counter(""));
        must(event, "time_ms", counter("Of its block, Unix milliseconds"));
        may(event, "transaction", hash("Left out: the end of the block"));
        must(event, "index", number("Of the transaction in its block"));
        must(event, "event", number("In the transaction"));
        must(event, "what", Results.of("Event"));
        ObjectNode page = results.define("EventPage", "Events in the order asked for");
        must(page, "events", listOf(Results.of("PlacedEvent")));
        may(page, "next", text("Cursor of the next page; left out: there is no more"));
    }

    private static void receiptProof(Results results) {
        ObjectNode proof = results.define("ReceiptProof", "From a receipt to a finality certificate");
        must(proof, "receipt", hex("Canonical bytes"));
        must(proof, "index", number("Of the receipt"));
        must(proof, "count", number("Of receipts in the block"));
        must(proof, "path", listOf(hash("Lowest first")));
        must(proof, "header", Results.of("Header"));
        must(proof, "links", listOf(Results.of("Header")));
        must(proof, "finalization", Results.of("Certificate"));
    }
}
