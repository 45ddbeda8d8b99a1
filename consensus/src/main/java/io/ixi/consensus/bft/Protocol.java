package io.ixi.consensus.bft;

import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.consensus.types.Vote;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules, as in the package documentation. */
final class Protocol {
    /** Views whose own votes are repeated: a later view finalizes an older one, so the newest are enough. */
    private static final int SAID_AGAIN = 64;

    /** Up to this many validators, a retry pushes whole certificates; above, their egress would be cubic. */
    private static final int PUSH_LIMIT = 7;

    private final int me;
    private final ValidatorSet set;
    private final Views views;
    private final Pace pace;
    private final Activity activity;
    private final Asks asks;
    private boolean waiting;
    private boolean waited;
    private List<Effect> out = new ArrayList<>();

    Protocol(Bft.Setup setup, Views views) {
        this.me = setup.me();
        this.set = setup.validators();
        this.views = views;
        this.pace = new Pace(setup.timing());
        this.activity = new Activity(set, me);
        this.asks = new Asks(me, set.size());
    }

    void on(Input input, List<Effect> effects) {
        out = effects;
        switch (input) {
            case Input.Start _ -> start();
            case Input.VoteReceived(Vote vote) -> vote(vote);
            case Input.CertificateReceived(Certificate certificate) -> certificate(certificate);
            case Input.CertificateOffered(int validator, Subject subject) -> offered(validator, subject);
            case Input.CertificateWanted(int validator, long view) -> wanted(validator, view);
            case Input.PeerConnected(int validator) -> connected(validator);
            case Input.Heard(int validator) -> heard(validator);
            case Input.Signed(Vote vote) -> signed(vote);
            case Input.Built(long view, long parentView, Hash payload) -> built(view, parentView, payload);
            case Input.BuildFailed(long view) -> buildFailed(view);
            case Input.Verified(long view, Hash payload, boolean valid) -> verified(view, payload, valid);
            case Input.Certified(long view, Hash payload, boolean valid) -> certified(view, payload, valid);
            case Input.TimedOut(Timer timer, long view) -> timedOut(timer, view);
            case Input.Work(boolean pending) -> work(pending);
        }
        pursue();
    }

    /** R11: says again what was said before the restart, and asks again what was not answered. */
    private void start() {
        out.add(new Effect.SetTimer(Timer.SKIP, views.current(), pace.skipMs()));
        Certificate floor = views.floor();
        if (floor != null && floor.subject() instanceof Subject.Finalize(Proposal proposal)) {
            out.add(new Effect.Finalized(proposal, floor));
        }
        entered();
        for (Round round : views.unfinalized()) {
            if (round.certified()) {
                finish(round);
            } else {
                certify(round);
            }
        }
        sayAgain();
    }

    // ---- votes

    /** R10, R14: counts the first vote of its kind, reports conflicts, reacts to the leader's. */
    private void vote(Vote vote) {
        Subject subject = vote.subject();
        if (subject.epoch() != set.epoch() || vote.signer() < 0 || vote.signer() >= set.size()) {
            return;
        }
        activity.heard(vote.signer());
        if (subject.view() > views.current() + 1) {
            ahead(vote.signer(), subject.view() - 1);
            return;
        }
        if (subject.view() < views.floorView() - Views.RETENTION || !observe(vote)) {
            return;
        }
        if (subject.view() > views.floorView()) {
            leaderSaid(vote);
            tally(subject);
        }
    }

    /** Puts the vote into its book. False if it does not count. */
    private boolean observe(Vote vote) {
        Subject subject = vote.subject();
        Round round = views.at(subject.view());
        boolean counted = switch (round.book.add(vote)) {
            case VoteBook.Added.Counted _ -> true;
            case VoteBook.Added.Ignored _ -> false;
            case VoteBook.Added.Conflict(Vote first, boolean counts) -> {
                out.add(new Effect.Equivocation(first, vote));
                if (vote.signer() == round.leader && subject instanceof Subject.Notarize) {
                    round.equivocated = true;
                }
                yield counts;
            }
        };
        if (counted && vote.signer() == me && subject.view() > views.floorView() && round.ballot.bind(vote)) {
            // R7: a vote of ours that we do not remember binds us like any other
            out.add(new Effect.Persist(new Entry.Cast(vote)));
        }
        return counted;
    }

