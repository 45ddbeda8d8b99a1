package io.ixi.node.replica;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Things to do at later times of {@link Clock#nowMs}, in the order of their times, then of their setting. */
final class Schedule {
    /** Something to do later, unless cancelled. */
    static final class Alarm implements Comparable<Alarm> {
        private final long atMs;
        private final long order;
        private final Runnable action;
        private boolean cancelled;

        private Alarm(long atMs, long order, Runnable action) {
            this.atMs = atMs;
            this.order = order;
            this.action = action;
        }

        void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Alarm other) {
            int byTime = Long.compare(atMs, other.atMs);
            return byTime == 0 ? Long.compare(order, other.order) : byTime;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private final Clock clock;
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();
    private final @Nullable Schedule whole;
    private boolean closed;
    private long order;

    Schedule(Clock clock) {
        this.clock = clock;
        this.whole = null;
    }

    private Schedule(Schedule whole) {
        this.clock = whole.clock;
        this.whole = whole;
    }

    /** A part of this one that can be closed by itself. */
    Schedule part() {
        return new Schedule(this);
    }

    /** Of a part: nothing that was set through it happens any more. */
    void close() {
        closed = true;
    }

    Alarm after(long delayMs, Runnable action) {
        if (whole != null) {
            return whole.after(delayMs, () -> {
                if (!closed) {
                    action.run();
                }
            });
        }
        Alarm alarm = new Alarm(clock.nowMs() + delayMs, order++, action);
        alarms.add(alarm);
        return alarm;
    }

    /** Does what is due. */
    void run() {
        long now = clock.nowMs();
        while (!alarms.isEmpty() && (alarms.peek().cancelled || alarms.peek().atMs <= now)) {
            Alarm alarm = alarms.remove();
            if (!alarm.cancelled) {
                alarm.action.run();
            }
        }
    }

    /** When {@link #run} has something to do next; {@link Long#MAX_VALUE} for never. */
    long nextMs() {
        while (!alarms.isEmpty() && alarms.peek().cancelled) {
            alarms.remove();
        }
        return alarms.isEmpty() ? Long.MAX_VALUE : alarms.peek().atMs;
    }
}
