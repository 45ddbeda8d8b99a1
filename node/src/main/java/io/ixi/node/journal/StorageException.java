package io.ixi.node.journal;

import org.jspecify.annotations.Nullable;

/**
 * The disk does not hold what it must, or does not take what it should. The node stops: it never repairs, guesses or
 * goes on without durability. The message says where, what and what to do.
 */
public class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why, with the exit code of the process (numbers from BSD sysexits.h). */
    public enum Reason {
        /** Bytes that were durable are missing or changed: EX_DATAERR. */
        DAMAGED(65),
        /** Full, read-only, failing or unreadable disk: EX_IOERR. */
        IO(74),
        /** Another process uses the directory: EX_TEMPFAIL. */
        LOCKED(75),
        /** Data of another chain or a newer version: EX_CONFIG. */
        FOREIGN(78);

        private final int exitCode;

        Reason(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    private final Reason reason;

    public StorageException(Reason reason, String message) {
        this(reason, message, null);
    }

    public StorageException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    public int exitCode() {
        return reason.exitCode();
    }
}