    private void leaderSaid(Vote vote) {
        Round round = views.at(vote.subject().view());
        if (vote.signer() != round.leader) {
            return;
        }
        switch (vote.subject()) {
            case Subject.Notarize(Proposal proposal) -> {
                if (round.proposal == null) {
                    round.proposal = proposal;
                    if (round.view == views.current()) {
                        proposed(round.view);
                    }
                }
            }
            case Subject.Nullify _ -> giveUpWithLeader(round);
            case Subject.Finalize _ -> {}
        }
    }

    /** R6: the leader itself has given up, so waiting is of no use. */
    private void giveUpWithLeader(Round round) {
        if (round.view == views.current() && round.leader != me) {
            nullify(Reason.LEADER_NULLIFIED);
        }
    }

    private void proposed(long view) {
        out.add(new Effect.CancelTimer(Timer.LEADER));
        pace.hurry(view, true, out);
    }

    private void tally(Subject subject) {
        Certificate certificate = views.at(subject.view()).book.certificate(subject);
        if (certificate != null) {
            accept(certificate, true);
        }
    }

    // ---- certificates

    private void certificate(Certificate certificate) {
        Subject subject = certificate.subject();
        if (subject.epoch() != set.epoch() || subject.view() <= views.floorView() || !quorum(certificate)) {
            return;
        }
        accept(certificate, false);
        for (Certificate.Share share : certificate.shares()) {
            observe(new Vote(subject, share.signer(), share.signature()));
        }
    }

    private boolean quorum(Certificate certificate) {
        long weight = 0;
        for (Certificate.Share share : certificate.shares()) {
            if (share.signer() < 0 || share.signer() >= set.size()) {
                return false;
            }
            weight += set.get(share.signer()).power();
        }
        return weight >= set.quorum();
    }

    /** R4, R5: a certificate counts once; it is on disk before anything follows from it. */
    private void accept(Certificate certificate, boolean assembled) {
        Round round = views.at(certificate.view());
        switch (certificate.subject()) {
            case Subject.Notarize(Proposal proposal) -> {
                if (round.notarization != null) {
                    return;
                }
                round.notarization = certificate;
                keep(certificate, assembled);
                if (round.proposal != null && !round.proposal.equals(proposal)) {
                    round.equivocated = true;
                }
                round.proposal = proposal;
                certify(round);
            }
            case Subject.Nullify _ -> {
                if (round.nullification != null) {
                    return;
                }
                round.nullification = certificate;
                keep(certificate, assembled);
                if (round.view >= views.current()) {
                    pace.nullified();
                    enter(round.view + 1);
                }
            }
            case Subject.Finalize(Proposal proposal) -> {
                keep(certificate, assembled);
                views.raiseFloor(certificate, proposal);
                pace.finalized();
                out.add(new Effect.Finalized(proposal, certificate));
                if (round.view >= views.current()) {
                    enter(round.view + 1);
                }
            }
        }
    }

    private void keep(Certificate certificate, boolean assembled) {
        out.add(new Effect.Persist(new Entry.Certified(certificate)));
        if (assembled) {
            out.add(new Effect.Announce(certificate));
        }
    }

    private void certify(Round round) {
        Certificate notarization = round.notarization;
        Proposal proposal = round.proposal;
        if (notarization != null && proposal != null && round.verdict == Round.Verdict.NONE) {
            round.verdict = Round.Verdict.RUNNING;
            out.add(new Effect.Certify(proposal, notarization));
        }
    }

    /** R4: a valid block is built upon and finalized, an invalid one is neither. */
    private void certified(long view, Hash payload, boolean valid) {
        Round round = view > views.floorView() ? views.find(view) : null;
        if (round == null || round.verdict != Round.Verdict.RUNNING || !names(round.proposal, payload)) {
            return;
        }
        out.add(new Effect.Persist(new Entry.Verdict(view, payload, valid)));
        round.verdict = valid ? Round.Verdict.OK : Round.Verdict.FAILED;
        if (valid) {
            finish(round);
            if (view >= views.current()) {
                enter(view + 1);
            }
        } else if (view == views.current()) {
            nullify(Reason.CERTIFY_FAILED);
        }
    }

