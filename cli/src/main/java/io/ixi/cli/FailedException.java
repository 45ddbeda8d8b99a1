package io.ixi.cli;

import org.jspecify.annotations.Nullable;

/**
 * A command that could not do its work: what happened, what to do next, and the exit code. Already in the user's
 * language.
 */
public final class FailedException extends RuntimeException {
    /** The command was understood and did not succeed. */
    public static final int FAILED = 1;
    /** The command line itself is wrong. */
    public static final int USAGE = 2;
    /** No node answered. */
    public static final int NO_NODE = 3;
    /** The chain refused the transaction or it failed in its block. */
    public static final int REJECTED = 4;
    /** Something is in the way: a port in use, a network that runs already, a half-written directory. */
    public static final int CONFLICT = 5;
    /** The answer came, and its proof does not hold. */
    public static final int UNPROVEN = 6;

    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String name;
    private final @Nullable String hint;

    /**
     * @param name stable name for machines, like PORT_IN_USE
     * @param hint what to do next
     */
    public FailedException(int exitCode, String name, String message, @Nullable String hint) {
        super(message, null, false, false);
        this.exitCode = exitCode;
        this.name = name;
        this.hint = hint;
    }

    public int exitCode() {
        return exitCode;
    }

    public String name() {
        return name;
    }

    public @Nullable String hint() {
        return hint;
    }
}
