package io.ixi.rpc.web;

import io.ixi.rpc.call.CallException;
import io.ixi.rpc.call.Dispatcher;
import io.ixi.rpc.call.Method;
import io.ixi.rpc.call.Rest;
import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.Json;
import io.javalin.http.Context;
import java.util.concurrent.CompletionException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The methods that only read, by GET: the result alone is the body, an error has its HTTP status. */
final class RestDoor {
    private final Dispatcher dispatcher;
    private final Access access;
    private final int maxBytes;

    /** @param maxBytes of a response */
    RestDoor(Dispatcher dispatcher, Access access, int maxBytes) {
        this.dispatcher = dispatcher;
        this.access = access;
        this.maxBytes = maxBytes;
    }

    void get(Context context, Method method) {
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
