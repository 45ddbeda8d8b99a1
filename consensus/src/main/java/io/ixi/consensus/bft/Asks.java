package io.ixi.consensus.bft;

import java.util.TreeSet;

/**
 * Whom to ask for certificates, and how often. Rule R9: bounded per view of ours and per retry, whatever peers claim.
 */
final class Asks {
    /** Answers to peers that claim to be ahead, per entered view and per retry: one may lie. */
    private static final int BUDGET = 2;

    private final int me;
    private final int size;
    private final TreeSet<Long> asked = new TreeSet<>();
    private int budget = BUDGET;
    private int last;
    private boolean retried;

    Asks(int me, int size) {
        this.me = me;
        this.size = size;
        this.last = Math.max(me, 0);
    }

    void entered() {
        renew();
        retried = false;
    }

    void retried() {
        renew();
        retried = true;
    }

    /** Whether the current view has lasted for a retry already. */
    boolean late() {
        return retried;
    }

    /** Whether one more claim of being ahead may be followed up. */
    boolean spend() {
        if (budget == 0) {
            return false;
        }
        budget--;
        return true;
    }

    /**
     * Whom to ask for a certificate that stands in the way: first {@code preferred}, others on retry; -1 for no one.
     */
    int whom(long view, int preferred) {
        if (!asked.add(view)) {
            return -1;
        }
        return retried || preferred == me ? next() : preferred;
    }

    /** The next other validator in turn, or -1 if there is none. */
    int next() {
        last = (last + 1) % size;
        if (last == me) {
            last = (last + 1) % size;
        }
        return last == me ? -1 : last;
    }

    private void renew() {
        asked.clear();
        budget = BUDGET;
    }
}
