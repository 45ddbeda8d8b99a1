package io.ixi.node.signer;

import org.jspecify.annotations.Nullable;

/** The key must not be used now. The message says why and what to do. */
public final class SignerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** Another process holds the key's lease. */
        IN_USE,
        /** The file's bytes are not what was written. */
        DAMAGED,
        /** It belongs to another chain, key or version. */
        FOREIGN,
        /** It cannot be read or written. */
        IO,
        /** The separate signer does not answer. */
        AWAY
    }

    private final Reason reason;
    private final String where;

    SignerException(Reason reason, String where, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.where = where;
    }

    public Reason reason() {
        return reason;
    }

    /** The file or socket. */
    public String where() {
        return where;
    }
}
