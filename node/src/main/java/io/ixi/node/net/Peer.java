package io.ixi.node.net;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the transport knows of one validator. Guarded by its own lock, except for {@link #connection()}. */
final class Peer {
    private final PeerAddress address;
    private volatile @Nullable Connection connection;
    private long refusedUntilNanos;
    private boolean refused;
    private int attempts;

    Peer(PeerAddress address) {
        this.address = address;
    }

    PeerAddress address() {
        return address;
    }

    int index() {
        return address.index();
    }

    /** The authenticated connection. Any thread. */
    @Nullable
    Connection connection() {
        return connection;
    }

    void connection(@Nullable Connection next) {
        connection = next;
    }

    void refuse(long nowNanos, Duration howLong) {
        refused = true;
        refusedUntilNanos = nowNanos + howLong.toNanos();
    }

    /** Nanoseconds for which the peer is still refused, 0 if it is not. */
    long refusedFor(long nowNanos) {
        if (refused && refusedUntilNanos - nowNanos <= 0) {
            refused = false;
        }
        return refused ? refusedUntilNanos - nowNanos : 0;
    }

    void forgetAttempts() {
        attempts = 0;
    }

    /**
     * Time until the next dial: doubles from min to max, then halved to whole by a jitter that own and peer index
     * fix.
     */
    long backoffNanos(int ownIndex, Duration min, Duration max) {
        long full = Math.min(max.toNanos(), min.toNanos() << Math.min(attempts, 20));
        attempts++;
        // SplitMix64's finalizer (Steele, Lea, Flood 2014) over the pair and the attempt
        long mixed = ((long) ownIndex << 40) ^ ((long) index() << 20) ^ attempts;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        mixed ^= mixed >>> 31;
        return full / 2 + (mixed >>> 1) % (full / 2 + 1);
    }
}
