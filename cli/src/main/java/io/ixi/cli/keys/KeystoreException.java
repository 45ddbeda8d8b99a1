package io.ixi.cli.keys;

/** A key cannot be stored or opened; the message says why and what to do. Never holds secret bytes or the password. */
public final class KeystoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public KeystoreException(String message) {
        super(message);
    }

    public KeystoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
