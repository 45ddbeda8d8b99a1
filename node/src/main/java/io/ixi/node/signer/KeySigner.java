package io.ixi.node.signer;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Subject;
import io.ixi.node.replica.Signer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A key behind its watermark. In the node the journal's fsync makes a vote durable, and the watermark follows it: it
 * is written before the vote leaves, and forced to disk at most once a second (docs/adr/0011-vote-watermark.md).
 */
public final class KeySigner implements Signer, AutoCloseable {
    private static final long FORCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Signer key;
    private final Watermark watermark;
    private long forcedAt;
    private boolean forced;

    /** Owns the watermark from now on. */
    public KeySigner(Signer key, Watermark watermark) {
        this.key = key;
        this.watermark = watermark;
    }

    @Override
    public Bytes sign(Subject subject) {
        String objection = watermark.objection(subject);
        if (objection != null) {
            throw new RefusedException(objection);
        }
        watermark.add(subject);
        return key.sign(subject);
    }

    @Override
    public void commit() {
        watermark.write();
        long now = System.nanoTime();
        if (!forced || now - forcedAt >= FORCE_NANOS) {
            watermark.force();
            forced = true;
            forcedAt = now;
        }
    }

    /** Signs only what is on disk already. */
    Bytes signDurably(Subject subject) {
        String objection = watermark.objection(subject);
        if (objection != null) {
            throw new RefusedException(objection);
        }
        watermark.add(subject);
        watermark.write();
        watermark.force();
        return key.sign(subject);
    }

    @Override
    public @Nullable String resume(long epoch, long view, List<Subject> cast) {
        return watermark.resume(epoch, view, cast);
    }

    @Override
    public void close() {
        watermark.close();
    }
}
