package io.ixi.testnet.sim;

import io.ixi.consensus.types.Hash;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** SHA-256 over everything that happens in a run: two runs with the same digest were the same run. */
final class Audit {
    private final MessageDigest digest = Hash.sha256();
    private final ByteBuffer buffer = ByteBuffer.allocate(8_192);
    private long events;

    void add(long number) {
        if (buffer.remaining() < Long.BYTES) {
            flush();
        }
        buffer.putLong(number);
        events++;
    }

    void add(byte[] bytes) {
        add(bytes.length);
        if (bytes.length > buffer.remaining()) {
            flush();
            digest.update(bytes);
        } else {
            buffer.put(bytes);
        }
    }

    void add(Hash hash) {
        add(hash.w0());
        add(hash.w1());
        add(hash.w2());
        add(hash.w3());
    }

    /** Numbers taken so far. */
    long events() {
        return events;
    }

    /** The digest of all; ends the audit. */
    Hash finish() {
        flush();
        return Hash.of(digest.digest());
    }

    private void flush() {
        digest.update(buffer.array(), 0, buffer.position());
        buffer.clear();
    }
}
