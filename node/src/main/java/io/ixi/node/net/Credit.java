package io.ixi.node.net;

/**
 * A token bucket: {@code perSecond} units a second, a burst of {@code burst}. It may be overdrawn once, then it asks
 * to wait until it is repaid. Time comes from the caller. Not thread-safe.
 */
final class Credit {
    private static final long SECOND = 1_000_000_000L;

    private final long perSecond;
    private final long burst;
    private long units;
    private long lastNanos;

    Credit(long perSecond, long burst, long nowNanos) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.units = burst;
        this.lastNanos = nowNanos;
    }

    /** Takes what is given; nanoseconds to wait until the balance is zero again, 0 if it is not below. */
    long spend(long cost, long nowNanos) {
        refill(nowNanos);
        units -= cost;
        return units >= 0 ? 0 : -units * SECOND / perSecond + 1;
    }

    /** Takes {@code cost} if the balance covers it. */
    boolean trySpend(long cost, long nowNanos) {
        refill(nowNanos);
        if (units < cost) {
            return false;
        }
        units -= cost;
        return true;
    }

    private void refill(long nowNanos) {
        long elapsed = Math.min(nowNanos - lastNanos, 10 * SECOND);
        long earned = elapsed * perSecond / SECOND;
        if (earned > 0) {
            units = Math.min(burst, units + earned);
            lastNanos = nowNanos;
        }
    }
}
