package io.ixi.cli;

import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.kernel.tx.Domain;
import io.ixi.vm.kernel.tx.Draft;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How messages of one account become a transaction and reach the chain. */
final class Submission {
    static final int DEFAULT_VALIDITY = 1_000;

    /** Bid while the fee is not known: the simulation tells the real one. */
    static final Amount OPEN_FEE = Amount.of(1_000_000_000);

    private final Terminal terminal;
    private final Door door;

    Submission(Terminal terminal, Door door) {
        this.terminal = terminal;
        this.door = door;
    }

    Draft draft(SigningKey key, List<? extends Message> messages, Amount maxFee, int validity) {
        Address from = Address.of(key.scheme().number(), key.publicKey());
        ObjectNode none = Terminal.JSON.createObjectNode();
        JsonNode header = door.call("ixi_getBlock", none).path("header");
        JsonNode account =
                door.call("ixi_getAccount", Terminal.JSON.createObjectNode().put("address", from.text()));
        return Draft.of(
                Hash.fromHex(header.path("chain").asString()),
                Draft.key(key.scheme(), key.publicKey()),
                from,
                Long.parseLong(account.path("next_sequence").asString()),
                Long.parseLong(header.path("height").asString()) + validity,
                maxFee,
                List.copyOf(messages));
    }

    JsonNode simulate(Draft draft) {
        return door.call("ixi_simulateTransaction", transaction(draft.unsigned()));
    }

    /** Twice the fee of now: the base fee may rise until the block. */
    static Draft priced(Draft draft, JsonNode simulated) {
        Amount fee = Amount.parse(simulated.path("fee").asString());
        return draft.withMaxFee(fee.plus(fee));
    }

    /** Signs and sends; {@code wait}: until it is final. */
    JsonNode send(SigningKey key, Draft draft, boolean wait) {
        ObjectNode request = transaction(signed(key, draft));
        terminal.progress(terminal.text("tx.sending"));
        return door.call("ixi_sendTransaction", wait ? request.put("wait", "final") : request);
    }

    /** All of it: fails unless a block holds it and every message of it took effect. Returns its id and receipt. */
    JsonNode settle(SigningKey key, List<? extends Message> messages) {
        Draft draft = draft(key, messages, OPEN_FEE, DEFAULT_VALIDITY);
        JsonNode simulated = simulate(draft);
        if (simulated.path("code").asInt() != 0) {
            throw failed(simulated);
        }
        draft = priced(draft, simulated);
        JsonNode answer = send(key, draft, true);
        if (answer.path("receipt").path("code").asInt() != 0) {
            throw failed(answer.path("receipt"));
        }
        ObjectNode whole = Terminal.JSON.createObjectNode().put("id", draft.id().hex());
        answer.properties().forEach(entry -> whole.set(entry.getKey(), entry.getValue()));
        return whole;
    }

    FailedException failed(JsonNode receipt) {
        return new FailedException(
                FailedException.REJECTED,
                receipt.path("name").asString(),
                terminal.text(
                        "tx.failed",
                        receipt.path("name").asString(),
                        receipt.path("text").asString()),
                null);
    }

    private static Bytes signed(SigningKey key, Draft draft) {
        byte[] randomness = new byte[SigningKey.SEED_BYTES];
        new SecureRandom().nextBytes(randomness);
        byte[] signature = key.sign(Domain.txContext(), draft.signingHash().toBytes(), randomness);
        return draft.signed(key.scheme(), Bytes.wrap(signature));
    }

    private static ObjectNode transaction(Bytes bytes) {
        ObjectNode params = Terminal.JSON.createObjectNode();
        return params.put("transaction", Base64.getEncoder().encodeToString(bytes.unsafeArray()))
                .put("encoding", "base64");
    }
}
