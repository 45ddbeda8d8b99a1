package io.ixi.rpc.web;

import io.ixi.rpc.call.CallException;
import io.ixi.rpc.call.Dispatcher;
import io.ixi.rpc.call.Method;
import io.ixi.rpc.call.Methods;
import io.ixi.rpc.call.Rest;
import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.Json;
import io.ixi.rpc.json.Once;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The methods that only read, by GET: the result alone is the body, an error has its HTTP status. */
final class RestDoor {
    private final Supplier<Map<String, Method>> mirrored;
    private final Dispatcher dispatcher;
    private final Access access;
    private final int maxBytes;

    /** @param maxBytes of a response */
    RestDoor(Methods methods, Dispatcher dispatcher, Access access, int maxBytes) {
        this.mirrored = new Once<>(() -> methods.all().stream()
                .filter(Rest::mirrors)
                .collect(Collectors.toMap(Rest::path, Function.identity())));
        this.dispatcher = dispatcher;
        this.access = access;
        this.maxBytes = maxBytes;
    }

    void get(Context context) {
        Method method = mirrored.get().get(context.path());
        if (method == null) {
            throw new NotFoundResponse("no such path; /reference lists them");
        }
        try {
            ObjectNode params = Rest.params(method, context.queryParamMap());
            JsonNode result = dispatcher
                    .call(method.name(), params, access.caller(context))
                    .join();
            byte[] body = Json.write(result);
            if (body.length > maxBytes) {
                throw new CallException(CallException.LIMIT, "response over " + maxBytes + " bytes: ask for less");
            }
            context.contentType(HttpDoor.JSON)
                    .header("Cache-Control", "no-store")
                    .result(body);
        } catch (InvalidJsonException e) {
            refuse(context, CallException.invalidParams(e));
        } catch (CallException | CompletionException e) {
            refuse(context, Dispatcher.failure(e, method.name()));
        }
    }

    private static void refuse(Context context, CallException error) {
        ObjectNode body = Json.object();
        body.set("error", error.toJson());
        context.status(Rest.status(error)).contentType(HttpDoor.JSON).result(Json.write(body));
    }
}
