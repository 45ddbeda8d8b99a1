package io.ixi.rpc.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON form of any chain message, by its descriptor alone.
 *
 * <p>Names are those of the .proto. 64-bit integers, times and amounts are decimal strings; 32-bit integers are
 * numbers; accounts are bech32m; hashes and other bytes are lower-case hex; enums are their value names. Written: every
 * field without presence, and those with presence that are set. Read: unknown and duplicate names, other types, values
 * out of range and anything over its maximum are refused with the path; so are absent addresses and hashes unless they
 * are optional. Other absent fields take their defaults. Both ways are total: nothing else is thrown.
 */
public final class ProtoJson {
    private ProtoJson() {}

    public static ObjectNode toJson(MessageOrBuilder message) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (field.isRepeated()) {
                ArrayNode items = object.putArray(field.getName());
                for (Object item : (List<?>) message.getField(field)) {
                    items.add(node(field, item));
                }
            } else if (!field.hasPresence() || message.hasField(field)) {
                object.set(field.getName(), node(field, message.getField(field)));
            }
        }
        return object;
    }

    /**
     * Reads a JSON object as a message of the prototype's type.
     *
     * @throws InvalidJsonException with the path of the first problem
     */
    public static Message fromJson(JsonNode json, Message prototype) throws InvalidJsonException {
        return fromJson(json, prototype, "");
    }

    /** As {@link #fromJson(JsonNode, Message)}, with paths that begin with {@code path}. */
    public static Message fromJson(JsonNode json, Message prototype, String path) throws InvalidJsonException {
        return message(json, prototype, path, 0);
    }

    /**
     * The JSON of one value of a field as a person types it, on a command line for instance: text as it is, numbers and
     * booleans recognized, nested messages in JSON. A repeated field takes one item.
     */
    public static JsonNode fromText(FieldDescriptor field, String text) throws InvalidJsonException {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (field.getJavaType()) {
            case INT -> {
                if (!text.matches("-?[0-9]{1,10}")) {
                    throw new InvalidJsonException(field.getName(), "expected a whole number");
                }
                yield nodes.numberNode(Long.parseLong(text));
            }
            case BOOLEAN ->
                switch (text) {
                    case "true" -> nodes.booleanNode(true);
                    case "false" -> nodes.booleanNode(false);
                    default -> throw new InvalidJsonException(field.getName(), "expected true or false");
                };
            case MESSAGE -> Json.read(text);
            case LONG, FLOAT, DOUBLE, STRING, BYTE_STRING, ENUM -> nodes.stringNode(text);
        };
    }

    private static JsonNode node(FieldDescriptor field, Object value) {
        return value instanceof Message nested ? toJson(nested) : Scalars.toJson(field, value);
    }

    private static Message message(JsonNode json, Message prototype, String path, int depth)
            throws InvalidJsonException {
        if (depth > Json.MAX_DEPTH) {
            throw new InvalidJsonException(path, "nested too deep");
        }
        if (!json.isObject()) {
            throw new InvalidJsonException(path, "expected an object, not " + Json.kind(json));
        }
        Message.Builder builder = prototype.newBuilderForType();
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            String at = path.isEmpty() ? shown(member.getKey()) : path + "." + shown(member.getKey());
            FieldDescriptor field = builder.getDescriptorForType().findFieldByName(member.getKey());
            if (field == null) {
                throw new InvalidJsonException(at, "unknown field" + known(prototype));
            }
            if (field.getContainingOneof() != null && builder.hasOneof(field.getContainingOneof())) {
                throw new InvalidJsonException(
                        at,
                        "only one of the fields of "
                                + field.getContainingOneof().getName() + " may be set");
            }
            if (field.isRepeated()) {
                items(member.getValue(), field, builder, at, depth);
            } else {
                builder.setField(field, value(member.getValue(), field, builder, at, depth));
            }
        }
        for (FieldDescriptor field : prototype.getDescriptorForType().getFields()) {
            if (Fields.required(field) && !json.has(field.getName())) {
                throw new InvalidJsonException(
                        path.isEmpty() ? field.getName() : path + "." + field.getName(), "is required");
            }
        }
        return builder.build();
    }

    private static void items(JsonNode json, FieldDescriptor field, Message.Builder builder, String path, int depth)
            throws InvalidJsonException {
        if (!json.isArray()) {
            throw new InvalidJsonException(path, "expected an array, not " + Json.kind(json));
        }
        if (json.size() > Fields.max(field)) {
            throw new InvalidJsonException(path, json.size() + " items, at most " + Fields.max(field));
        }
        for (int i = 0; i < json.size(); i++) {
            builder.addRepeatedField(field, value(json.get(i), field, builder, path + "[" + i + "]", depth));
        }
    }

    private static Object value(JsonNode json, FieldDescriptor field, Message.Builder builder, String path, int depth)
            throws InvalidJsonException {
        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            return message(json, builder.newBuilderForField(field).build(), path, depth + 1);
        }
        return Scalars.fromJson(field, json, path);
    }

    private static String known(Message prototype) {
        List<String> names = prototype.getDescriptorForType().getFields().stream()
                .map(FieldDescriptor::getName)
                .toList();
        return names.isEmpty() ? "; there are none" : "; known: " + String.join(", ", names);
    }

    private static String shown(String name) {
        return name.length() <= 40 ? name : name.substring(0, 40) + "...";
    }
}
