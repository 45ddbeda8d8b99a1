package io.ixi.rpc.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** Reads request bodies within bounds on size, time and memory of all together. Thread-safe. */
final class Bodies {
    private static final int STEP = 16 << 10;
    private static final int LINGER_BYTES = 1 << 20;

    private final int maxBytes;
    private final Duration maxTime;
    private final Semaphore budget;

    Bodies(int maxBytes, Duration maxTime, int budget) {
        this.maxBytes = maxBytes;
        this.maxTime = maxTime;
        this.budget = new Semaphore(budget);
    }

    /** Why a body was not read. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;

        RefusedException(int status, String message) {
            super(message, null, false, false);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** A body that holds a share of the budget until closed. */
    static final class Body implements AutoCloseable {
        private final byte[] bytes;
        private final Semaphore budget;
        private final int reserved;

        private Body(byte[] bytes, Semaphore budget, int reserved) {
            this.bytes = bytes;
            this.budget = budget;
            this.reserved = reserved;
        }

        /** The body itself, not a copy. */
        byte[] bytes() {
            return bytes;
        }

        @Override
        public void close() {
            budget.release(reserved);
        }
    }

    /** @param announced Content-Length, or -1 */
    Body read(InputStream in, long announced) throws RefusedException, IOException {
        if (announced > maxBytes) {
            throw tooLarge();
        }
        long deadline = System.nanoTime() + maxTime.toNanos();
        ByteArrayOutputStream out =
                new ByteArrayOutputStream(Math.max(1024, Math.toIntExact(Math.min(announced, STEP))));
        byte[] step = new byte[STEP];
        int reserved = 0;
        boolean done = false;
        try {
            while (true) {
                int count = in.read(step);
                if (count < 0) {
                    done = true;
                    return new Body(out.toByteArray(), budget, reserved);
                }
                if (out.size() + count > maxBytes) {
                    throw tooLarge();
                }
                if (System.nanoTime() > deadline) {
                    throw new RefusedException(
                            408, "the body took longer than " + maxTime.toSeconds() + " s to arrive");
                }
                if (!budget.tryAcquire(count)) {
                    throw new RefusedException(503, "too many bytes are being worked on; try again");
                }
                reserved += count;
                out.write(step, 0, count);
            }
        } finally {
            if (!done) {
                budget.release(reserved);
            }
        }
    }

    /**
     * Reads on after a refusal, up to 1 MiB and the time of a body: a connection closed with unread bytes is reset, and
     * the client would never see why (RFC 9112 section 9.6).
     */
    void linger(InputStream in) {
        long deadline = System.nanoTime() + maxTime.toNanos();
        byte[] step = new byte[STEP];
        int left = LINGER_BYTES;
        try {
            while (left > 0 && System.nanoTime() < deadline) {
                int count = in.read(step, 0, Math.min(step.length, left));
                if (count < 0) {
                    return;
                }
                left -= count;
            }
        } catch (IOException e) {
            // The client has gone: nobody is left to be told.
            return;
        }
    }

    private RefusedException tooLarge() {
        return new RefusedException(413, "body over " + maxBytes + " bytes");
    }
}
