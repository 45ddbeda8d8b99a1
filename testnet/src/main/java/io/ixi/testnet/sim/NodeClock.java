package io.ixi.testnet.sim;

import io.ixi.node.replica.Clock;

/** A host's clocks: one that never goes back but may run fast or slow, and a wall clock that is wrong and jumps. */
final class NodeClock implements Clock {
    /** Unix time of every run's beginning. */
    static final long EPOCH_MS = 1_800_000_000_000L;

    private final VirtualTime time;
    private int permille = 1_000;
    private long baseUs;
    private long baseMs;
    private long skewMs;

    NodeClock(VirtualTime time) {
        this.time = time;
    }

    @Override
    public long nowMs() {
        return baseMs + (time.nowUs() - baseUs) * permille / 1_000 / VirtualTime.MS;
    }

    @Override
    public long unixMs() {
        return EPOCH_MS + time.nowUs() / VirtualTime.MS + skewMs;
    }

    /** When {@link #nowMs} will say this. */
    long atUs(long ms) {
        long us = (ms - baseMs) * VirtualTime.MS * 1_000;
        return baseUs + (us + permille - 1) / permille;
    }

    /** Runs at this speed from now on; 1000 is right. */
    void drift(int speed) {
        long now = nowMs();
        baseUs = time.nowUs();
        baseMs = now;
        permille = speed;
    }

    void skew(long ms) {
        skewMs = ms;
    }
}
