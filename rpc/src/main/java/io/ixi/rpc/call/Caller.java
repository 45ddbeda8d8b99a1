package io.ixi.rpc.call;

import org.jspecify.annotations.Nullable;

/**
 * Who calls.
 *
 * @param subscriber null: the connection cannot be told things unasked
 * @param privileged may call what only the operator may
 */
public record Caller(@Nullable Subscriber subscriber, Allowance allowance, boolean privileged) {
    /** Somebody who is bound by nothing: the node itself. */
    public static Caller own() {
        return new Caller(null, Allowance.unlimited(), true);
    }
}
