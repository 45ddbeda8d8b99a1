package io.ixi.node.replica;

/** Time as the replica is told it. */
public interface Clock {
    /** Milliseconds since an arbitrary point; never goes back. Timers run on it. */
    long nowMs();

    /** Unix milliseconds, as good as the host's clock. Block times come from it. */
    long unixMs();

    /** The host's clocks. */
    Clock SYSTEM = new Clock() {
        @Override
        public long nowMs() {
            return System.nanoTime() / 1_000_000;
        }

        @Override
        public long unixMs() {
            return System.currentTimeMillis();
        }
    };
}
