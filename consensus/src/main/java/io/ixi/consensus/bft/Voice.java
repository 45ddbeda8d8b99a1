package io.ixi.consensus.bft;

import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;
import java.util.ArrayList;
import java.util.List;

/** What this validator says. Every own vote passes the view's {@link Ballot}. Rules R6 to R8. */
final class Voice {
    /** Views whose own votes are repeated: a later view finalizes an older one, so the newest are enough. */
    private static final int SAID_AGAIN = 64;

    private final int me;
    private final long epoch;
    private final Views views;
    private final Outbox out;

    Voice(Bft.Setup setup, Views views, Outbox out) {
        this.me = setup.me();
        this.epoch = setup.validators().epoch();
        this.views = views;
        this.out = out;
    }

    /** Decides for the Notarize of this proposal, unless the ballot is against it. */
    boolean notarize(Round round, Proposal proposal) {
        return sign(round, new Subject.Notarize(proposal));
    }

    /** R6: gives up the current view; never after Finalize. */
    void nullify(Reason reason) {
        Round round = views.round();
        if (sign(round, new Subject.Nullify(epoch, round.view))) {
            out.add(new Effect.GaveUp(round.view, round.leader, reason));
        }
    }

    /** R4: Finalize of a certified block, unless this node nullified the view or saw its leader equivocate. */
    void finish(Round round) {
        if (round.proposal != null && !round.equivocated) {
            sign(round, new Subject.Finalize(round.proposal));
        }
    }

    /** R7: the signed vote goes to disk first. False if it came too late to be said. */
    boolean signed(Vote vote) {
        Subject subject = vote.subject();
        Check.that(vote.signer() == me && subject.epoch() == epoch, "signed with another key");
        Round round = subject.view() > views.floorView() ? views.find(subject.view()) : null;
        if (round == null || round.book.contradicts(vote) || !round.ballot.signed(vote)) {
            return false;
        }
        out.add(new Effect.Persist(new Entry.Cast(vote)));
        return true;
    }

    /** R7: a vote of ours that came over the wire and that we do not remember binds us like any other. */
    void recall(Vote vote) {
        if (vote.signer() == me && views.at(vote.subject().view()).ballot.bind(vote)) {
            out.add(new Effect.Persist(new Entry.Cast(vote)));
        }
    }

    /** R8: the own votes of the unfinalized views, oldest first. */
    List<Vote> unfinalized() {
        List<Vote> votes = new ArrayList<>();
        for (Round round : views.unfinalized()) {
            if (round.view > views.current() - SAID_AGAIN) {
                votes.addAll(round.ballot.votes());
            }
        }
        return votes;
    }

    private boolean sign(Round round, Subject subject) {
        if (me < 0 || !round.ballot.intend(subject)) {
            return false;
        }
        out.add(new Effect.Sign(subject));
        return true;
    }
}