    /** R4: Finalize, unless this node nullified the view or saw its leader equivocate. */
    private void finish(Round round) {
        if (round.proposal != null && !round.equivocated) {
            sign(round, new Subject.Finalize(round.proposal));
        }
    }

    // ---- views

    private void enter(long view) {
        views.enter(view);
        entered();
    }

    /** R1. */
    private void entered() {
        Round round = views.round();
        asks.entered();
        if (waiting) {
            out.add(new Effect.CancelTimer(Timer.HEARTBEAT));
        }
        waiting = false;
        waited = false;
        out.add(new Effect.Entered(round.view, round.leader));
        pace.enter(round.view, out);
        if (round.proposal != null) {
            proposed(round.view);
        }
        if (round.verdict == Round.Verdict.FAILED) {
            nullify(Reason.CERTIFY_FAILED);
        } else if (round.book.nullified(round.leader)) {
            giveUpWithLeader(round);
        } else if (activity.silent(round.leader)) {
            nullify(Reason.SKIPPED);
        }
    }

    /** Whatever the last input made possible in the current view. */
    private void pursue() {
        Round round = views.round();
        if (me < 0) {
            return;
        }
        if (round.leader == me) {
            propose(round);
        } else {
            verify(round);
        }
    }

    /** R2, R12. */
    private void propose(Round round) {
        boolean open = !round.ballot.intendsNotarize() && !round.ballot.intendsNullify() && round.buildingOn < 0;
        if (!open) {
            return;
        }
        switch (views.parentFor(round.view)) {
            case Views.Parent.Missing(long view) -> want(asks.whom(view, me), view);
            case Views.Parent.Found(long view, Hash payload) -> {
                if (pace.work() || waited) {
                    round.buildingOn = view;
                    if (waiting) {
                        waiting = false;
                        out.add(new Effect.CancelTimer(Timer.HEARTBEAT));
                    }
                    out.add(new Effect.Build(round.view, view, payload));
                } else if (!waiting) {
                    waiting = true;
                    out.add(new Effect.SetTimer(Timer.HEARTBEAT, round.view, pace.heartbeatMs()));
                }
            }
            case Views.Parent.Wrong _ -> throw new IllegalStateException("a chosen parent is never wrong");
        }
    }

    private void built(long view, long parentView, Hash payload) {
        Round round = views.round();
        if (view == round.view && round.buildingOn == parentView && round.proposal == null) {
            Proposal proposal = new Proposal(set.epoch(), view, parentView, payload);
            if (sign(round, new Subject.Notarize(proposal))) {
                round.proposal = proposal;
                proposed(view);
            }
        }
    }

    private void buildFailed(long view) {
        if (view == views.current() && views.round().buildingOn >= 0) {
            nullify(Reason.BUILD_FAILED);
        }
    }

    /** R3. */
    private void verify(Round round) {
        Proposal proposal = round.proposal;
        if (proposal == null || round.verifying != null || round.notarization != null) {
            return;
        }
        if (!round.ballot.allows(new Subject.Notarize(proposal))) {
            return;
        }
        switch (views.parentOf(proposal)) {
            case Views.Parent.Found(long _, Hash payload) -> {
                round.verifying = proposal;
                out.add(new Effect.Verify(proposal, round.leader, payload));
            }
            case Views.Parent.Missing(long view) -> want(asks.whom(view, round.leader), view);
            case Views.Parent.Wrong _ -> nullify(Reason.INVALID);
        }
    }

    private void verified(long view, Hash payload, boolean valid) {
        Round round = views.round();
        if (view != round.view || round.verifying == null || !names(round.verifying, payload)) {
            return;
        }
        if (!valid) {
            nullify(Reason.INVALID);
        } else if (round.verifying.equals(round.proposal)) {
            sign(round, new Subject.Notarize(round.verifying));
        }
    }

    // ---- own votes

    private boolean sign(Round round, Subject subject) {
        if (me < 0 || !round.ballot.intend(subject)) {
            return false;
        }
        out.add(new Effect.Sign(subject));
        return true;
    }

    /** R6: of the current view only, never after Finalize. */
    private void nullify(Reason reason) {
        Round round = views.round();
        if (sign(round, new Subject.Nullify(set.epoch(), round.view))) {
            out.add(new Effect.GaveUp(round.view, round.leader, reason));
        }
    }

