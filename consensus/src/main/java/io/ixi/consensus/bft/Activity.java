package io.ixi.consensus.bft;

import io.ixi.consensus.types.ValidatorSet;

/**
 * Who was heard lately. Rule R15: a leader is silent if it was heard neither in the last whole period of
 * {@link Timing#skipMs} nor since, while a quorum was heard in that period.
 */
final class Activity {
    private final ValidatorSet set;
    private final int me;
    private boolean[] before;
    private boolean[] now;

    Activity(ValidatorSet set, int me) {
        this.set = set;
        this.me = me;
        this.before = new boolean[set.size()];
        this.now = new boolean[set.size()];
    }

    /** Observers, with indices beyond the set, do not matter here. */
    void heard(int peer) {
        if (peer < now.length) {
            now[peer] = true;
        }
    }

    /** A period is over. */
    void tick() {
        before = now;
        now = new boolean[set.size()];
    }

    boolean silent(int validator) {
        if (validator == me || before[validator] || now[validator]) {
            return false;
        }
        long weight = 0;
        for (int i = 0; i < before.length; i++) {
            weight += before[i] || i == me ? set.get(i).power() : 0;
        }
        return weight >= set.quorum();
    }
}
