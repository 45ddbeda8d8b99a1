package io.ixi.rpc.json;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Strict JSON text to trees and back: no duplicate names, no trailing text, bounded depth and numbers. */
public final class Json {
    /** Deepest nesting of arrays and objects that is read. */
    public static final int MAX_DEPTH = 40;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(80)
                            .maxNameLength(256)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Json() {}

    /** @throws InvalidJsonException if the bytes are not exactly one JSON value within the limits */
    public static JsonNode read(byte[] utf8) throws InvalidJsonException {
        try {
            JsonNode node = MAPPER.readTree(utf8);
            if (node == null || node.isMissingNode()) {
                throw new InvalidJsonException("", "no JSON value");
            }
            return node;
        } catch (JacksonException e) {
            // the original message only: the full one quotes the input
            throw new InvalidJsonException("", firstLine(e.getOriginalMessage()));
        }
    }

    public static JsonNode read(String text) throws InvalidJsonException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    public static byte[] write(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    public static String text(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    public static String pretty(JsonNode node) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node);
    }

    /** The mapper itself, for libraries that take one. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /** Maps, lists and values, for libraries that want those. */
    @SuppressWarnings("unchecked") // an object becomes a map with text keys
    public static Map<String, Object> map(ObjectNode object) {
        return MAPPER.convertValue(object, Map.class);
    }

    /** The tree of maps, lists and values. */
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    public static ObjectNode object() {
        return NODES.objectNode();
    }

    public static ArrayNode array() {
        return NODES.arrayNode();
    }

    public static JsonNode string(String value) {
        return NODES.stringNode(value);
    }

    public static JsonNode bool(boolean value) {
        return NODES.booleanNode(value);
    }

    /** What a value is, for error messages. */
    static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case BOOLEAN -> "a boolean";
            case NULL -> "null";
            case NUMBER -> "a number";
            case OBJECT -> "an object";
            case STRING -> "a string";
            case BINARY, MISSING, POJO -> "nothing";
        };
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        String line = end < 0 ? message : message.substring(0, end);
        return line.length() <= 200 ? line : line.substring(0, 200);
    }
}
