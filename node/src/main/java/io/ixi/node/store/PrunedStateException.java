package io.ixi.node.store;

/** The state of a height that left the window while it was being read. */
public final class PrunedStateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PrunedStateException(long height) {
        super("the state of height " + height + " is not kept any more", null, false, false);
    }
}
