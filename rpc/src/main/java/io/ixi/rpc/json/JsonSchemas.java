package io.ixi.rpc.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.ixi.vm.kernel.proto.Format;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON Schema (draft 2020-12) of what {@link ProtoJson} reads and writes, with the .proto comments. Immutable. */
public final class JsonSchemas {
    public static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    /** Digits of 2^128 - 1 are 39. */
    public static final String AMOUNT = "^(0|[1-9][0-9]{0,38})$";

    public static final String HASH = "^[0-9a-f]{64}$";
    public static final String HEX = "^([0-9a-f]{2})*$";
    public static final String ADDRESS = "^ixi1[02-9ac-hj-np-z]{58}$";
    public static final String U64 = "^(0|[1-9][0-9]{0,19})$";

    private static final String I64 = "^(0|-?[1-9][0-9]{0,18})$";
    private static final String DEFS = "#/$defs/";

    private final Docs docs;

    public JsonSchemas(Docs docs) {
        this.docs = docs;
    }

    /** A whole schema document; nested messages lie in its {@code $defs}. */
    public ObjectNode document(Descriptor message) {
        Map<String, ObjectNode> nested = new TreeMap<>();
        ObjectNode schema = Json.object().put("$schema", DIALECT);
        schema.setAll(object(message, DEFS, nested));
        nested.remove(message.getFullName());
        if (!nested.isEmpty()) {
            ObjectNode defs = schema.putObject("$defs");
            nested.forEach(defs::set);
        }
        return schema;
    }

    /**
     * A reference to a message's schema, which with all that it refers to is put into {@code schemas} by full name.
     *
     * @param base what goes before the name in a reference, like {@code #/components/schemas/}
     */
    public ObjectNode reference(Descriptor message, String base, Map<String, ObjectNode> schemas) {
        if (!schemas.containsKey(message.getFullName())) {
            // entered first: a message may contain itself
            schemas.put(message.getFullName(), Json.object());
            schemas.put(message.getFullName(), object(message, base, schemas));
        }
        return Json.object().put("$ref", base + message.getFullName());
    }

    /** Schema of one field's value, with its comment. */
    public ObjectNode field(FieldDescriptor field, String base, Map<String, ObjectNode> schemas) {
        ObjectNode schema;
        if (field.isRepeated()) {
            schema = Json.object().put("type", "array");
            schema.set("items", single(field, base, schemas));
            if (Fields.max(field) != Fields.NO_MAX) {
                schema.put("maxItems", Fields.max(field));
            }
        } else {
            schema = single(field, base, schemas);
        }
        docs.of(field).ifPresent(text -> schema.put("description", text));
        return schema;
    }

    private ObjectNode object(Descriptor message, String base, Map<String, ObjectNode> schemas) {
        ObjectNode schema = Json.object().put("type", "object").put("title", message.getName());
        docs.of(message).ifPresent(text -> schema.put("description", text));
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = Json.array();
        for (FieldDescriptor field : message.getFields()) {
            properties.set(field.getName(), field(field, base, schemas));
            if (Fields.required(field)) {
                required.add(field.getName());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema.put("additionalProperties", false);
    }

    private ObjectNode single(FieldDescriptor field, String base, Map<String, ObjectNode> schemas) {
        return switch (field.getJavaType()) {
            case BOOLEAN -> Json.object().put("type", "boolean");
            case INT -> integer(Scalars.unsigned(field));
            case LONG -> text(Scalars.unsigned(field) ? U64 : I64, Scalars.isTime(field) ? "Unix milliseconds" : "");
            case STRING -> string(field);
            case BYTE_STRING -> bytes(field);
            case ENUM -> {
                ObjectNode schema = Json.object().put("type", "string");
                ArrayNode names = schema.putArray("enum");
                field.getEnumType().getValues().stream()
                        .map(EnumValueDescriptor::getName)
                        .forEach(names::add);
                yield schema;
            }
            case MESSAGE -> reference(field.getMessageType(), base, schemas);
            case FLOAT, DOUBLE -> Json.object().put("type", "string");
        };
    }

    private static ObjectNode integer(boolean unsigned) {
        return Json.object()
                .put("type", "integer")
                .put("minimum", unsigned ? 0L : Integer.MIN_VALUE)
                .put("maximum", unsigned ? 0xffff_ffffL : Integer.MAX_VALUE);
    }

    private static ObjectNode string(FieldDescriptor field) {
        ObjectNode schema = Json.object().put("type", "string");
        // the maximum counts UTF-8 bytes, so it bounds characters too
        return Fields.max(field) == Fields.NO_MAX || field.isRepeated()
                ? schema
                : schema.put("maxLength", Fields.max(field));
    }

    private static ObjectNode bytes(FieldDescriptor field) {
        return switch (Fields.format(field)) {
            case FORMAT_AMOUNT -> text(AMOUNT, "Amount in base units");
            case FORMAT_ADDRESS -> text(ADDRESS, "Account address, bech32m");
            case FORMAT_HASH -> text(HASH, "SHA-256 digest");
            case FORMAT_PLAIN, FORMAT_TIME, UNRECOGNIZED -> {
                ObjectNode schema = text(HEX, "");
                yield Fields.max(field) == Fields.NO_MAX || field.isRepeated()
                        ? schema
                        : schema.put("maxLength", 2L * Fields.max(field));
            }
        };
    }

    /** Whether a value must be given. */
    public static boolean isRequired(FieldDescriptor field) {
        return Fields.required(field);
    }

    /** Whether a field holds one account. */
    public static boolean isAddress(FieldDescriptor field) {
        return !field.isRepeated() && Fields.format(field) == Format.FORMAT_ADDRESS;
    }

    /** A string of a form, described by {@code title} unless that is empty. */
    public static ObjectNode text(String pattern, String title) {
        ObjectNode schema = Json.object().put("type", "string").put("pattern", pattern);
        return title.isEmpty() ? schema : schema.put("title", title);
    }
}
