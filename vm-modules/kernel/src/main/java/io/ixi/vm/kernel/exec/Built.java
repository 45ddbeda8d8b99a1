package io.ixi.vm.kernel.exec;

import io.ixi.vm.kernel.tx.Tx;
import java.util.List;

/**
 * A block that was executed while it was put together.
 *
 * @param executed with the chosen transactions in order
 * @param skipped candidates that no block on this parent can hold; those that merely found no room are not here
 */
public record Built(Executed executed, List<Skipped> skipped) {
    /** A candidate and why it was left out. */
    public record Skipped(Tx tx, Rejection rejection) {}

    public Built {
        skipped = List.copyOf(skipped);
    }
}
