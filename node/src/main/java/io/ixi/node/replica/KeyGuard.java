package io.ixi.node.replica;

import io.ixi.consensus.types.Subject;
import io.ixi.node.wire.Signers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one key from voting twice. A share of this validator's own signature that it does not remember means that its
 * memory was lost or that the same key runs elsewhere: from then on it watches, and says so. For a while after the
 * start it only listens.
 */
final class KeyGuard {
    private int me = -1;
    private final Set<Subject> cast = new LinkedHashSet<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private final Consumer<String> onStop;
    private boolean listening;
    private long floor;
    private @Nullable String stopped;
    private @Nullable String silent;

    /** @param onStop told why this node votes no more, or not in an epoch */
    KeyGuard(Consumer<String> onStop) {
        this.onStop = onStop;
    }

    /**
     * Another epoch begins.
     *
     * @param index this validator's in the set; -1: it is not in it
     * @param reason why it does not vote in this epoch; null: it may
     */
    void enter(int index, @Nullable String reason) {
        me = index;
        cast.clear();
        waiting.clear();
        floor = 0;
        if (reason != null && !reason.equals(silent)) {
            onStop.accept(reason);
        }
        silent = reason;
    }

    /** This validator alone. */
    Signers self() {
        return Signers.of(me);
    }

    /** Holds votes back until {@link #listened}. */
    void listen() {
        listening = true;
    }

    void listened() {
        listening = false;
        List<Runnable> due = List.copyOf(waiting);
        waiting.clear();
        if (stopped() == null) {
            due.forEach(Runnable::run);
        }
    }

    /** Runs the vote now, after listening, or never. */
    void whenAllowed(Runnable vote) {
        if (stopped() != null) {
            return;
        }
        if (listening) {
            waiting.add(vote);
        } else {
            vote.run();
        }
    }

    /** This node cast it, now or before a restart. */
    void remember(Subject subject) {
        cast.add(subject);
    }

    /** Votes up to this view are not remembered any more. */
    void forget(long view) {
        floor = Math.max(floor, view);
        cast.removeIf(subject -> subject.view() <= floor);
    }

    /** Whether a signature of this validator's over the subject, if it holds, is not this node's. */
    boolean wouldSurprise(Subject subject, Signers signers) {
        return signers.contains(me) && stopped() == null && subject.view() > floor && !cast.contains(subject);
    }

    /** A signature that holds was seen. */
    void seen(Subject subject, int signer) {
        if (signer == me && stopped() == null && subject.view() > floor && !cast.contains(subject)) {
            stop("a vote by this validator's key that this node did not cast was seen in view " + subject.view()
                    + ": the same key runs elsewhere, or this node lost its journal. It does not vote until restarted"
                    + " with its own journal as the only holder of the key");
        }
    }

    /** Stops voting for good. */
    void stop(String reason) {
        stopped = reason;
        waiting.clear();
        onStop.accept(reason);
    }

    /** Why this node does not vote; null while it may. */
    @Nullable
    String stopped() {
        return stopped != null ? stopped : silent;
    }
}
