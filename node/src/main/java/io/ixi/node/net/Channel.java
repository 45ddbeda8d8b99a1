package io.ixi.node.net;

import org.jspecify.annotations.Nullable;

/**
 * Independent streams to a peer, most urgent first: a later one never delays an earlier one by more than one chunk,
 * save for what the sockets' own buffers hold. One chunk in eight goes to the least urgent waiting channel, so none
 * starves.
 */
public enum Channel {
    VOTE(1, 64 << 10),
    CERTIFICATE(2, 2 << 20),
    BLOCK(3, 8 << 20),
    TRANSACTION(4, 1 << 20),
    SYNC(5, 8 << 20);

    private static final Channel[] BY_CODE = {null, VOTE, CERTIFICATE, BLOCK, TRANSACTION, SYNC};

    private final int code;
    private final int maxMessageBytes;

    Channel(int code, int maxMessageBytes) {
        this.code = code;
        this.maxMessageBytes = maxMessageBytes;
    }

    /** Number in the frame header. */
    int code() {
        return code;
    }

    /** Largest message in bytes; a peer that sends more is disconnected, {@link Transport#send} refuses more. */
    public int maxMessageBytes() {
        return maxMessageBytes;
    }

    static @Nullable Channel ofCode(int code) {
        return code < 0 || code >= BY_CODE.length ? null : BY_CODE[code];
    }
}
