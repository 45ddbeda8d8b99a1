package io.ixi.rpc.mcp;

import io.ixi.rpc.call.Caller;
import io.ixi.rpc.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Revision 2026-07-28 of the Model Context Protocol: no handshake and no session, every request says which revision it
 * speaks (modelcontextprotocol.io/specification/2026-07-28).
 */
final class Newer {
    static final String REVISION = "2026-07-28";

    private static final String META = "io.modelcontextprotocol/";
    private static final int HEADER_MISMATCH = -32020;
    private static final int UNSUPPORTED_REVISION = -32022;
    private static final int INVALID_REQUEST = -32600;
    private static final int METHOD_NOT_FOUND = -32601;
    private static final int INVALID_PARAMS = -32602;
    private static final int NOT_THERE = -32602;
    private static final long TTL_MS = 3_600_000;

    /** Methods whose request names one thing, and the parameter that does. */
    private static final Map<String, String> NAMED =
            Map.of("tools/call", "name", "prompts/get", "name", "resources/read", "uri");

    private final Catalogue catalogue;
    private final String version;

    Newer(Catalogue catalogue, String version) {
        this.catalogue = catalogue;
        this.version = version;
    }

    /** @param body null: nothing is said */
    record Answer(int status, @Nullable ObjectNode body) {}

    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final int code;
        private final transient @Nullable ObjectNode data;

