package io.ixi.rpc.call;

import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.Json;
import io.ixi.vm.kernel.exec.RejectedException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON-RPC 2.0 (jsonrpc.org/specification): bytes in, bytes out. Calls of a batch begin in order and may end in any.
 * Thread-safe.
 */
public final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final byte[] SILENCE = new byte[0];
    private static final int MAX_ID = 256;
    private static final long HEAVY_WAIT_MS = 2_000;

    private final Methods methods;
    private final int maxBatch;
    private final int maxResponse;
    /** Heavy calls at once: consensus needs cores too. */
    private final Semaphore heavy =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

    /**
     * @param maxBatch most calls in one batch
     * @param maxResponse most bytes of all results of one request
     */
    public Dispatcher(Methods methods, int maxBatch, int maxResponse) {
        this.methods = methods;
        this.maxBatch = maxBatch;
        this.maxResponse = maxResponse;
    }

    /**
     * Runs a request or a batch on the calling thread, except what the methods do later.
     *
     * @return the response, UTF-8; empty if nothing is to be said (only notifications)
     */
    public CompletableFuture<byte[]> handle(byte[] body, Caller caller) {
        JsonNode json;
        try {
            json = Json.read(body);
        } catch (InvalidJsonException e) {
            return CompletableFuture.completedFuture(
                    failure(CallException.PARSE_ERROR, "Parse error: " + e.getMessage()));
        }
        Budget budget = new Budget(new AtomicInteger(maxResponse));
        return json.isArray() ? batch(json, caller, budget) : single(json, caller, budget);
    }

    /** A response without a call, to what could not be read. */
    public static byte[] failure(int code, String message) {
        return response(NullNode.instance, new CallException(code, message));
    }

    private CompletableFuture<byte[]> batch(JsonNode json, Caller caller, Budget budget) {
        if (json.isEmpty()) {
            return CompletableFuture.completedFuture(
                    failure(CallException.INVALID_REQUEST, "Invalid Request: empty batch"));
        }
        if (json.size() > maxBatch) {
            return CompletableFuture.completedFuture(failure(
                    CallException.INVALID_REQUEST,
                    "Invalid Request: " + json.size() + " calls in a batch, at most " + maxBatch));
        }
        List<CompletableFuture<byte[]>> answers = new ArrayList<>(json.size());
        for (JsonNode request : json) {
            answers.add(single(request, caller, budget));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> join(answers));
    }

    private static byte[] join(List<CompletableFuture<byte[]>> answers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (CompletableFuture<byte[]> answer : answers) {
            byte[] bytes = answer.join();
            if (bytes.length > 0) {
                out.write(out.size() == 0 ? '[' : ',');
                out.writeBytes(bytes);
            }
        }
        if (out.size() == 0) {
            return SILENCE;
        }
        out.write(']');
        return out.toByteArray();
    }

    private CompletableFuture<byte[]> single(JsonNode request, Caller caller, Budget budget) {
        JsonNode id = request.get("id");
        if (!wellFormed(request, id)) {
            byte[] invalid = response(
                    id != null && isId(id) ? id : NullNode.instance,
                    new CallException(CallException.INVALID_REQUEST, "Invalid Request"));
            return CompletableFuture.completedFuture(invalid);
        }
        return run(request, caller, budget).handle((result, error) -> {
            if (error != null) {
                CallException failure = failure(error, request.get("method").stringValue());
                return id == null ? SILENCE : response(id, failure);
            }
            if (id == null) {
                return SILENCE;
            }
            ObjectNode response = Json.object().put("jsonrpc", "2.0");
            response.set("result", result);
            response.set("id", id);
            byte[] bytes = Json.write(response);
            return budget.take(bytes.length) ? bytes : response(id, tooLarge());
        });
    }

    public boolean knows(String method) {
        return methods.find(method).isPresent();
    }

    /**
     * One call, for doors of another form. Completes with the result, or exceptionally with {@link CallException} or
     * {@link RejectedException}.
     *
     * @param params by name or position; null: none
     */
    public CompletableFuture<JsonNode> call(String name, @Nullable JsonNode params, Caller caller) {
        try {
            Method method = methods.find(name)
                    .orElseThrow(() -> new CallException(CallException.METHOD_NOT_FOUND, "Method not found"));
            admit(method, caller);
            if (!method.traits().heavy()) {
                return method.handler().call(Params.bind(method.params(), params), caller);
            }
            if (!heavy.tryAcquire(HEAVY_WAIT_MS, TimeUnit.MILLISECONDS)) {
                throw new CallException(CallException.LIMIT, "this node is busy: try later");
            }
            try {
                return method.handler().call(Params.bind(method.params(), params), caller);
            } finally {
                heavy.release();
            }
        } catch (InvalidJsonException e) {
            return CompletableFuture.failedFuture(CallException.invalidParams(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedFuture(new CallException(CallException.LIMIT, "this node stops"));
        } catch (CallException | RejectedException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static void admit(Method method, Caller caller) throws CallException {
        if (method.traits().privileged() && !caller.privileged()) {
            throw new CallException(
                    CallException.UNAUTHORIZED,
                    "only for the operator: send Authorization: Bearer with a token of this node");
        }
        int cost = method.traits().cost();
        if (!caller.allowance().take(cost)) {
            long wait = caller.allowance().waitMs(cost);
            throw new CallException(
                    CallException.LIMIT,
                    "this connection used up what it may cost: try again in " + wait + " ms",
                    Json.object().put("retry_after_ms", wait));
        }
    }

    private CompletableFuture<JsonNode> run(JsonNode request, Caller caller, Budget budget) {
        return budget.isSpent()
                ? CompletableFuture.failedFuture(tooLarge())
                : call(request.get("method").stringValue(), request.get("params"), caller);
    }

    private static boolean wellFormed(JsonNode request, @Nullable JsonNode id) {
        if (!request.isObject() || (id != null && !isId(id))) {
            return false;
        }
        JsonNode version = request.get("jsonrpc");
        JsonNode method = request.get("method");
        JsonNode params = request.get("params");
        return version != null
                && version.isString()
                && version.stringValue().equals("2.0")
                && method != null
                && method.isString()
                && (params == null || params.isArray() || params.isObject());
    }

    private static boolean isId(JsonNode id) {
        return id.isNull()
                || id.isNumber()
                || (id.isString() && id.stringValue().length() <= MAX_ID);
    }

    /** What to answer to a failed call; what is not the caller's fault is logged and not told. */
    public static CallException failure(Throwable error, String method) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return switch (cause) {
            case CallException e -> e;
            case RejectedException e -> CallException.rejected(e.rejection());
            default -> {
                LOG.error("{} failed", method, cause);
                yield new CallException(CallException.INTERNAL_ERROR, "Internal error");
            }
        };
    }

    private CallException tooLarge() {
        return new CallException(CallException.LIMIT, "response over " + maxResponse + " bytes: ask for less at once");
    }

    private static byte[] response(JsonNode id, CallException failure) {
        ObjectNode response = Json.object().put("jsonrpc", "2.0");
        response.set("error", failure.toJson());
        response.set("id", id);
        return Json.write(response);
    }

    /** Bytes left for the results of one request. */
    private record Budget(AtomicInteger left) {
        boolean take(int bytes) {
            return left.addAndGet(-bytes) >= 0;
        }

        boolean isSpent() {
            return left.get() <= 0;
        }
    }
}
