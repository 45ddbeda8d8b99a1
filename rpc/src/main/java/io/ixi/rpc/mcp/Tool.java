package io.ixi.rpc.mcp;

import io.ixi.rpc.call.Caller;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Something that an agent may call.
 *
 * @param input JSON Schema 2020-12 of its arguments
 * @param output of its result; null: too long to be told to every agent
 * @param reads changes nothing
 */
public record Tool(
        String name,
        String title,
        String description,
        ObjectNode input,
        @Nullable ObjectNode output,
        boolean reads,
        Body body) {
    /** Does what the tool does. */
    @FunctionalInterface
    public interface Body {
        CompletableFuture<JsonNode> call(ObjectNode arguments, Caller caller);
    }
}
