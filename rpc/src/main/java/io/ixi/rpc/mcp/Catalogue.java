package io.ixi.rpc.mcp;

import io.ixi.rpc.call.CallException;
import io.ixi.rpc.call.Caller;
import io.ixi.rpc.call.Dispatcher;
import io.ixi.rpc.call.Method;
import io.ixi.rpc.call.Methods;
import io.ixi.rpc.call.OpenRpc;
import io.ixi.rpc.call.Param;
import io.ixi.rpc.json.Docs;
import io.ixi.rpc.json.Json;
import io.ixi.rpc.json.JsonSchemas;
import io.ixi.vm.kernel.module.MessageSpec;
import io.ixi.vm.kernel.module.Registry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What agents find: a tool for every method of the node and for every message of every module, derived from the same
 * registry and descriptors as all doors. A message's tool builds an unsigned transaction and says what it would do; no
 * tool signs. Immutable.
 */
public final class Catalogue {
    private static final int MAX_OUTPUT_SCHEMA = 6_000;
    private static final String BUILD = "ixi_buildTransaction";
    /** What a message's tool takes besides the message. */
    private static final List<String> BUILD_OPTIONS =
            List.of("account", "mandate", "grantor", "public_key", "scheme", "valid_for", "lang");

    private static final String LIMIT = " Names an account that signs later; nothing is signed or sent.";

    private final Map<String, Tool> tools = new LinkedHashMap<>();
    private final List<Resource> resources;
    private final List<Prompt> prompts;
    private final Methods methods;
    private final Dispatcher dispatcher;

    /** @param document OpenRPC of the methods */
    public Catalogue(Methods methods, Dispatcher dispatcher, ObjectNode document, Registry registry, Docs docs) {
        this.methods = methods;
        this.dispatcher = dispatcher;
        Schemas schemas = new Schemas(document);
        methods.all().stream().filter(Catalogue::isTool).forEach(method -> add(tool(method, schemas)));
        for (MessageSpec spec : registry.messages()) {
            add(tool(spec, schemas, docs));
        }
        this.resources = Guide.resources(dispatcher, document);
        this.prompts = Guide.prompts();
    }

    /** In the order of the registry. */
    public List<Tool> tools() {
        return List.copyOf(tools.values());
    }

    public Map<String, Tool> toolsByName() {
        return Collections.unmodifiableMap(tools);
    }

    public List<Resource> resources() {
        return resources;
    }

    public List<Prompt> prompts() {
        return prompts;
    }

    private void add(Tool tool) {
        tools.put(tool.name(), tool);
    }

    private static boolean isTool(Method method) {
        return !method.traits().socketOnly() && !method.name().startsWith("rpc.");
    }

    private Tool tool(Method method, Schemas schemas) {
        ObjectNode input = input(method.params());
        String description = method.description().isEmpty() ? method.summary() + "." : method.description();
        return new Tool(
                method.name(),
                method.summary(),
                description,
                schemas.whole(input),
                schemas.brief(method.result(), MAX_OUTPUT_SCHEMA),
                method.traits().reads(),
                (arguments, caller) -> dispatcher.call(method.name(), arguments, caller));
    }

    private static ObjectNode input(List<Param<?>> params) {
        ObjectNode input = Json.object().put("type", "object");
        ObjectNode properties = input.putObject("properties");
        ArrayNode required = Json.array();
        for (Param<?> param : params) {
            ObjectNode schema = param.schema().deepCopy();
            properties.set(param.name(), schema.has("$ref") ? schema : schema.put("description", param.description()));
            if (param.required()) {
                required.add(param.name());
            }
        }
        if (!required.isEmpty()) {
            input.set("required", required);
        }
        return input.put("additionalProperties", false);
    }

    private Tool tool(MessageSpec spec, Schemas schemas, Docs docs) {
        Method build = method(BUILD);
        List<Param<?>> options = new ArrayList<>();
        build.params().stream().filter(p -> BUILD_OPTIONS.contains(p.name())).forEach(options::add);
        ObjectNode input = input(options);
        Map<String, ObjectNode> nested = new TreeMap<>();
        ObjectNode message = new JsonSchemas(docs).reference(spec.descriptor(), OpenRpc.SCHEMAS, nested);
        ((ObjectNode) input.path("properties")).set("message", message);
        input.withArray("/required").add("message");
        String name = spec.module() + "." + spec.name();
        return new Tool(
                "tx_" + spec.module() + "_" + spec.name(),
                name,
                docs.of(spec.descriptor()).orElse(name) + LIMIT,
                schemas.whole(input),
                null,
                true,
                (arguments, caller) -> build(name, arguments, caller));
    }

    private CompletableFuture<JsonNode> build(String name, ObjectNode arguments, Caller caller) {
        ObjectNode params = arguments.deepCopy();
        JsonNode message = params.remove("message");
        ObjectNode only = Json.object().put("name", name);
        only.set("value", message == null ? Json.object() : message);
        params.putArray("messages").add(only);
        return dispatcher.call(BUILD, params, caller);
    }

    private Method method(String name) {
        return methods.find(name).orElseThrow(() -> new IllegalStateException("no method " + name));
    }

    /** What went wrong, for an agent to read. */
    static String problem(Throwable error, String tool) {
        CallException failure = Dispatcher.failure(error, tool);
        return failure.getMessage() + (failure.data() == null ? "" : " " + Json.text(failure.data()));
    }
}
