package io.ixi.rpc.chain;

import io.ixi.consensus.types.Hash;
import io.ixi.rpc.Backend;
import io.ixi.rpc.call.CallException;
import io.ixi.rpc.call.Method;
import io.ixi.rpc.call.Param;
import io.ixi.rpc.call.Params;
import io.ixi.rpc.call.Traits;
import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.Json;
import io.ixi.vm.kernel.Address;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Past events by page, and an account's inbox: what modules want it to know. */
public final class EventMethods {
    /** Most blocks that one call reads. */
    static final int MAX_BLOCKS = 1_000;

    private static final int MAX_EVENTS = 200;
    private static final int MAX_ACCOUNTS = 256;

    private static final Param<List<Address>> ACCOUNTS = Param.list(
                    "accounts", "only events that name one of these", Param.address("account", "account"), MAX_ACCOUNTS)
            .optional();
    private static final Param<Address> ACCOUNT = Param.address("account", "whose inbox");
    private static final Param<String> CURSOR = Param.text(
                    "cursor", "next of the page before, or the cursor of an event; left out: from the order's start")
            .optional();
    private static final Param<String> ORDER = Param.choice(
                    "order",
                    "newest: from the latest back; oldest: forward from the cursor",
                    List.of("newest", "oldest"))
            .optional();
    private static final Param<Integer> LIMIT = Param.number(
                    "limit", "most events on the page; default 50", 1, MAX_EVENTS)
            .optional();

    private final Backend backend;
    private final View view;

    public EventMethods(Backend backend, View view) {
        this.backend = backend;
        this.view = view;
    }

    public List<Method> all() {
        return List.of(
                new Method(
                        "ixi_getEvents",
                        "Past events by type and account",
                        "Reads at most " + MAX_BLOCKS
                                + " blocks a call: a page may be short, even empty, and still have"
                                + " a next. Without next there is no more. A proof of an event is that of its"
                                + " transaction's receipt: ixi_getTransaction with prove.",
                        "chain",
                        List.of(EventNames.PARAM, ACCOUNTS, CURSOR, ORDER, LIMIT),
                        Results.of("EventPage"),
                        Traits.SCAN,
                        Method.now(params -> page(
                                params,
                                new Topic(
                                        Topic.Kind.EVENTS,
                                        Set.of(),
                                        hashes(params.find(ACCOUNTS).orElse(List.of())),
                                        EventNames.types(params, backend.registry()))))),
                new Method(
                        "ixi_getInbox",
                        "What happened to an account that it should know of",
                        "Events that modules mark for the account: money received, approvals asked for, orders that"
                                + " moved. Pages as in ixi_getEvents; subscribe to topic inbox to be told.",
                        "chain",
                        List.of(ACCOUNT, EventNames.PARAM, CURSOR, ORDER, LIMIT),
                        Results.of("EventPage"),
                        Traits.SCAN,
                        Method.now(params -> page(
                                params,
                                new Topic(
                                        Topic.Kind.INBOX,
                                        Set.of(),
                                        Set.of(params.get(ACCOUNT).hash()),
                                        EventNames.types(params, backend.registry()))))));
    }

    static Set<Hash> hashes(List<Address> accounts) {
        return accounts.stream().map(Address::hash).collect(Collectors.toUnmodifiableSet());
    }

    /** The cursor that a caller gave, if any. */
    static @Nullable Cursor cursor(Optional<String> text, String path) throws CallException {
        try {
            return text.isEmpty() ? null : Cursor.parse(text.get(), path);
        } catch (InvalidJsonException e) {
            throw CallException.invalidParams(e);
        }
    }

    private JsonNode page(Params params, Topic topic) throws CallException {
        boolean newest = params.find(ORDER).orElse("newest").equals("newest");
        int limit = params.find(LIMIT).orElse(50);
        long tip = backend.status().height();
        long first = Math.max(0, backend.status().earliestBlock());
        Cursor cursor = cursor(params.find(CURSOR), CURSOR.name());
        Cursor from = cursor != null ? cursor : newest ? Cursor.afterBlock(tip) : new Cursor(first, -1, -1);
        ArrayNode events = Json.array();
        String next = null;
        long height = Math.min(from.height(), tip);
        for (int read = 0; height >= first && height <= tip; read++) {
            if (read == MAX_BLOCKS) {
                next = newest
                        ? Cursor.afterBlock(height).text()
                        : Cursor.afterBlock(height - 1).text();
                break;
            }
            Cursor last = add(events, height, topic, from, newest, limit);
            if (last != null) {
                next = last.text();
                break;
            }
            height += newest ? -1 : 1;
        }
        ObjectNode page = Json.object();
        page.set("events", events);
        return next == null ? page : page.put("next", next);
    }

    /** Adds a block's events. Not null: the page is full, and this is the last one on it. */
    private @Nullable Cursor add(ArrayNode events, long height, Topic topic, Cursor from, boolean newest, int limit) {
        Optional<Backend.Block> block = backend.block(height);
        if (block.isEmpty() || block.get().receipts().isEmpty()) {
            return null;
        }
        List<Placed> all = new ArrayList<>(Placed.of(block.get(), view.registry()));
        if (newest) {
            Collections.reverse(all);
        }
        for (Placed event : all) {
            int order = event.at().compareTo(from);
            if ((newest ? order < 0 : order > 0) && topic.wants(event)) {
                events.add(event.json());
                if (events.size() == limit) {
                    return event.at();
                }
            }
        }
        return null;
    }
}
