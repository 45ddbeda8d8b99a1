package io.ixi.rpc.chain;

import io.ixi.consensus.types.Hash;
import io.ixi.rpc.Backend;
import io.ixi.rpc.json.Json;
import io.ixi.vm.kernel.exec.Event;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.module.EventSpec;
import io.ixi.vm.kernel.module.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * An event and where it happened.
 *
 * @param transaction null: the end of the block
 * @param spec null: of a type that is not known any more
 */
record Placed(
        Cursor at,
        @Nullable Hash transaction,
        long timeMs,
        Event event,
        @Nullable EventSpec spec) {
    /** All events of a block, in order. */
    static List<Placed> of(Backend.Block block, Registry registry) {
        List<Placed> all = new ArrayList<>();
        for (int i = 0; i < block.receipts().size(); i++) {
            Receipt receipt = block.receipts().get(i);
            Hash id = i < block.transactionIds().size() ? block.transactionIds().get(i) : null;
            for (int e = 0; e < receipt.events().size(); e++) {
                Event event = receipt.events().get(e);
                all.add(new Placed(
                        new Cursor(block.header().height(), i, e),
                        id,
                        block.header().timeMs(),
                        event,
                        registry.event(event.type()).orElse(null)));
            }
        }
        return all;
    }

    /** The accounts that it names. */
    Set<Hash> accounts() {
        Set<Hash> found = new TreeSet<>();
        View.addresses(event.body(), found::add);
        return found;
    }

    /** The accounts in whose inboxes it lies. */
    Set<Hash> notified() {
        Set<Hash> found = new TreeSet<>();
        if (spec != null) {
            spec.notified(event.body()).forEach(address -> found.add(address.hash()));
        }
        return found;
    }

    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("cursor", at.text())
                .put("height", Long.toString(at.height()))
                .put("time_ms", Long.toString(timeMs));
        if (transaction != null) {
            json.put("transaction", transaction.hex());
        }
        json.put("index", at.index()).put("event", at.event());
        json.set("what", View.event(event, spec));
        return json;
    }
}
