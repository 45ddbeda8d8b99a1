package io.ixi.rpc.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The examples of jsonrpc.org/specification, section 7, and the bounds that it leaves to the server. */
class JsonRpcSpecificationTest {
    private static final Param<Integer> MINUEND = Param.number("minuend", "from this", -100, 100);
    private static final Param<Integer> SUBTRAHEND = Param.number("subtrahend", "take this", -100, 100);

    private final List<String> notified = new ArrayList<>();
    private final Dispatcher dispatcher = new Dispatcher(
            new Methods(List.of(
                    method(
                            "subtract",
                            List.of(MINUEND, SUBTRAHEND),
                            params -> number(params.get(MINUEND) - params.get(SUBTRAHEND))),
                    method(
                            "sum",
                            numbers(5),
                            params -> number(params.only(numbers(5))
                                    .valueStream()
                                    .mapToInt(JsonNode::intValue)
                                    .sum())),
                    method(
                            "get_data",
                            List.of(),
                            params -> Json.array().add("hello").add(5)),
                    method("update", numbers(5), params -> {
                        notified.add("update");
                        return number(0);
                    }),
                    method("notify_hello", numbers(5), params -> {
                        notified.add("notify_hello");
                        return number(0);
                    }),
                    method("broken", List.of(), params -> {
                        throw new IllegalStateException("secret detail");
                    }),
                    method("large", List.of(), params -> Json.string("x".repeat(3000))))),
            20,
            10_000);

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"jsonrpc\": \"2.0\", \"method\": \"subtract\", \"params\": [42, 23], \"id\": 1}"
                        + "|{\"jsonrpc\": \"2.0\", \"result\": 19, \"id\": 1}",
                "{\"jsonrpc\": \"2.0\", \"method\": \"subtract\", \"params\": [23, 42], \"id\": 2}"
                        + "|{\"jsonrpc\": \"2.0\", \"result\": -19, \"id\": 2}",
                "{\"jsonrpc\": \"2.0\", \"method\": \"subtract\", \"params\": {\"subtrahend\": 23, \"minuend\": 42},"
                        + " \"id\": 3}|{\"jsonrpc\": \"2.0\", \"result\": 19, \"id\": 3}",
                "{\"jsonrpc\": \"2.0\", \"method\": \"subtract\", \"params\": {\"minuend\": 42, \"subtrahend\": 23},"
                        + " \"id\": 4}|{\"jsonrpc\": \"2.0\", \"result\": 19, \"id\": 4}",
                "{\"jsonrpc\": \"2.0\", \"method\": \"update\", \"params\": [1,2,3,4,5]}|``",
                "{\"jsonrpc\": \"2.0\", \"method\": \"foobar\"}|``",
                "{\"jsonrpc\": \"2.0\", \"method\": \"foobar\", \"id\": \"1\"}|{\"jsonrpc\": \"2.0\", \"error\":"
                        + " {\"code\": -32601, \"message\": \"Method not found\"}, \"id\": \"1\"}",
                "{\"jsonrpc\": \"2.0\", \"method\": \"foobar, \"params\": \"bar\", \"baz]|{\"jsonrpc\": \"2.0\","
                        + " \"error\": {\"code\": -32700, \"message\": \"Parse error\"}, \"id\": null}",
                "{\"jsonrpc\": \"2.0\", \"method\": 1, \"params\": \"bar\"}|{\"jsonrpc\": \"2.0\", \"error\":"
                        + " {\"code\": -32600, \"message\": \"Invalid Request\"}, \"id\": null}",
                "[{\"jsonrpc\": \"2.0\", \"method\": \"sum\", \"params\": [1,2,4], \"id\": \"1\"},{\"jsonrpc\":"
                        + " \"2.0\", \"method\"]|{\"jsonrpc\": \"2.0\", \"error\": {\"code\": -32700, \"message\": \"Parse"
                        + " error\"}, \"id\": null}",
                "[]|{\"jsonrpc\": \"2.0\", \"error\": {\"code\": -32600, \"message\": \"Invalid Request\"}, \"id\":"
                        + " null}",
                "[1]|[{\"jsonrpc\": \"2.0\", \"error\": {\"code\": -32600, \"message\": \"Invalid Request\"}, \"id\":"
                        + " null}]",
                "[{\"jsonrpc\": \"2.0\", \"method\": \"notify_hello\", \"params\": [1]},{\"jsonrpc\": \"2.0\","
                        + " \"method\": \"notify_hello\", \"params\": [7]}]|``",
            })
    void theSpecificationsExamples(String request, String expected) throws InvalidJsonException {
        byte[] response = ask(request);
        if (expected.isEmpty()) {
            assertThat(response).isEmpty();
        } else {
            assertThat(normal(Json.read(response))).isEqualTo(Json.read(expected));
        }
    }

    @Test
    void theSpecificationsMixedBatch() throws InvalidJsonException {
        JsonNode response = Json.read(ask("[{\"jsonrpc\": \"2.0\", \"method\": \"sum\", \"params\": [1,2,4], \"id\":"
                + " \"1\"},{\"jsonrpc\": \"2.0\", \"method\": \"notify_hello\", \"params\": [7]},{\"jsonrpc\":"
                + " \"2.0\", \"method\": \"subtract\", \"params\": [42,23], \"id\": \"2\"},{\"foo\":"
                + " \"boo\"},{\"jsonrpc\": \"2.0\", \"method\": \"foo.get\", \"params\": {\"name\": \"myself\"},"
                + " \"id\": \"5\"},{\"jsonrpc\": \"2.0\", \"method\": \"get_data\", \"id\": \"9\"}]"));
        assertThat(response.valueStream().map(JsonRpcSpecificationTest::normal))
                .containsExactly(
                        Json.read("{\"jsonrpc\": \"2.0\", \"result\": 7, \"id\": \"1\"}"),
                        Json.read("{\"jsonrpc\": \"2.0\", \"result\": 19, \"id\": \"2\"}"),
                        Json.read("{\"jsonrpc\": \"2.0\", \"error\": {\"code\": -32600, \"message\": \"Invalid"
                                + " Request\"}, \"id\": null}"),
                        Json.read("{\"jsonrpc\": \"2.0\", \"error\": {\"code\": -32601, \"message\": \"Method not"
                                + " found\"}, \"id\": \"5\"}"),
                        Json.read("{\"jsonrpc\": \"2.0\", \"result\": [\"hello\", 5], \"id\": \"9\"}"));
        assertThat(notified).containsExactly("notify_hello");
    }

    @ParameterizedTest(name = "{1} for {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"jsonrpc\":\"2.0\",\"method\":\"subtract\",\"params\":[1,2,3],\"id\":1}|-32602|at most 2",
                "{\"jsonrpc\":\"2.0\",\"method\":\"subtract\",\"params\":[1],\"id\":1}|-32602|subtrahend: is required",
                "{\"jsonrpc\":\"2.0\",\"method\":\"subtract\",\"params\":{\"minuend\":1,\"x\":2},\"id\":1}|-32602|x:"
                        + " unknown parameter",
                "{\"jsonrpc\":\"2.0\",\"method\":\"subtract\",\"params\":[\"1\",2],\"id\":1}|-32602|minuend: expected"
                        + " a whole number",
                "{\"jsonrpc\":\"2.0\",\"method\":\"subtract\",\"params\":[1e400,2],\"id\":1}|-32602|minuend",
                "{\"jsonrpc\":\"2.0\",\"method\":\"subtract\",\"params\":7,\"id\":1}|-32600|Invalid Request",
                "{\"jsonrpc\":\"1.0\",\"method\":\"subtract\",\"id\":1}|-32600|Invalid Request",
                "{\"jsonrpc\":\"2.0\",\"method\":\"subtract\",\"id\":{}}|-32600|Invalid Request",
                "{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"method\":\"b\",\"id\":1}|-32700|Parse error",
                "{\"jsonrpc\":\"2.0\",\"method\":\"broken\",\"id\":1}|-32603|Internal error",
                "`null`|-32600|Invalid Request",
                "``|-32700|Parse error",
                "{} {}|-32700|Parse error",
            })
    void badRequestsGetTheirCode(String request, int code, String message) throws InvalidJsonException {
        JsonNode error = Json.read(ask(request)).get("error");
        assertThat(error.get("code").intValue()).isEqualTo(code);
        assertThat(error.get("message").stringValue()).contains(message).doesNotContain("secret");
    }

    @Test
    void aBatchHasABoundOnCallsAndOnBytes() throws InvalidJsonException {
        String call = "{\"jsonrpc\":\"2.0\",\"method\":\"large\",\"id\":1}";
        JsonNode tooMany = Json.read(ask("[" + repeat(call, 21) + "]"));
        assertThat(tooMany.get("error").get("code").intValue()).isEqualTo(CallException.INVALID_REQUEST);
        JsonNode tooLarge = Json.read(ask("[" + repeat(call, 5) + "]"));
        assertThat(tooLarge.valueStream().map(r -> r.has("result"))).containsExactly(true, true, true, false, false);
        assertThat(tooLarge.get(4).get("error").get("code").intValue()).isEqualTo(CallException.LIMIT);
    }

    @Test
    void deepNestingIsAParseErrorNotAStackOverflow() throws InvalidJsonException {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        JsonNode response = Json.read(ask(deep));
        assertThat(response.get("error").get("code").intValue()).isEqualTo(CallException.PARSE_ERROR);
    }

    private static String repeat(String call, int times) {
        return IntStream.range(0, times).mapToObj(i -> call).collect(Collectors.joining(","));
    }

    private byte[] ask(String request) {
        return dispatcher
                .handle(request.getBytes(StandardCharsets.UTF_8), Caller.own())
                .join();
    }

    /** Messages after the colon and data are ours; the specification's examples have neither. */
    private static JsonNode normal(JsonNode response) {
        if (response.isArray()) {
            return Json.array()
                    .addAll(response.valueStream()
                            .map(JsonRpcSpecificationTest::normal)
                            .toList());
        }
        if (response.get("error") instanceof ObjectNode error) {
            error.remove("data");
            error.put("message", error.get("message").stringValue().replaceFirst(":.*", ""));
        }
        return response;
    }

    private static Method method(String name, List<Param<?>> params, Method.Now now) {
        return new Method(name, name, "", "test", params, Json.object(), Method.now(now));
    }

    private static List<Param<?>> numbers(int count) {
        return IntStream.range(0, count)
                .<Param<?>>mapToObj(
                        i -> Param.number("n" + i, "a number", -100, 100).optional())
                .toList();
    }

    private static JsonNode number(int value) {
        return JsonNodeFactory.instance.numberNode(value);
    }
}
