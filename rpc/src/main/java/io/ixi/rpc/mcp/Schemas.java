package io.ixi.rpc.mcp;

import io.ixi.rpc.call.OpenRpc;
import io.ixi.rpc.json.Json;
import io.ixi.rpc.json.JsonSchemas;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes schemas that refer to the OpenRPC document's shared ones stand alone, as tools must have them. */
final class Schemas {
    private static final String DEFS = "#/$defs/";

    private final JsonNode shared;

    /** @param document OpenRPC */
    Schemas(JsonNode document) {
        this.shared = document.at("/components/schemas");
    }

    /** The schema with all that it refers to in its {@code $defs}. */
    ObjectNode whole(ObjectNode schema) {
        ObjectNode whole = Json.object().put("$schema", JsonSchemas.DIALECT);
        Map<String, JsonNode> defs = new TreeMap<>();
        Deque<String> open = new ArrayDeque<>();
        whole.setAll((ObjectNode) rewritten(schema, open));
        while (!open.isEmpty()) {
            String name = open.poll();
            if (!defs.containsKey(name)) {
                defs.put(name, rewritten(shared.path(name), open));
            }
        }
        if (!defs.isEmpty()) {
            ObjectNode all = whole.putObject("$defs");
            defs.forEach(all::set);
        }
        return whole;
    }

    /** The whole schema of an object, if it is of a size that every agent can be told. */
    @Nullable
    ObjectNode brief(ObjectNode schema, int maxBytes) {
        ObjectNode whole = whole(schema);
        String reference = whole.path("$ref").asString("");
        JsonNode target = reference.isEmpty() ? whole : whole.path("$defs").path(reference.substring(DEFS.length()));
        if (!target.path("type").asString("").equals("object") || Json.write(whole).length > maxBytes) {
            return null;
        }
        if (!reference.isEmpty()) {
            // clients want to see at the top that it is an object
            whole.remove("$ref");
            whole.setAll((ObjectNode) target.deepCopy());
        }
        return whole;
    }

    private static JsonNode rewritten(JsonNode node, Deque<String> open) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = Json.object();
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                JsonNode value = entry.getValue();
                if (entry.getKey().equals("$ref") && value.asString().startsWith(OpenRpc.SCHEMAS)) {
                    String name = value.asString().substring(OpenRpc.SCHEMAS.length());
                    open.add(name);
                    copy.put("$ref", DEFS + name);
                } else {
                    copy.set(entry.getKey(), rewritten(value, open));
                }
            }
            return copy;
        }
        if (node.isArray()) {
            var copy = Json.array();
            node.forEach(item -> copy.add(rewritten(item, open)));
            return copy;
        }
        return node;
    }
}
