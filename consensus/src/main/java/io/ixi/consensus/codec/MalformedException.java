package io.ixi.consensus.codec;

/** Bytes from outside that are not the canonical form of any value. Carries no input bytes; has no stack trace. */
public final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedException(String message) {
        super(message, null, false, false);
    }
}
