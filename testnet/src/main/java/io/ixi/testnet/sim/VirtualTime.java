package io.ixi.testnet.sim;

import java.util.ArrayDeque;
import java.util.PriorityQueue;

/** The only clock of a run, in microseconds, and everything that is going to happen on it, in a fixed order. */
final class VirtualTime {
    static final long MS = 1_000;

    private record Step(long atUs, long order, Runnable action) implements Comparable<Step> {
        @Override
        public int compareTo(Step other) {
            int byTime = Long.compare(atUs, other.atUs);
            return byTime == 0 ? Long.compare(order, other.order) : byTime;
        }
    }

    private final PriorityQueue<Step> later = new PriorityQueue<>(1_024);
    /** Steps of the present microsecond that came up during it: all younger than those in {@link #later}. */
    private final ArrayDeque<Step> soon = new ArrayDeque<>();

    private final Audit audit;
    private long order;
    private long nowUs;

    VirtualTime(Audit audit) {
        this.audit = audit;
    }

    long nowUs() {
        return nowUs;
    }

    /** Does this at an absolute time, or now if that has passed. */
    void at(long atUs, Runnable action) {
        if (atUs <= nowUs) {
            soon.add(new Step(nowUs, order++, action));
        } else {
            later.add(new Step(atUs, order++, action));
        }
    }

    void after(long delayUs, Runnable action) {
        at(nowUs + delayUs, action);
    }

    /** Does the next thing. False: nothing is left, or it is later than {@code limitUs}; then it is that time now. */
    boolean step(long limitUs) {
        Step next = later.peek();
        if (!soon.isEmpty() && (next == null || next.atUs() > nowUs)) {
            next = soon.remove();
        } else if (next == null || next.atUs() > limitUs) {
            nowUs = Math.max(nowUs, limitUs);
            return false;
        } else {
            later.remove();
        }
        nowUs = next.atUs();
        audit.add(nowUs);
        audit.add(next.order());
        next.action().run();
        return true;
    }
}
