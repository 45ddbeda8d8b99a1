package io.ixi.consensus.bft;

import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this validator has said or is about to say in one view. The safety core, rule R7: one Notarize digest, Nullify
 * or Finalize but never both, no Notarize after Nullify, no Finalize against the own Notarize. An intent is never
 * withdrawn: once a subject goes to the signer, everything that conflicts with it is refused.
 */
final class Ballot {
    private @Nullable Proposal notarize;
    private boolean nullify;
    private @Nullable Proposal finalize;
    private @Nullable Vote notarized;
    private @Nullable Vote nullified;
    private @Nullable Vote finalized;

    /** Whether this subject may be signed now. */
    private boolean allows(Subject subject) {
        return switch (subject) {
            case Subject.Notarize _ -> open();
            case Subject.Nullify _ -> !nullify && finalize == null;
            case Subject.Finalize(Proposal p) ->
                !nullify && finalize == null && (notarize == null || notarize.equals(p));
        };
    }

    /** Whether a Notarize may still be signed. */
    boolean open() {
        return notarize == null && !nullify && finalize == null;
    }

    /** Takes the decision to sign, if it is allowed. */
    boolean intend(Subject subject) {
        if (!allows(subject)) {
            return false;
        }
        mark(subject);
        return true;
    }

    /**
     * Takes the signed vote. False if it was already there, or if a later Nullify overtook a Notarize in the signer.
     */
    boolean signed(Vote vote) {
        Subject subject = vote.subject();
        Check.that(intends(subject), "signed what was never asked for");
        if (cast(subject) != null || (subject instanceof Subject.Notarize && nullified != null)) {
            return false;
        }
        keep(vote);
        return true;
    }

    /**
     * Takes a vote of this validator found in the journal, or on the wire after an amnesia: it binds as if cast here.
     * False if it is known already or contradicts the ballot.
     */
    boolean bind(Vote vote) {
        Subject subject = vote.subject();
        if (cast(subject) != null || (!intends(subject) && !compatible(subject))) {
            return false;
        }
        mark(subject);
        keep(vote);
        return true;
    }

    /** Whether the decision for exactly this subject was taken. */
    boolean intends(Subject subject) {
        return switch (subject) {
            case Subject.Notarize(Proposal p) -> p.equals(notarize);
            case Subject.Nullify _ -> nullify;
            case Subject.Finalize(Proposal p) -> p.equals(finalize);
        };
    }

    boolean intendsNotarize() {
        return notarize != null;
    }

    boolean intendsNullify() {
        return nullify;
    }

    @Nullable
    Proposal notarize() {
        return notarize;
    }

    @Nullable
    Proposal finalizes() {
        return finalize;
    }

    /** The signed votes, in the order in which they may be cast. */
    List<Vote> votes() {
        List<Vote> votes = new ArrayList<>(3);
        if (notarized != null) {
            votes.add(notarized);
        }
        if (nullified != null) {
            votes.add(nullified);
        }
        if (finalized != null) {
            votes.add(finalized);
        }
        return votes;
    }

    /** As {@link #allows}, but the order in which journaled votes are read back does not matter. */
    private boolean compatible(Subject subject) {
        return switch (subject) {
            case Subject.Notarize _ -> notarize == null;
            case Subject.Nullify _ -> finalize == null;
            case Subject.Finalize _ -> !nullify && finalize == null;
        };
    }

    private void mark(Subject subject) {
        switch (subject) {
            case Subject.Notarize(Proposal p) -> notarize = p;
            case Subject.Nullify _ -> nullify = true;
            case Subject.Finalize(Proposal p) -> finalize = p;
        }
    }

    private void keep(Vote vote) {
        switch (vote.subject()) {
            case Subject.Notarize _ -> notarized = vote;
            case Subject.Nullify _ -> nullified = vote;
            case Subject.Finalize _ -> finalized = vote;
        }
    }

    private @Nullable Vote cast(Subject subject) {
        return switch (subject) {
            case Subject.Notarize _ -> notarized;
            case Subject.Nullify _ -> nullified;
            case Subject.Finalize _ -> finalized;
        };
    }
}
