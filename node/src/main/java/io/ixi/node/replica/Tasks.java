package io.ixi.node.replica;

import java.util.function.Supplier;

/**
 * Where slow work runs. Each task's event is posted to the replica when it is done. A task that throws stops the
 * replica: its work is deterministic or on this node's own disk, so going on would be guessing.
 */
public interface Tasks {
    /** Kinds of work, each with its own order. */
    enum Lane {
        /** Builds and executions, one at a time, in the order given. */
        EXECUTE,
        /** Commits to the ledger, one at a time, in the order given. */
        COMMIT,
        /** Signature checks and answers for peers that catch up; any order. */
        CHECK
    }

    void submit(Lane lane, Supplier<Event> work);
}