    /** R7: on disk, then to the others and into the own tally. */
    private void signed(Vote vote) {
        Subject subject = vote.subject();
        Check.that(vote.signer() == me && subject.epoch() == set.epoch(), "signed with another key");
        Round round = subject.view() > views.floorView() ? views.find(subject.view()) : null;
        if (round != null && !round.book.contradicts(vote) && round.ballot.signed(vote)) {
            out.add(new Effect.Persist(new Entry.Cast(vote)));
            say(vote);
        }
    }

    private void say(Vote vote) {
        out.add(new Effect.Broadcast(vote));
        observe(vote);
        tally(vote.subject());
    }

    /** R8: every own vote of every unfinalized view, to the network and into the own tally. */
    private void sayAgain() {
        for (Round round : views.unfinalized()) {
            for (Vote vote : round.ballot.votes()) {
                // saying one may finalize the next
                if (round.view > views.floorView() && round.view > views.current() - SAID_AGAIN) {
                    say(vote);
                }
            }
        }
    }

    // ---- timers

    private void timedOut(Timer timer, long view) {
        if (timer == Timer.SKIP) {
            activity.tick();
            out.add(new Effect.SetTimer(Timer.SKIP, views.current(), pace.skipMs()));
            return;
        }
        if (view != views.current()) {
            return;
        }
        switch (timer) {
            case LEADER -> {
                if (views.round().proposal == null) {
                    nullify(Reason.LEADER);
                }
            }
            case ADVANCE -> {
                nullify(Reason.ADVANCE);
                want(asks.next(), view);
            }
            case RETRY -> retry(view);
            case HEARTBEAT -> {
                waited = waiting;
                waiting = false;
            }
            case SKIP -> {}
        }
    }

    /** R8: one lost message must never stop the view. */
    private void retry(long view) {
        asks.retried();
        pace.retry(view, out);
        want(asks.next(), view);
        Certificate entry = views.entryTo(view);
        if (entry != null && set.size() > PUSH_LIMIT) {
            out.add(new Effect.Announce(entry));
        } else if (entry != null) {
            for (int i = 0; i < set.size(); i++) {
                if (i != me) {
                    out.add(new Effect.SendCertificate(i, entry));
                }
            }
        }
        sayAgain();
    }

    /** R12. */
    private void work(boolean pending) {
        if (pace.work(pending)) {
            pace.hurry(views.current(), views.round().proposal != null, out);
        }
    }

    // ---- peers

    private void heard(int validator) {
        if (isPeer(validator)) {
            activity.heard(validator);
        }
    }

    /** R9. */
    private void offered(int validator, Subject subject) {
        if (!isPeer(validator) || subject.epoch() != set.epoch()) {
            return;
        }
        activity.heard(validator);
        // what ends the current view is usually in flight as votes: ask for it only when they seem lost
        boolean useful = subject.view() > views.current()
                || (subject.view() == views.current() && (subject instanceof Subject.Finalize || asks.late()));
        if (useful) {
            ahead(validator, subject.view());
        }
    }

    private void ahead(int validator, long view) {
        if (validator != me && asks.spend()) {
            want(validator, view);
        }
    }

    private void want(int validator, long view) {
        if (validator >= 0) {
            out.add(new Effect.WantCertificate(validator, view));
        }
    }

    private void wanted(int validator, long view) {
        if (isPeer(validator)) {
            activity.heard(validator);
            for (Certificate certificate : views.answer(view)) {
                out.add(new Effect.SendCertificate(validator, certificate));
            }
        }
    }

    private void connected(int validator) {
        if (!isPeer(validator)) {
            return;
        }
        activity.heard(validator);
        Certificate floor = views.floor();
        Certificate entry = views.entryTo(views.current());
        if (floor != null) {
            out.add(new Effect.SendCertificate(validator, floor));
        }
        if (entry != null && !entry.equals(floor)) {
            out.add(new Effect.SendCertificate(validator, entry));
        }
        for (Round round : views.unfinalized()) {
            for (Vote vote : round.ballot.votes()) {
                out.add(new Effect.SendVote(validator, vote));
            }
        }
    }

    private boolean isPeer(int peer) {
        return peer >= 0 && peer != me;
    }

    private static boolean names(@Nullable Proposal proposal, Hash payload) {
        return proposal != null && proposal.payload().equals(payload);
    }
}
