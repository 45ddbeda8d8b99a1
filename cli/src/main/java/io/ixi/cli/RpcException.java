package io.ixi.cli;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The error of a JSON-RPC answer. */
public final class RpcException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient @Nullable JsonNode data;

    public RpcException(int code, String message, @Nullable JsonNode data) {
        super(message, null, false, false);
        this.code = code;
        this.data = data;
    }

    public int code() {
        return code;
    }

    /** What the node adds for machines. */
    public @Nullable JsonNode data() {
        return data;
    }

    /** The stable name of the module's error, like BAD_SEQ, or RPC_ERROR. */
    public String name() {
        return data != null && data.path("name").isString() ? data.path("name").asString() : "RPC_ERROR";
    }
}
