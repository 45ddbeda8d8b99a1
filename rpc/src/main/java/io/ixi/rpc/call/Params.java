package io.ixi.rpc.call;

import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The parameters of one call by name, none unknown and none missing. */
public final class Params {
    private final ObjectNode values;

    private Params(ObjectNode values) {
        this.values = values;
    }

    /**
     * Takes parameters by name (an object) or by position (an array); null is none. A null value counts as left out.
     */
    static Params bind(List<Param<?>> declared, @Nullable JsonNode json) throws InvalidJsonException {
        ObjectNode values = Json.object();
        if (json != null && json.isArray()) {
            if (json.size() > declared.size()) {
                throw new InvalidJsonException("", json.size() + " parameters, at most " + declared.size());
            }
            for (int i = 0; i < json.size(); i++) {
                put(values, declared.get(i).name(), json.get(i));
            }
        } else if (json != null) {
            for (Map.Entry<String, JsonNode> member : json.properties()) {
                if (declared.stream().noneMatch(p -> p.name().equals(member.getKey()))) {
                    throw new InvalidJsonException(
                            Params.shown(member.getKey()), "unknown parameter" + known(declared));
                }
                put(values, member.getKey(), member.getValue());
            }
        }
        for (Param<?> param : declared) {
            if (param.required() && !values.has(param.name())) {
                throw new InvalidJsonException(param.name(), "is required: " + param.description());
            }
        }
        return new Params(values);
    }

    /** A required parameter. */
    public <T> T get(Param<T> param) throws CallException {
        return find(param)
                .orElseThrow(() -> new CallException(
                        CallException.INVALID_PARAMS, "Invalid params: " + param.name() + " is required"));
    }

    /** An optional parameter. */
    public <T> Optional<T> find(Param<T> param) throws CallException {
        JsonNode json = values.get(param.name());
        if (json == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(param.reader().read(json, param.name()));
        } catch (InvalidJsonException e) {
            throw CallException.invalidParams(e);
        }
    }

    /** The named parameters that are present, as one object. */
    public ObjectNode only(List<Param<?>> params) {
        ObjectNode object = Json.object();
        for (Param<?> param : params) {
            put(object, param.name(), values.get(param.name()));
        }
        return object;
    }

    private static void put(ObjectNode values, String name, @Nullable JsonNode value) {
        if (value != null && !value.isNull()) {
            values.set(name, value);
        }
    }

    private static String known(List<Param<?>> declared) {
        return declared.isEmpty()
                ? "; there are none"
                : "; known: "
                        + String.join(", ", declared.stream().map(Param::name).toList());
    }

    private static String shown(String name) {
        return name.length() <= 40 ? name : name.substring(0, 40) + "...";
    }
}
