package io.ixi.rpc.call;

import io.ixi.consensus.types.Hash;
import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.Json;
import io.ixi.rpc.json.JsonSchemas;
import io.ixi.rpc.json.Texts;
import io.ixi.vm.kernel.Address;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One parameter of a method: what it is called, how it reads and what the documents say of it.
 *
 * @param schema JSON Schema of the value
 */
public record Param<T>(String name, String description, boolean required, ObjectNode schema, Reader<T> reader) {
    /** Turns JSON into a value or says what is wrong. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(JsonNode json, String path) throws InvalidJsonException;
    }

    /** The same parameter, which callers may leave out. */
    public Param<T> optional() {
        return new Param<>(name, description, false, schema, reader);
    }

    public static Param<String> text(String name, String description) {
        return new Param<>(name, description, true, Json.object().put("type", "string"), Texts::text);
    }

    public static Param<Boolean> flag(String name, String description) {
        ObjectNode schema = Json.object().put("type", "boolean").put("default", false);
        return new Param<>(name, description, true, schema, (json, path) -> {
            if (!json.isBoolean()) {
                throw new InvalidJsonException(path, "expected true or false");
            }
            return json.booleanValue();
        });
    }

    /** One of the names; {@code names} in the order of preference, the first is the default. */
    public static Param<String> choice(String name, String description, List<String> names) {
        ObjectNode schema = Json.object().put("type", "string").put("default", names.getFirst());
        ArrayNode options = schema.putArray("enum");
        names.forEach(options::add);
        return new Param<>(name, description, true, schema, (json, path) -> {
            String value = Texts.text(json, path);
            if (!names.contains(value)) {
                throw new InvalidJsonException(path, "expected one of " + String.join(", ", names));
            }
            return value;
        });
    }

    /** A block height as a decimal string. */
    public static Param<Long> height(String name, String description) {
        return new Param<>(name, description, true, JsonSchemas.text(JsonSchemas.U64, "Height"), Texts::counter);
    }

    public static Param<Hash> hash(String name, String description) {
        return new Param<>(name, description, true, JsonSchemas.text(JsonSchemas.HASH, "Hash"), Texts::hash);
    }

    public static Param<Address> address(String name, String description) {
        return new Param<>(name, description, true, JsonSchemas.text(JsonSchemas.ADDRESS, "Address"), Texts::address);
    }

    /** A whole number from {@code low} to {@code high}. */
    public static Param<Integer> number(String name, String description, int low, int high) {
        ObjectNode schema =
                Json.object().put("type", "integer").put("minimum", low).put("maximum", high);
        return new Param<>(name, description, true, schema, (json, path) -> {
            if (!json.isIntegralNumber()
                    || !json.canConvertToInt()
                    || json.intValue() < low
                    || json.intValue() > high) {
                throw new InvalidJsonException(path, "expected a whole number, " + low + " to " + high);
            }
            return json.intValue();
        });
    }

    /** At most {@code max} items, each read as {@code item} reads. */
    public static <T> Param<List<T>> list(String name, String description, Param<T> item, int max) {
        ObjectNode schema =
                Json.object().put("type", "array").put("minItems", 1).put("maxItems", max);
        schema.set("items", item.schema());
        return new Param<>(name, description, true, schema, (json, path) -> {
            if (!json.isArray() || json.isEmpty() || json.size() > max) {
                throw new InvalidJsonException(path, "expected an array of 1 to " + max + " items");
            }
            List<T> items = new ArrayList<>(json.size());
            for (int i = 0; i < json.size(); i++) {
                items.add(item.reader().read(json.get(i), path + "[" + i + "]"));
            }
            return List.copyOf(items);
        });
    }

    /** Any JSON object; the method itself reads what is in it. */
    public static Param<JsonNode> object(String name, String description) {
        return new Param<>(name, description, true, Json.object().put("type", "object"), (json, path) -> json);
    }
}
