package io.ixi.rpc.call;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one connection may still cost: fills up at a steady rate to a bound. May stand under the allowance of the
 * address that the connection comes from, of which it then takes too. Thread-safe.
 */
public final class Allowance {
    private static final long SCALE = TimeUnit.SECONDS.toNanos(1);

    private final int perSecond;
    private final int burst;
    private final LongSupplier nanos;
    private final @Nullable Allowance above;
    /** In billionths of a unit. */
    private long left;

    private long since;

    /**
     * @param perSecond units; 0: no limit
     * @param burst most units that are saved up
     * @param nanos a clock that never goes back
     */
    public Allowance(int perSecond, int burst, LongSupplier nanos, @Nullable Allowance above) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanos = nanos;
        this.above = above;
        this.left = burst * SCALE;
        this.since = nanos.getAsLong();
    }

    /** No limit. */
    public static Allowance unlimited() {
        return new Allowance(0, 0, System::nanoTime, null);
    }

    /** Takes the units if they are there; false: nothing was taken. */
    public boolean take(int units) {
        if (!takeOwn(units)) {
            return false;
        }
        if (above == null || above.take(units)) {
            return true;
        }
        giveBack(units);
        return false;
    }

    /** Milliseconds until so many units are there if nothing else is taken. */
    public long waitMs(int units) {
        long own;
        synchronized (this) {
            fill();
            long missing = Math.min(units, burst) * SCALE - left;
            own = perSecond == 0 || missing <= 0 ? 0 : missing / perSecond / 1_000_000 + 1;
        }
        return above == null ? own : Math.max(own, above.waitMs(units));
    }

    private synchronized boolean takeOwn(int units) {
        if (perSecond == 0) {
            return true;
        }
        fill();
        // what costs more than can be saved up may run from a full purse
        long price = Math.min(units, burst) * SCALE;
        if (price > left) {
            return false;
        }
        left -= price;
        return true;
    }

    private synchronized void giveBack(int units) {
        left = Math.min(burst * SCALE, left + Math.min(units, burst) * SCALE);
    }

    private void fill() {
        long now = nanos.getAsLong();
        long passed = Math.min(now - since, TimeUnit.HOURS.toNanos(1));
        since = now;
        if (passed > 0 && perSecond > 0) {
            left = Math.min(burst * SCALE, left + passed * perSecond);
        }
    }
}
