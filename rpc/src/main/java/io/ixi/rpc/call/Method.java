package io.ixi.rpc.call;

import io.ixi.vm.kernel.exec.RejectedException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A method of the door: everything that the dispatcher and the documents need.
 *
 * @param name like {@code ixi_status}
 * @param summary one line
 * @param description more, or empty
 * @param tag group in documents: "chain" or a module's name
 * @param result JSON Schema of the result
 * @param traits what it does and costs
 */
public record Method(
        String name,
        String summary,
        String description,
        String tag,
        List<Param<?>> params,
        ObjectNode result,
        Traits traits,
        Handler handler) {
    public Method {
        params = List.copyOf(params);
    }

    /** A cheap read. */
    public Method(
            String name,
            String summary,
            String description,
            String tag,
            List<Param<?>> params,
            ObjectNode result,
            Handler handler) {
        this(name, summary, description, tag, params, result, Traits.READ, handler);
    }

    public Method with(Traits other) {
        return new Method(name, summary, description, tag, params, result, other, handler);
    }

    /** Answers a call, perhaps later. */
    @FunctionalInterface
    public interface Handler {
        CompletableFuture<JsonNode> call(Params params, Caller caller) throws CallException, RejectedException;
    }

    /** Answers a call at once. */
    @FunctionalInterface
    public interface Now {
        JsonNode call(Params params) throws CallException, RejectedException;
    }

    /** A handler that answers at once. */
    public static Handler now(Now handler) {
        return (params, caller) -> CompletableFuture.completedFuture(handler.call(params));
    }
}
