package io.ixi.rpc.call;

import io.ixi.rpc.json.Json;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The OpenRPC 1.3.2 document of a set of methods (spec.open-rpc.org). */
public final class OpenRpc {
    /** What references to shared schemas begin with. */
    public static final String SCHEMAS = "#/components/schemas/";

    private static final String ERRORS = "#/components/errors/";

    private OpenRpc() {}

    /**
     * @param version of the node
     * @param schemas what {@link #SCHEMAS} references name
     */
    public static ObjectNode document(String version, Methods methods, Map<String, ObjectNode> schemas) {
        ObjectNode document = Json.object().put("openrpc", "1.3.2");
        document.putObject("info")
                .put("title", "IXI node")
                .put("version", version)
                .put(
                        "description",
                        "JSON-RPC 2.0 over HTTP (POST / or /rpc) and WebSocket (/ws). Heights, amounts and times are"
                                + " decimal strings, hashes and bytes lower-case hex, accounts bech32m.");
        ArrayNode list = document.putArray("methods");
        for (Method method : methods.all()) {
            list.add(method(method));
        }
        ObjectNode components = document.putObject("components");
        ObjectNode shared = components.putObject("schemas");
        schemas.forEach(shared::set);
        errors(components.putObject("errors"));
        return document;
    }

    private static ObjectNode method(Method method) {
        ObjectNode node = Json.object().put("name", method.name()).put("summary", method.summary());
        if (!method.description().isEmpty()) {
            node.put("description", method.description());
        }
        node.putArray("tags").addObject().put("name", method.tag());
        node.put("paramStructure", "either");
        ArrayNode params = node.putArray("params");
        for (Param<?> param : method.params()) {
            ObjectNode entry = params.addObject()
                    .put("name", param.name())
                    .put("description", param.description())
                    .put("required", param.required());
            entry.set("schema", param.schema());
        }
        ObjectNode result = node.putObject("result").put("name", method.name() + "_result");
        result.set("schema", method.result());
        ArrayNode errors = node.putArray("errors");
        for (String name :
                new String[] {"Rejected", "NotFound", "Timeout", "Limit", "NeedsWebSocket", "Unauthorized"}) {
            errors.addObject().put("$ref", ERRORS + name);
        }
        node.put("x-cost", method.traits().cost())
                .put("x-privileged", method.traits().privileged());
        if (Rest.mirrors(method)) {
            node.put("x-rest", "GET " + Rest.path(method));
        }
        return node;
    }

    private static void errors(ObjectNode errors) {
        error(errors, "Rejected", CallException.REJECTED, "The rules refuse; data: code, name, text of the module");
        error(errors, "NotFound", CallException.NOT_FOUND, "No such thing, or no longer kept");
        error(errors, "Timeout", CallException.TIMEOUT, "Not in time; it may still happen");
        error(errors, "Limit", CallException.LIMIT, "A bound of this node; ask for less or later");
        error(errors, "NeedsWebSocket", CallException.NEEDS_WEBSOCKET, "Only over a WebSocket");
        error(errors, "Unauthorized", CallException.UNAUTHORIZED, "Only for the operator");
    }

    private static void error(ObjectNode errors, String name, int code, String message) {
        errors.putObject(name).put("code", code).put("message", message);
    }
}
