package io.ixi.rpc.intents;

import io.ixi.rpc.json.Json;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts what is known in the place of {@code $name.field}. */
final class Template {
    private Template() {}

    /** A text that is {@code $name} or {@code $name.field} becomes that value; members without a value are left out. */
    static JsonNode fill(JsonNode template, Map<String, JsonNode> known) {
        if (template instanceof ObjectNode object) {
            ObjectNode filled = Json.object();
            object.properties().forEach(entry -> {
                JsonNode value = fill(entry.getValue(), known);
                if (!value.isMissingNode() && !value.isNull()) {
                    filled.set(entry.getKey(), value);
                }
            });
            return filled;
        }
        if (template instanceof ArrayNode array) {
            ArrayNode filled = Json.array();
            array.forEach(item -> filled.add(fill(item, known)));
            return filled;
        }
        String text = template.isString() ? template.stringValue() : "";
        if (!text.startsWith("$")) {
            return template;
        }
        String[] path = text.substring(1).split("\\.", -1);
        JsonNode value = known.getOrDefault(path[0], Json.object().path("nothing"));
        for (int i = 1; i < path.length; i++) {
            value = value.path(path[i]);
        }
        return value;
    }
}
