package io.ixi.rpc.call;

import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The REST mirror of methods that only read: {@code ixi_bank_balance} is {@code GET /ixi/bank/v1/balance}. */
public final class Rest {
    /** All of them, in the router's notation. */
    public static final String PATHS = "/ixi/{group}/v1/{name}";

    private static final String PREFIX = "ixi_";

    private Rest() {}

    public static boolean mirrors(Method method) {
        return method.traits().reads()
                && !method.traits().socketOnly()
                && method.name().startsWith(PREFIX);
    }

    /** The method's path: its group, the version, and the rest of its name. */
    public static String path(Method method) {
        String rest = method.name().substring(PREFIX.length());
        String group = method.tag() + "_";
        return "/ixi/" + method.tag() + "/v1/" + (rest.startsWith(group) ? rest.substring(group.length()) : rest);
    }

    /**
     * The parameters as JSON: texts as they stand, numbers, flags, lists and objects as JSON where the method's schema
     * says so. A parameter may stand once.
     */
    public static ObjectNode params(Method method, Map<String, List<String>> given) throws InvalidJsonException {
        ObjectNode params = Json.object();
        for (Map.Entry<String, List<String>> entry : given.entrySet()) {
            if (entry.getValue().size() != 1) {
                throw new InvalidJsonException(entry.getKey(), "must stand once");
            }
            String text = entry.getValue().getFirst();
            params.set(entry.getKey(), value(method, entry.getKey(), text));
        }
        return params;
    }

    private static JsonNode value(Method method, String name, String text) throws InvalidJsonException {
        String type = method.params().stream()
                .filter(p -> p.name().equals(name))
                .map(p -> p.schema().path("type").asString("object"))
                .findFirst()
                .orElse("string");
        if (type.equals("string")) {
            return Json.string(text);
        }
        try {
            return Json.read(text);
        } catch (InvalidJsonException e) {
            throw new InvalidJsonException(name, "expected JSON: " + e.problem());
        }
    }

    /** The HTTP status that says what the error says. */
    public static int status(CallException error) {
        return switch (error.code()) {
            case CallException.INVALID_PARAMS, CallException.INVALID_REQUEST, CallException.PARSE_ERROR -> 400;
            case CallException.UNAUTHORIZED -> 401;
            case CallException.NOT_FOUND, CallException.METHOD_NOT_FOUND -> 404;
            case CallException.REJECTED -> 422;
            case CallException.LIMIT -> 429;
            case CallException.TIMEOUT -> 504;
            default -> 500;
        };
    }
}
