package io.ixi.consensus.bft;

import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.ValidatorSet;
import org.jspecify.annotations.Nullable;

/** Everything known of one view. */
final class Round {
    /** This node's verdict on the notarized block. Rule R4. */
    enum Verdict {
        NONE,
        RUNNING,
        OK,
        FAILED
    }

    final long view;
    final int leader;
    final VoteBook book;
    final Ballot ballot = new Ballot();

    /** The leader's first proposal, or the one that a notarization names. */
    @Nullable
    Proposal proposal;

    /** The proposal handed to Verify, at most one. */
    @Nullable
    Proposal verifying;

    @Nullable
    Certificate notarization;

    @Nullable
    Certificate nullification;

    Verdict verdict = Verdict.NONE;

    /** The leader was seen to sign two proposals: Finalize is withheld. */
    boolean equivocated;

    /** Parent view of the block asked for with Build, or -1. */
    long buildingOn = -1;

    Round(long view, int leader, ValidatorSet set) {
        this.view = view;
        this.leader = leader;
        this.book = new VoteBook(set);
    }

    /** Whether the view's proposal has this payload. */
    boolean names(Hash payload) {
        return proposal != null && proposal.payload().equals(payload);
    }

    boolean certified() {
        return verdict == Verdict.OK;
    }
}
