package io.ixi.rpc.chain;

import io.ixi.rpc.Backend.Simulation;
import io.ixi.rpc.json.Json;
import io.ixi.rpc.json.ProtoJson;
import io.ixi.rpc.words.Words;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.module.ErrorSpec;
import io.ixi.vm.kernel.module.MessageSpec;
import io.ixi.vm.kernel.module.Registry;
import io.ixi.vm.kernel.proto.TransactionBody;
import io.ixi.vm.kernel.proto.TypedMessage;
import java.math.BigInteger;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a transaction would change, for programs and in plain words: derived from balances before and after, from gates
 * and from the messages' options, so that no module can forget to say it.
 */
final class Effects {
    private final Registry registry;
    private final Assets assets;
    private final Words words;
    private final ArrayNode effects = Json.array();
    private final ArrayNode summary = Json.array();

    Effects(Registry registry, Assets assets, Words words) {
        this.registry = registry;
        this.assets = assets;
        this.words = words;
    }

    /** Adds changes, gates, effects and summary to a simulation's receipt. Used once. */
    void add(ObjectNode json, TransactionBody body, Simulation simulation) {
        Receipt receipt = simulation.receipt();
        failure(receipt);
        String account = View.address(body.getAccount());
        ArrayNode changes = json.putArray("changes");
        BigInteger fee = receipt.fee().toBigInteger();
        String feeAsset = body.getFeeAsset().isEmpty() ? Assets.NATIVE : body.getFeeAsset();
        String payer = body.hasSponsor() ? View.address(body.getSponsor()) : account;
        String subject = speaker(body).orElse(account);
        for (Simulation.Change change : simulation.changes()) {
            changes.add(change(change));
            if (change.account().text().equals(subject)) {
                boolean pays = payer.equals(subject) && feeAsset.equals(change.asset());
                balance(change, pays ? fee : BigInteger.ZERO);
            }
        }
        control(body);
        ArrayNode gates = json.putArray("gates");
        for (Simulation.GateResult gate : simulation.gates()) {
            ObjectNode entry =
                    gates.addObject().put("account", gate.account().text()).put("passed", gate.passed());
            entry.set("gate", ProtoJson.toJson(gate.gate()));
            summary.add(words.text(gate.passed() ? "effect.gate.passed" : "effect.gate.failed"));
        }
        if (effects.isEmpty() && receipt.succeeded()) {
            summary.add(words.text("effect.none"));
        }
        BigInteger most = new BigInteger(1, body.getMaxFee().toByteArray());
        effect("fee", feeAsset, fee, false);
        summary.add(words.text("effect.fee", assets.shown(fee, feeAsset), assets.shown(most.max(fee), feeAsset)));
        json.set("effects", effects);
        json.set("summary", summary);
    }

    private void failure(Receipt receipt) {
        if (!receipt.succeeded()) {
            Optional<ErrorSpec> error = registry.error(receipt.code());
            summary.add(words.text(
                    "effect.fails",
                    error.map(ErrorSpec::name).orElse("UNKNOWN"),
                    error.map(ErrorSpec::text).orElse(Integer.toString(receipt.code()))));
        }
    }

    /** In whose name all messages speak, if it is not the account. */
    private static Optional<String> speaker(TransactionBody body) {
        return body.getMessagesList().stream()
                .filter(TypedMessage::hasSigner)
                .map(message -> View.address(message.getSigner()))
                .findFirst();
    }

    private static ObjectNode change(Simulation.Change change) {
        BigInteger free =
                change.freeAfter().toBigInteger().subtract(change.free().toBigInteger());
        BigInteger held =
                change.heldAfter().toBigInteger().subtract(change.held().toBigInteger());
        return Json.object()
                .put("account", change.account().text())
                .put("asset", change.asset())
                .put("free", change.free().toString())
                .put("free_after", change.freeAfter().toString())
                .put("free_delta", free.toString())
                .put("held", change.held().toString())
                .put("held_after", change.heldAfter().toString())
                .put("held_delta", held.toString());
    }

    private void balance(Simulation.Change change, BigInteger fee) {
        BigInteger free =
                change.freeAfter().toBigInteger().subtract(change.free().toBigInteger());
        BigInteger held =
                change.heldAfter().toBigInteger().subtract(change.held().toBigInteger());
        BigInteger total = free.add(held).add(fee);
        if (held.signum() > 0) {
            told("locks", change.asset(), held, false);
        } else if (held.signum() < 0 && free.add(fee).signum() > 0) {
            told("frees", change.asset(), held.negate().min(free.add(fee)), false);
        }
        if (total.signum() < 0) {
            told("pays", change.asset(), total.negate(), true);
        } else if (total.signum() > 0) {
            told("receives", change.asset(), total, false);
        }
    }

    private void control(TransactionBody body) {
        for (TypedMessage message : body.getMessagesList()) {
            Optional<MessageSpec> spec = registry.message(message.getType()).filter(MessageSpec::ownerOnly);
            if (spec.isPresent()) {
                String name = spec.get().module() + "." + spec.get().name();
                effects.addObject().put("kind", "control").put("message", name).put("irreversible", true);
                summary.add(words.text("effect.control", name));
            }
        }
    }

    private void told(String kind, String asset, BigInteger amount, boolean irreversible) {
        effect(kind, asset, amount, irreversible);
        summary.add(words.text("effect." + kind, assets.shown(amount, asset)));
    }

    private void effect(String kind, String asset, BigInteger amount, boolean irreversible) {
        effects.addObject()
                .put("kind", kind)
                .put("asset", asset)
                .put("amount", amount.toString())
                .put("irreversible", irreversible);
    }
}
