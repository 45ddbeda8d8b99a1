package io.ixi.rpc.call;

import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.Json;
import io.ixi.vm.kernel.exec.Rejection;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A JSON-RPC error that answers a call. Has no stack trace: bad input is ordinary. */
public final class CallException extends Exception {
    public static final int PARSE_ERROR = -32700;
    public static final int INVALID_REQUEST = -32600;
    public static final int METHOD_NOT_FOUND = -32601;
    public static final int INVALID_PARAMS = -32602;
    public static final int INTERNAL_ERROR = -32603;

    /** The rules refuse: {@code data} has the module's code, name and text. */
    public static final int REJECTED = -32000;

    /** No such block, transaction or subscription, or no longer kept. */
    public static final int NOT_FOUND = -32001;

    /** What was waited for did not happen in time; it may still happen. */
    public static final int TIMEOUT = -32002;

    /** A bound of this node: too many calls in work, subscriptions, or bytes. Try later or ask for less. */
    public static final int LIMIT = -32003;

    /** The method needs a WebSocket. */
    public static final int NEEDS_WEBSOCKET = -32004;

    /** Only the operator may call this: see the tokens of the node. */
    public static final int UNAUTHORIZED = -32005;

    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient @Nullable ObjectNode data;

    public CallException(int code, String message, @Nullable ObjectNode data) {
        super(message, null, false, false);
        this.code = code;
        this.data = data;
    }

    public CallException(int code, String message) {
        this(code, message, null);
    }

    /** Wrong parameters: the path and the problem are in {@code data} too. */
    public static CallException invalidParams(InvalidJsonException e) {
        ObjectNode data = Json.object().put("path", e.path()).put("text", e.problem());
        return new CallException(INVALID_PARAMS, "Invalid params: " + e.getMessage(), data);
    }

    /** What the rules of the chain refuse. */
    public static CallException rejected(Rejection rejection) {
        ObjectNode data = Json.object()
                .put("code", rejection.code())
                .put("name", rejection.name())
                .put("text", rejection.text());
        return new CallException(REJECTED, rejection.name() + ": " + rejection.text(), data);
    }

    public int code() {
        return code;
    }

    public @Nullable ObjectNode data() {
        return data;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** The JSON-RPC error object. */
    public ObjectNode toJson() {
        ObjectNode error = Json.object().put("code", code).put("message", getMessage());
        if (data != null) {
            error.set("data", data);
        }
        return error;
    }
}
