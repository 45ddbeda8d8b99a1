package io.ixi.consensus.bft;

/** How long a view may last. Rules R12 (idle) and R13 (backoff). */
final class Pace {
    private final Timing timing;
    private int nullified;
    private boolean work;
    private boolean hurried;

    Pace(Timing timing) {
        this.timing = timing;
    }

    boolean work() {
        return work;
    }

    int heartbeatMs() {
        return timing.heartbeatMs();
    }

    int skipMs() {
        return timing.skipMs();
    }

    /** A view ended in a nullification: the next ones get half as much time again. */
    void nullified() {
        nullified++;
    }

    void finalized() {
        nullified = 0;
    }

    /** Arms the timers of a view just entered. */
    void enter(long view, Outbox out) {
        hurried = work;
        int idle = work ? 0 : timing.heartbeatMs();
        set(Timer.LEADER, view, scaled(timing.leaderMs()) + idle, out);
        set(Timer.ADVANCE, view, scaled(timing.advanceMs()) + idle, out);
        set(Timer.RETRY, view, (long) timing.retryMs() + idle, out);
    }

    /** Work came or went. True if it came while the view ran on idle times. */
    boolean work(boolean pending) {
        work = pending;
        return pending && !hurried;
    }

    /** Work or a proposal came to an idle view: short times from now on, once per view so that nothing starves them. */
    void hurry(long view, boolean proposed, Outbox out) {
        if (hurried) {
            return;
        }
        hurried = true;
        if (!proposed) {
            set(Timer.LEADER, view, scaled(timing.leaderMs()), out);
        }
        set(Timer.ADVANCE, view, scaled(timing.advanceMs()), out);
        set(Timer.RETRY, view, timing.retryMs(), out);
    }

    void retry(long view, Outbox out) {
        set(Timer.RETRY, view, timing.retryMs(), out);
    }

    private long scaled(int baseMs) {
        long cap = (long) baseMs * timing.maxBackoff();
        long delay = baseMs;
        for (int i = 0; i < nullified && delay < cap; i++) {
            delay = (delay * 3 + 1) / 2;
        }
        return Math.min(delay, cap);
    }

    private static void set(Timer timer, long view, long delayMs, Outbox out) {
        out.add(new Effect.SetTimer(timer, view, (int) Math.min(delayMs, Integer.MAX_VALUE)));
    }
}
