package io.ixi.rpc.chain;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.ixi.rpc.Backend;
import io.ixi.rpc.call.CallException;
import io.ixi.rpc.call.Method;
import io.ixi.rpc.call.OpenRpc;
import io.ixi.rpc.call.Param;
import io.ixi.rpc.call.Params;
import io.ixi.rpc.call.Traits;
import io.ixi.rpc.json.Docs;
import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.Json;
import io.ixi.rpc.json.JsonSchemas;
import io.ixi.rpc.json.ProtoJson;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.QuerySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Methods derived from the modules' queries, and the general ones over them. */
public final class ModuleMethods {
    /** Queries whose answers together are an account, by their single address. */
    private static final List<String> ACCOUNT_QUERIES = List.of("accounts/account", "bank/balances");

    private static final Param<String> PATH = Param.text("path", "module/query, like bank/balance");
    private static final Param<JsonNode> QUERY_PARAMS =
            Param.object("params", "the query's parameters by name").optional();
    private static final Param<Long> HEIGHT = Param.height(
                    "height", "state after this block; default the latest final one; old ones may be pruned")
            .optional();
    private static final Param<Boolean> PROVE = Param.flag(
                    "prove", "add proofs of every state key that was read, up to a finality certificate")
            .optional();
    private static final Param<Address> ADDRESS = Param.address("address", "the account");

    private final Results results;
    private final Backend backend;
    private final Docs docs;
    private final JsonSchemas schemas;
    private final Map<String, ObjectNode> shared;

    /** @param shared takes the schemas that method schemas refer to */
    public ModuleMethods(Backend backend, Docs docs, Map<String, ObjectNode> shared) {
        this.results = new Results(backend.registry(), docs, shared);
        this.backend = backend;
        this.docs = docs;
        this.schemas = new JsonSchemas(docs);
        this.shared = shared;
    }

    /** {@code bank/balance} is {@code ixi_bank_balance}. */
    static String methodName(QuerySpec query) {
        return "ixi_" + query.path().replace('/', '_').replace('-', '_');
    }

    public List<Method> all() {
        List<Method> methods = new ArrayList<>();
        methods.add(new Method(
                "ixi_getAccount",
                "An account: its next sequence number, keys and balances",
                "next_sequence counts transactions that wait on this node.",
                "chain",
                List.of(ADDRESS),
                accountSchema(),
                Traits.QUERY,
                Method.now(this::account)));
        methods.add(new Method(
                "ixi_query",
                "Asks a module by path",
                "The same as the module's own method, for programs that find paths at run time.",
                "chain",
                List.of(PATH, QUERY_PARAMS, HEIGHT, PROVE),
                answer(Json.object().put("type", "object")),
                Traits.QUERY,
                Method.now(this::query)));
        backend.registry().queries().forEach(query -> methods.add(derived(query)));
        return methods;
    }

    private Method derived(QuerySpec query) {
        List<Param<?>> fields = new ArrayList<>();
        for (FieldDescriptor field : query.descriptor().getFields()) {
            fields.add(new Param<>(
                    field.getName(),
                    docs.of(field).orElse(field.getName()),
                    JsonSchemas.isRequired(field),
                    schemas.field(field, OpenRpc.SCHEMAS, shared),
                    (json, path) -> json));
        }
        List<Param<?>> params = new ArrayList<>(fields);
        // a query's own field wins over the option of the same name, which ixi_query still has
        for (Param<?> option : List.<Param<?>>of(HEIGHT, PROVE)) {
            if (fields.stream().noneMatch(f -> f.name().equals(option.name()))) {
                params.add(option);
            }
        }
        boolean heights = params.contains(HEIGHT);
        boolean proofs = params.contains(PROVE);
        return new Method(
                methodName(query),
                docs.of(query.descriptor()).map(ModuleMethods::firstSentence).orElse("Query " + query.path()),
                docs.of(query.descriptor()).orElse(""),
                query.module(),
                params,
                answer(schemas.reference(query.result().getDescriptorForType(), OpenRpc.SCHEMAS, shared)),
                Traits.QUERY,
                Method.now(given -> ask(
                        query,
                        given.only(fields),
                        "",
                        heights ? given.find(HEIGHT) : Optional.empty(),
                        proofs && given.find(PROVE).orElse(false))));
    }

