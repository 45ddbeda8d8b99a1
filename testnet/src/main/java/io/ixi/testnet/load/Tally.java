package io.ixi.testnet.load;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What happened; only what falls between {@link #open} and {@link #close} counts. Thread-safe. */
final class Tally {
    private final LongAdder accepted = new LongAdder();
    private final AtomicLong allFinal = new AtomicLong();
    private final Map<String, Long> errors = new TreeMap<>();
    private long[] latencies = new long[1 << 16];
    private int count;
    private long bytes;
    private boolean counting;
    private long openedNanos;
    private long closedNanos;

    synchronized void open(long nowNanos) {
        counting = true;
        openedNanos = nowNanos;
    }

    synchronized void close(long nowNanos) {
        counting = false;
        closedNanos = nowNanos;
    }

    synchronized void accepted() {
        if (counting) {
            accepted.increment();
        }
    }

    synchronized void finalized(long latencyNanos, int size) {
        allFinal.incrementAndGet();
        if (counting) {
            if (count == latencies.length) {
                latencies = Arrays.copyOf(latencies, 2 * count);
            }
            latencies[count++] = latencyNanos;
            bytes += size;
        }
    }

    /** Errors count whenever they happen: none is excused by the warm-up. */
    synchronized void error(String name, long times) {
        errors.merge(name, times, Long::sum);
    }

    /** Everything final so far, in the window or not. */
    long allFinal() {
        return allFinal.get();
    }

    synchronized double seconds() {
        return (closedNanos - openedNanos) / 1e9;
    }

    synchronized long finalizedInWindow() {
        return count;
    }

    synchronized long acceptedInWindow() {
        return accepted.sum();
    }

    synchronized long bytesInWindow() {
        return bytes;
    }

    synchronized Map<String, Long> errors() {
        return new TreeMap<>(errors);
    }

    /** Milliseconds that a part of the transfers, in per cent, took at most; 0 without any. */
    synchronized double percentileMs(int percent) {
        if (count == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(latencies, count);
        Arrays.sort(sorted);
        int rank = (int) Math.min(count - 1L, (long) count * percent / 100);
        return sorted[rank] / 1e6;
    }
}
