package io.ixi.consensus.bft;

import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.ValidatorSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The views from a little below the floor to the newest known, the floor itself, and what may be built on what. */
final class Views {
    /** Views kept below the floor, so that late conflicting votes still become evidence. */
    static final int RETENTION = 16;

    /** What a block in some view may stand on. */
    sealed interface Parent {
        record Found(long view, Hash payload) implements Parent {}

        /** A certificate of this view is needed first. */
        record Missing(long view) implements Parent {}

        /** No certificate can ever make this parent right. */
        record Wrong() implements Parent {}
    }

    private final ValidatorSet set;
    private final Leaders leaders;
    private final TreeMap<Long, Round> rounds = new TreeMap<>();
    private long current = 1;
    private long floorView;
    private Hash floorPayload;
    private @Nullable Certificate floor;

    Views(ValidatorSet set, Leaders leaders, Hash genesis) {
        this.set = set;
        this.leaders = leaders;
        this.floorPayload = genesis;
    }

    long current() {
        return current;
    }

    Round round() {
        return at(current);
    }

    long floorView() {
        return floorView;
    }

    Hash floorPayload() {
        return floorPayload;
    }

    @Nullable
    Certificate floor() {
        return floor;
    }

    Round at(long view) {
        return rounds.computeIfAbsent(view, v -> new Round(v, leaders.of(v), set));
    }

    @Nullable
    Round find(long view) {
        return rounds.get(view);
    }

    /** The views above the floor, ascending. */
    Collection<Round> unfinalized() {
        return List.copyOf(rounds.tailMap(floorView, false).values());
    }

    /** Moves to a later view. */
    void enter(long view) {
        Check.that(view > current, "views only grow");
        current = view;
    }

    /** Raises the floor; it never moves back. The caller has checked that the view is above it. */
    void raiseFloor(Certificate finalization, Proposal proposal) {
        Check.that(proposal.view() > floorView, "the floor only rises");
        floorView = proposal.view();
        floorPayload = proposal.payload();
        floor = finalization;
        rounds.headMap(floorView - RETENTION, false).clear();
    }

    /** Rule R2: the highest certified or final view below {@code view} with every view between nullified. */
    Parent parentFor(long view) {
        for (long p = view - 1; p > floorView; p--) {
            Round round = rounds.get(p);
            if (round == null) {
                return new Parent.Missing(p);
            }
            if (round.certified()) {
                return certifiedParent(round);
            }
            if (round.nullification == null) {
                return new Parent.Missing(p);
            }
        }
        return new Parent.Found(floorView, floorPayload);
    }

    /** Rule R3: whether the proposal's parent is certified or final and every view between is nullified. */
    Parent parentOf(Proposal proposal) {
        long p = proposal.parentView();
        if (p < floorView) {
            return new Parent.Wrong();
        }
        Parent parent = new Parent.Found(floorView, floorPayload);
        if (p > floorView) {
            Round round = rounds.get(p);
            if (round != null && round.verdict == Round.Verdict.FAILED) {
                return new Parent.Wrong();
            }
            if (round == null || !round.certified()) {
                return new Parent.Missing(p);
            }
            parent = certifiedParent(round);
        }
        for (long gap = proposal.view() - 1; gap > p; gap--) {
            Round round = rounds.get(gap);
            if (round == null || round.nullification == null) {
                return new Parent.Missing(gap);
            }
        }
        return parent;
    }

    /** Rule R8: what lets a peer enter {@code view}: finalization before nullification before notarization below it. */
    @Nullable
    Certificate entryTo(long view) {
        if (floorView >= view - 1) {
            return floor;
        }
        Round before = rounds.get(view - 1);
        if (before == null) {
            return null;
        }
        return before.nullification != null ? before.nullification : before.notarization;
    }

    /** Rule R9: the answer to a peer that wants to leave {@code view}. */
    List<Certificate> answer(long view) {
        List<Certificate> answer = new ArrayList<>(2);
        Round round = rounds.get(view);
        if (round != null && view > floorView) {
            if (round.certified() && round.notarization != null) {
                answer.add(round.notarization);
            }
            if (round.nullification != null) {
                answer.add(round.nullification);
            }
        }
        if (answer.isEmpty() && floor != null) {
            answer.add(floor);
        }
        return answer;
    }

    private static Parent certifiedParent(Round round) {
        Certificate notarization = round.notarization;
        if (notarization != null && notarization.subject() instanceof Subject.Notarize(Proposal p)) {
            return new Parent.Found(p.view(), p.payload());
        }
        throw new IllegalStateException("certified without a notarization");
    }
}
