package io.ixi.node.replica;

/** Nothing is wrong: a new store waits, and the node must start again to take it. */
public final class RestartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RestartException(String why) {
        super(why, null, false, false);
    }
}
