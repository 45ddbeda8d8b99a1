package io.ixi.node.store;

import io.ixi.node.journal.StorageException;
import org.jspecify.annotations.Nullable;

/** The store is not as it was written. The node must not start, or stop, before it serves or builds on it. */
public final class DamagedStoreException extends StorageException {
    private static final long serialVersionUID = 1L;

    DamagedStoreException(String where, String what, @Nullable Throwable cause) {
        super(
                Reason.DAMAGED,
                "the chain store " + where + " is damaged: " + what
                        + ". Nothing was changed: check the disk, then delete this directory (not the journal and not the"
                        + " key) and let the node fetch the chain from its peers, or restore a backup",
                cause);
    }
}