    private JsonNode query(Params params) throws CallException, RejectedException {
        String path = params.get(PATH);
        QuerySpec query = backend.registry()
                .query(path)
                .orElseThrow(() -> CallException.invalidParams(new InvalidJsonException(
                        PATH.name(), "no such query; ixi_chainInfo and rpc.discover list them")));
        return ask(
                query,
                params.find(QUERY_PARAMS).orElseGet(Json::object),
                QUERY_PARAMS.name(),
                params.find(HEIGHT),
                params.find(PROVE).orElse(false));
    }

    private JsonNode ask(QuerySpec query, JsonNode json, String path, Optional<Long> height, boolean prove)
            throws CallException, RejectedException {
        Message message;
        try {
            message = ProtoJson.fromJson(json, query.params(), path);
        } catch (InvalidJsonException e) {
            throw CallException.invalidParams(e);
        }
        OptionalLong at = height.map(OptionalLong::of).orElseGet(OptionalLong::empty);
        Backend.Answer answer = backend.query(query, message, at, prove);
        ObjectNode result = Json.object().put("height", Long.toString(answer.height()));
        result.set("result", ProtoJson.toJson(answer.result()));
        Backend.Proof proof = answer.proof();
        if (proof != null) {
            result.set("proof", Chain.proof(proof));
        }
        return result;
    }

    private JsonNode account(Params params) throws CallException, RejectedException {
        Address address = params.get(ADDRESS);
        ObjectNode json = Json.object()
                .put("address", address.text())
                .put("next_sequence", Long.toString(backend.nextSequence(address)));
        for (String path : ACCOUNT_QUERIES) {
            Optional<QuerySpec> query = backend.registry().query(path);
            if (query.isPresent()) {
                String name = path.substring(path.indexOf('/') + 1);
                answerOf(query.get(), address).ifPresent(answer -> json.set(name, answer));
            }
        }
        return json;
    }

    /** The answer to a query whose only needed parameter is an address; empty if the chain knows nothing of it. */
    private Optional<JsonNode> answerOf(QuerySpec query, Address address) throws CallException {
        for (FieldDescriptor field : query.descriptor().getFields()) {
            if (JsonSchemas.isAddress(field)) {
                ObjectNode json = Json.object().put(field.getName(), address.text());
                try {
                    return Optional.ofNullable(
                            ask(query, json, "", Optional.empty(), false).get("result"));
                } catch (RejectedException e) {
                    // an account that nobody paid yet is not an error: it has a next sequence and nothing else
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static ObjectNode answer(ObjectNode result) {
        ObjectNode schema = Json.object().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties.set("height", JsonSchemas.text(JsonSchemas.U64, "Height of the state"));
        properties.set("result", result);
        properties.set("proof", Results.of("Proof"));
        schema.putArray("required").add("height").add("result");
        return schema.put("additionalProperties", false);
    }

    private ObjectNode accountSchema() {
        ObjectNode schema = results.define("Account", "What is known of an account");
        Results.must(schema, "address", JsonSchemas.text(JsonSchemas.ADDRESS, "Address"));
        Results.must(schema, "next_sequence", Results.counter("That its next transaction needs"));
        for (String path : ACCOUNT_QUERIES) {
            backend.registry()
                    .query(path)
                    .ifPresent(query -> Results.may(
                            schema,
                            path.substring(path.indexOf('/') + 1),
                            schemas.reference(query.result().getDescriptorForType(), OpenRpc.SCHEMAS, shared)));
        }
        return Results.of("Account");
    }

    private static String firstSentence(String text) {
        int end = text.indexOf(". ");
        String sentence = end < 0 ? text : text.substring(0, end);
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
