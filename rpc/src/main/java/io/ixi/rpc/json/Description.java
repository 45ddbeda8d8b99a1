package io.ixi.rpc.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.ixi.vm.kernel.module.ErrorSpec;
import io.ixi.vm.kernel.module.EventSpec;
import io.ixi.vm.kernel.module.MessageSpec;
import io.ixi.vm.kernel.module.QuerySpec;
import io.ixi.vm.kernel.module.Registry;
import io.ixi.vm.kernel.module.TableSpec;
import io.ixi.vm.kernel.proto.Format;
import io.ixi.vm.kernel.proto.Genesis;
import io.ixi.vm.kernel.proto.Options;
import io.ixi.vm.kernel.proto.ParamOptions;
import io.ixi.vm.kernel.proto.Transaction;
import io.ixi.vm.kernel.proto.TransactionBody;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The chain's descriptors as one JSON document for programs without protobuf: every chain message, query, event,
 * error and state table, and the types they stand on, with comments.
 *
 * <pre>
 * messages  "bank.Send"    -> {type, of, gas, lane, exit, owner_only}
 * queries   "bank/balance" -> {params, result, method}
 * events    "bank.Sent"    -> {type, of}
 * errors    "10001"        -> {name, text}
 * tables    "bank.Balance" -> {module, number, key, of}: entries of the state, to read proofs
 * types     full name      -> {doc, fields: [{name, number, type, of, format, max, items, repeated, presence, required,
 *                             oneof, param, doc}]}
 * enums     full name      -> {constant: number}
 * </pre>
 *
 * <p>What is false, empty or without bound is left out.
 */
public final class Description {
    private final Docs docs;
    private final Map<String, ObjectNode> types = new TreeMap<>();
    private final Map<String, ObjectNode> enums = new TreeMap<>();

    private Description(Docs docs) {
        this.docs = docs;
    }

    public static ObjectNode of(Registry registry, Docs docs) {
        return new Description(docs).document(registry);
    }

    private ObjectNode document(Registry registry) {
        ObjectNode json = Json.object();
        for (Descriptor root :
                List.of(Transaction.getDescriptor(), TransactionBody.getDescriptor(), Genesis.getDescriptor())) {
            type(root);
        }
        ObjectNode messages = json.putObject("messages");
        registry.messages().forEach(spec -> messages.set(spec.module() + "." + spec.name(), message(spec)));
        ObjectNode queries = json.putObject("queries");
        registry.queries().forEach(spec -> queries.set(spec.path(), query(spec)));
        ObjectNode events = json.putObject("events");
        for (EventSpec spec : registry.events()) {
            ObjectNode event = events.putObject(spec.module() + "." + spec.name());
            event.put("type", spec.type()).put("of", type(spec.descriptor()));
        }
        ObjectNode errors = json.putObject("errors");
        for (ErrorSpec spec : registry.errors()) {
            errors.putObject(Integer.toString(spec.code()))
                    .put("name", spec.name())
                    .put("text", spec.text());
        }
        ObjectNode tables = json.putObject("tables");
        for (TableSpec spec : registry.tables()) {
            Descriptor value = spec.prototype().getDescriptorForType();
            tables.putObject(spec.module() + "." + spec.name())
                    .put("module", value.getFile().getOptions().getExtension(Options.moduleId))
                    .put("number", spec.number())
                    .put("key", spec.key())
                    .put("of", type(value));
        }
        ObjectNode all = json.putObject("types");
        types.forEach(all::set);
        ObjectNode constants = json.putObject("enums");
        enums.forEach(constants::set);
        return json;
    }

    private ObjectNode message(MessageSpec spec) {
        ObjectNode json = Json.object()
                .put("type", spec.type())
                .put("of", type(spec.descriptor()))
                .put("gas", Long.toString(spec.gas()))
                .put("lane", spec.lane().name().replace("LANE_", "").toLowerCase(Locale.ROOT));
        flag(json, "exit", spec.exit());
        flag(json, "owner_only", spec.ownerOnly());
        return json;
    }

    private ObjectNode query(QuerySpec spec) {
        return Json.object()
                .put("params", type(spec.descriptor()))
                .put("result", type(spec.result().getDescriptorForType()))
                .put("method", "ixi_" + spec.path().replace('/', '_').replace('-', '_'));
    }

    /** Describes the type and all that it refers to; its full name. */
    private String type(Descriptor type) {
        String name = type.getFullName();
        if (!types.containsKey(name)) {
            ObjectNode json = Json.object();
            // entered first: a message may contain itself
            types.put(name, json);
            docs.of(type).ifPresent(doc -> json.put("doc", doc));
            ArrayNode fields = json.putArray("fields");
            type.getFields().forEach(field -> fields.add(field(field)));
        }
        return name;
    }

    private ObjectNode field(FieldDescriptor field) {
        ObjectNode json = Json.object().put("name", field.getName()).put("number", field.getNumber());
        json.put("type", field.getType().name().toLowerCase(Locale.ROOT));
        switch (field.getJavaType()) {
            case MESSAGE -> json.put("of", type(field.getMessageType()));
            case ENUM -> json.put("of", constants(field.getEnumType()));
            case INT, LONG, FLOAT, DOUBLE, BOOLEAN, STRING, BYTE_STRING -> {}
        }
        Format format = Fields.format(field);
        if (format != Format.FORMAT_PLAIN) {
            json.put("format", format.name().replace("FORMAT_", "").toLowerCase(Locale.ROOT));
        }
        if (Fields.max(field) != Fields.NO_MAX) {
            json.put(field.isRepeated() ? "items" : "max", Fields.max(field));
        }
        flag(json, "repeated", field.isRepeated());
        flag(json, "presence", field.hasPresence());
        flag(json, "required", Fields.required(field));
        if (field.getRealContainingOneof() != null) {
            json.put("oneof", field.getRealContainingOneof().getName());
        }
        if (field.getOptions().hasExtension(Options.param)) {
            ParamOptions param = field.getOptions().getExtension(Options.param);
            json.putObject("param")
                    .put("min", Long.toUnsignedString(param.getMin()))
                    .put("max", Long.toUnsignedString(param.getMax()))
                    .put("step_ppm", param.getStepPpm());
        }
        docs.of(field).ifPresent(doc -> json.put("doc", doc));
        return json;
    }

    private String constants(EnumDescriptor type) {
        ObjectNode json = Json.object();
        type.getValues().forEach(constant -> json.put(constant.getName(), constant.getNumber()));
        enums.put(type.getFullName(), json);
        return type.getFullName();
    }

    private static void flag(ObjectNode json, String name, boolean value) {
        if (value) {
            json.put(name, true);
        }
    }
}