        Refused(int status, int code, String message, @Nullable ObjectNode data) {
            super(message, null, false, false);
            this.status = status;
            this.code = code;
            this.data = data;
        }
    }

    Answer handle(JsonNode request, Function<String, Optional<String>> header, Caller caller) {
        JsonNode id = request.path("id");
        boolean answerable = id.isString() || id.isIntegralNumber();
        try {
            if (!request.isObject()
                    || !request.path("jsonrpc").asString("").equals("2.0")
                    || !request.path("method").isString()
                    || !(answerable || id.isMissingNode())) {
                throw new Refused(400, INVALID_REQUEST, "not one JSON-RPC 2.0 request", null);
            }
            check(request, header);
            if (!answerable) {
                return new Answer(202, null);
            }
            ObjectNode response = Json.object().put("jsonrpc", "2.0");
            response.set("id", id);
            ObjectNode result = result(request.path("method").stringValue(), request.path("params"), caller);
            result.put("resultType", "complete");
            response.set("result", result);
            return new Answer(200, response);
        } catch (Refused e) {
            ObjectNode response = Json.object().put("jsonrpc", "2.0");
            response.set("id", answerable ? id : NullNode.instance);
            ObjectNode error =
                    response.putObject("error").put("code", e.code).put("message", String.valueOf(e.getMessage()));
            if (e.data != null) {
                error.set("data", e.data);
            }
            return new Answer(e.status, response);
        }
    }

    private static void check(JsonNode request, Function<String, Optional<String>> header) throws Refused {
        String method = request.path("method").stringValue();
        JsonNode meta = request.path("params").path("_meta");
        JsonNode revision = meta.path(META + "protocolVersion");
        if (!revision.isString() || !meta.path(META + "clientCapabilities").isObject()) {
            throw new Refused(
                    400,
                    INVALID_PARAMS,
                    "_meta needs " + META + "protocolVersion and " + META + "clientCapabilities",
                    null);
        }
        if (!revision.stringValue().equals(REVISION)) {
            ObjectNode data = Json.object().put("requested", shown(revision.stringValue()));
            data.putArray("supported").add(REVISION);
            throw new Refused(400, UNSUPPORTED_REVISION, "unsupported protocol version", data);
        }
        same(header.apply("MCP-Protocol-Version"), REVISION, "MCP-Protocol-Version");
        same(header.apply("Mcp-Method"), method, "Mcp-Method");
        String named = NAMED.get(method);
        if (named != null) {
            same(header.apply("Mcp-Name"), request.path("params").path(named).asString(""), "Mcp-Name");
        }
    }

    private static void same(Optional<String> header, String body, String name) throws Refused {
        if (!header.equals(Optional.of(body))) {
            throw new Refused(400, HEADER_MISMATCH, "the header " + name + " does not say what the body says", null);
        }
    }

    private ObjectNode result(String method, JsonNode params, Caller caller) throws Refused {
        return switch (method) {
            case "server/discover" -> discover();
            case "tools/list" -> cached(Json.object().set("tools", tools()));
            case "tools/call" -> call(params, caller);
            case "resources/list" -> cached(Json.object().set("resources", resources()));
            case "resources/templates/list" -> cached(Json.object().set("resourceTemplates", Json.array()));
            case "resources/read" -> read(params);
            case "prompts/list" -> cached(Json.object().set("prompts", prompts()));
            case "prompts/get" -> prompt(params);
            default -> throw new Refused(404, METHOD_NOT_FOUND, "Method not found", null);
        };
    }

    private ObjectNode discover() {
        ObjectNode result = Json.object();
        result.putArray("supportedVersions").add(REVISION);
        ObjectNode capabilities = result.putObject("capabilities");
        capabilities.putObject("tools");
        capabilities.putObject("resources");
        capabilities.putObject("prompts");
        result.put("instructions", Guide.INSTRUCTIONS);
        result.putObject("_meta")
                .putObject(META + "serverInfo")
                .put("name", "ixi")
                .put("version", version);
        return cached(result);
    }

    /** What does not change while the node runs, and is the same for everybody. */
    private static ObjectNode cached(JsonNode result) {
        return ((ObjectNode) result).put("ttlMs", TTL_MS).put("cacheScope", "public");
    }

    private ArrayNode tools() {
        ArrayNode list = Json.array();
        for (Tool tool : catalogue.tools()) {
            ObjectNode entry = list.addObject()
                    .put("name", tool.name())
                    .put("title", tool.title())
                    .put("description", tool.description());
            entry.set("inputSchema", tool.input());
            if (tool.output() != null) {
                entry.set("outputSchema", tool.output());
            }
            entry.putObject("annotations")
                    .put("title", tool.title())
                    .put("readOnlyHint", tool.reads())
                    .put("destructiveHint", !tool.reads())
                    .put("idempotentHint", true)
                    .put("openWorldHint", false);
        }
        return list;
    }

    private ObjectNode call(JsonNode params, Caller caller) throws Refused {
        String name = params.path("name").asString("");
        Tool tool = catalogue.toolsByName().get(name);
        if (tool == null) {
            throw new Refused(400, INVALID_PARAMS, "no such tool: " + shown(name), null);
        }
        JsonNode arguments = params.path("arguments");
        ObjectNode result = Json.object();
        ArrayNode content = result.putArray("content");
        try {
            ObjectNode given = arguments instanceof ObjectNode object ? object : Json.object();
            JsonNode answer = tool.body().call(given, caller).join();
            content.addObject().put("type", "text").put("text", Json.text(answer));
            if (answer.isObject()) {
                result.set("structuredContent", answer);
            }
            return result.put("isError", false);
        } catch (CompletionException e) {
            content.addObject().put("type", "text").put("text", Catalogue.problem(e, name));
            return result.put("isError", true);
        }
    }

    private ArrayNode resources() {
        ArrayNode list = Json.array();
        for (Resource resource : catalogue.resources()) {
            list.addObject()
                    .put("uri", resource.uri())
                    .put("name", resource.name())
                    .put("description", resource.description())
                    .put("mimeType", resource.mimeType());
        }
        return list;
    }

    private ObjectNode read(JsonNode params) throws Refused {
        String uri = params.path("uri").asString("");
        Resource resource = catalogue.resources().stream()
                .filter(r -> r.uri().equals(uri))
                .findFirst()
                .orElseThrow(() -> new Refused(
                        400, NOT_THERE, "no such resource", Json.object().put("uri", shown(uri))));
        ObjectNode result = Json.object();
        result.putArray("contents")
                .addObject()
                .put("uri", resource.uri())
                .put("mimeType", resource.mimeType())
                .put("text", resource.text().get());
        return result;
    }

    private ArrayNode prompts() {
        ArrayNode list = Json.array();
        for (Prompt prompt : catalogue.prompts()) {
            ObjectNode entry = list.addObject().put("name", prompt.name()).put("description", prompt.description());
            ArrayNode arguments = entry.putArray("arguments");
            prompt.arguments()
                    .forEach(a -> arguments
                            .addObject()
                            .put("name", a.name())
                            .put("description", a.description())
                            .put("required", a.required()));
        }
        return list;
    }

    private ObjectNode prompt(JsonNode params) throws Refused {
        String name = params.path("name").asString("");
        Prompt prompt = catalogue.prompts().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Refused(400, INVALID_PARAMS, "no such prompt: " + shown(name), null));
        Map<String, String> given = new TreeMap<>();
        params.path("arguments")
                .properties()
                .forEach(e -> given.put(e.getKey(), e.getValue().asString("")));
        ObjectNode result = Json.object().put("description", prompt.description());
        result.putArray("messages")
                .addObject()
                .put("role", "user")
                .putObject("content")
                .put("type", "text")
                .put("text", prompt.filled(given));
        return result;
    }

    private static String shown(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
