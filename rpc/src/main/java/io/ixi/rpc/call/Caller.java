package io.ixi.rpc.call;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Who calls.
 *
 * @param subscriber null: the connection cannot be told things unasked
 * @param privileged may call what only the operator may
 * @param answered completes once the answer to this request waits before whatever is pushed later
 */
public record Caller(
        @Nullable Subscriber subscriber, Allowance allowance, boolean privileged, CompletableFuture<Void> answered) {
    /** Somebody who can be told nothing unasked. */
    public Caller(Allowance allowance, boolean privileged) {
        this(null, allowance, privileged, CompletableFuture.completedFuture(null));
    }

    /** Somebody who is bound by nothing: the node itself. */
    public static Caller own() {
        return new Caller(Allowance.unlimited(), true);
    }
}
