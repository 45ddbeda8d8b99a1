package io.ixi.cli.chat;

/** Bytes that no member wrote, for another group or epoch, or read before. */
public final class ChatException extends Exception {
    private static final long serialVersionUID = 1;

    public ChatException(String message) {
        super(message);
    }
}
