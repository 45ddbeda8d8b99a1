package io.ixi.testnet.scenario;

import io.ixi.vm.kernel.Amount;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What became of a transaction.
 *
 * @param name OK, or the stable name of the error, also if no block took it
 * @param height of its block; -1 if none took it
 * @param receipt empty if no block took it
 */
record Outcome(String name, long height, JsonNode receipt) {
    boolean ok() {
        return name.equals("OK");
    }

    /** What it paid, in base units of the asset that paid. */
    Amount fee() {
        return Amount.parse(receipt.path("fee").asString("0"));
    }

    /** Values of its events of a kind, like {@code agents.ApprovalNeeded}. */
    List<JsonNode> events(String kind) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode event : receipt.path("events")) {
            if (event.path("name").asString().equals(kind)) {
                found.add(event.path("value"));
            }
        }
        return found;
    }

    @Override
    public String toString() {
        return name;
    }
}
