package io.ixi.consensus.bft;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual milliseconds. Events of the same instant run in the order in which they were scheduled. */
final class SimClock {
    private record Event(long at, long order, Runnable action) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    private long nowMs;
    private long scheduled;

    long nowMs() {
        return nowMs;
    }

    void after(long delayMs, Runnable action) {
        events.add(new Event(nowMs + delayMs, scheduled++, action));
    }

    /** Runs the next event if it is due by {@code limitMs}. */
    boolean step(long limitMs) {
        Event next = events.peek();
        if (next == null || next.at > limitMs) {
            nowMs = Math.max(nowMs, limitMs);
            return false;
        }
        events.poll();
        nowMs = next.at;
        next.action.run();
        return true;
    }
}
