package io.ixi.rpc.web;

import io.ixi.consensus.types.Bytes;
import io.ixi.rpc.RpcConfig.Limits;
import io.ixi.rpc.json.Json;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Boxes for chats: whoever knows a box's name puts bytes in and reads them. The node keeps them in memory, within
 * bounds, the oldest go first; it can read none of them, and the chain never sees them.
 */
final class RelayDoor {
    static final String BOX = "/relay/{box}";

    /** Largest entry. */
    static final int MAX_ENTRY_BYTES = 256 << 10;

    /** Most entries of one box. */
    static final int MAX_ENTRIES = 10_000;

    private static final int PAGE = 100;
    private static final long PAGE_BYTES = 1 << 20;
    /** See {@link io.ixi.rpc.call.Traits}: a page in base64 takes about a millisecond. */
    private static final int COST = 20;

    private static final long MAX_BYTES = 64L << 20;
    private static final int NAME_DIGITS = 64;

    private final Access access;
    private final Bodies bodies;
    private final long capacity;
    private final Map<String, Deque<Entry>> boxes = new HashMap<>();
    private final Deque<String> order = new ArrayDeque<>();
    private long held;
    /** Above every number before a restart, so that readers who go on from there miss nothing. */
    private long next = System.currentTimeMillis();

    RelayDoor(Access access, Limits limits) {
        this(access, limits, MAX_BYTES);
    }

    RelayDoor(Access access, Limits limits, long capacity) {
        this.access = access;
        this.bodies =
                new Bodies(Math.min(MAX_ENTRY_BYTES, limits.bodyBytes()), limits.bodyTime(), limits.inFlightBytes());
        this.capacity = capacity;
    }

    /** @param number counts the entries of all boxes, so that it stays when others are dropped */
    private record Entry(long number, Bytes content) {
        /** Names and objects cost as well: empty entries must not be free. */
        long cost() {
            return content.size() + 512L;
        }
    }

    /** Adds an entry; 204. */
    void put(Context context) throws IOException, InterruptedException {
        String name = context.pathParam("box");
        if (!valid(name)) {
            HttpDoor.refuse(context, 404, 0, "a box has a name of 64 hex digits");
            return;
        }
        if (!access.admits(context, COST)) {
            return;
        }
        try (Bodies.Body body =
                bodies.read(context.req().getInputStream(), context.req().getContentLengthLong())) {
            boolean kept = add(name, Bytes.copyOf(body.bytes()));
            if (kept) {
                context.status(204);
            } else {
                HttpDoor.refuse(context, 409, 0, "the box is full");
            }
        } catch (Bodies.RefusedException e) {
            bodies.linger(context.req().getInputStream());
            context.header("Connection", "close");
            HttpDoor.refuse(context, e.status(), 0, String.valueOf(e.getMessage()));
        }
    }

    private static boolean valid(String name) {
        return name.length() == NAME_DIGITS
                && name.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    private synchronized boolean add(String name, Bytes content) {
        Deque<Entry> box = boxes.computeIfAbsent(name, none -> new ArrayDeque<>());
        if (box.size() >= MAX_ENTRIES) {
            return false;
        }
        Entry entry = new Entry(next++, content);
        box.add(entry);
        order.add(name);
        held += entry.cost();
        while (held > capacity) {
            drop(order.remove());
        }
        return true;
    }

    private void drop(String name) {
        Deque<Entry> box = boxes.get(name);
        if (box != null) {
            held -= box.remove().cost();
            if (box.isEmpty()) {
                boxes.remove(name);
            }
        }
    }

    /** A page of entries from the number {@code from} on, in base64; {@code next} is where the page after begins. */
    void get(Context context) {
        String name = context.pathParam("box");
        String from = Objects.requireNonNullElse(context.queryParam("from"), "0");
        if (!valid(name) || !from.matches("[0-9]{1,15}")) {
            HttpDoor.refuse(context, 404, 0, "a box has a name of 64 hex digits, and entries numbers");
            return;
        }
        if (!access.admits(context, COST)) {
            return;
        }
        List<Entry> found = page(name, Long.parseLong(from));
        long after = found.isEmpty() ? Long.parseLong(from) : found.getLast().number() + 1;
        ObjectNode body = Json.object().put("next", after);
        ArrayNode entries = body.putArray("entries");
        found.forEach(entry ->
                entries.add(Base64.getEncoder().encodeToString(entry.content().unsafeArray())));
        context.contentType(HttpDoor.JSON).header("Cache-Control", "no-store").result(Json.write(body));
    }

    private synchronized List<Entry> page(String name, long from) {
        List<Entry> found = new ArrayList<>();
        long bytes = 0;
        for (Entry entry : boxes.getOrDefault(name, new ArrayDeque<>())) {
            if (entry.number() >= from) {
                bytes += entry.content().size();
                if (found.size() == PAGE || (bytes > PAGE_BYTES && !found.isEmpty())) {
                    break;
                }
                found.add(entry);
            }
        }
        return found;
    }
}
