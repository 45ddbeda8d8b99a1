package io.ixi.consensus.bft;

import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.consensus.types.Vote;
import java.util.List;

/** Votes become certificates, certificates move the view: the rules of the package documentation, one method each. */
final class Protocol {
    private final ValidatorSet set;
    private final Views views;
    private final Outbox out = new Outbox();
    private final Pace pace;
    private final Voice voice;
    private final Peers peers;
    private final Proposing proposing;

    Protocol(Bft.Setup setup, Views views) {
        this.set = setup.validators();
        this.views = views;
        this.pace = new Pace(setup.timing());
        this.voice = new Voice(setup, views, out);
        this.peers = new Peers(setup, views, voice, out);
        this.proposing = new Proposing(setup, views, pace, voice, peers, out);
    }

    List<Effect> on(Input input) {
        switch (input) {
            case Input.Start _ -> start();
            case Input.VoteReceived(Vote vote) -> vote(vote);
            case Input.CertificateReceived(Certificate certificate) -> certificate(certificate);
            case Input.CertificateOffered(int peer, Subject subject) -> peers.offered(peer, subject);
            case Input.CertificateWanted(int peer, long view) -> peers.wanted(peer, view);
            case Input.PeerConnected(int peer) -> peers.connected(peer);
            case Input.Heard(int peer) -> peers.heard(peer);
            case Input.Signed(Vote vote) -> signed(vote);
            case Input.Built(long view, long parentView, Hash payload) -> proposing.built(view, parentView, payload);
            case Input.BuildFailed(long view) -> proposing.buildFailed(view);
            case Input.Verified(long view, Hash payload, boolean valid) -> proposing.verified(view, payload, valid);
            case Input.Certified(long view, Hash payload, boolean valid) -> certified(view, payload, valid);
            case Input.TimedOut(Timer timer, long view) -> timedOut(timer, view);
            case Input.Work(boolean pending) -> work(pending);
        }
        proposing.pursue();
        return out.take();
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
                voice.finish(round);
            } else {
                certify(round);
            }
        }
        sayAgain();
    }

    /** R10, R14: counts the first vote of its kind, reports conflicts, reacts to the leader's. */
    private void vote(Vote vote) {
        Subject subject = vote.subject();
        if (subject.epoch() != set.epoch() || vote.signer() < 0 || vote.signer() >= set.size()) {
            return;
        }
        peers.heard(vote.signer());
        if (subject.view() > views.current() + 1) {
            peers.ahead(vote.signer(), subject.view() - 1);
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
        Round round = views.at(vote.subject().view());
        boolean counted = switch (round.book.add(vote)) {
            case VoteBook.Added.Counted _ -> true;
            case VoteBook.Added.Ignored _ -> false;
            case VoteBook.Added.Conflict(Vote first, boolean counts) -> {
                out.add(new Effect.Equivocation(first, vote));
                round.equivocated |= vote.signer() == round.leader && vote.subject() instanceof Subject.Notarize;
                yield counts;
            }
        };
        if (counted && round.view > views.floorView()) {
            voice.recall(vote);
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
                        proposing.proposed(round);
                    }
                }
            }
            case Subject.Nullify _ -> {
                // R6: the leader itself has given up, so waiting is of no use
                if (round.view == views.current()) {
                    voice.nullify(Reason.LEADER_NULLIFIED);
                }
            }
            case Subject.Finalize _ -> {}
        }
    }

    private void tally(Subject subject) {
        Certificate certificate = views.at(subject.view()).book.certificate(subject);
        if (certificate != null) {
            accept(certificate, true);
        }
    }

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
                if (round.notarization == null) {
                    round.notarization = certificate;
                    keep(certificate, assembled);
                    round.equivocated |= round.proposal != null && !round.proposal.equals(proposal);
                    round.proposal = proposal;
                    certify(round);
                }
            }
            case Subject.Nullify _ -> {
                if (round.nullification == null) {
                    round.nullification = certificate;
                    keep(certificate, assembled);
                    if (round.view >= views.current()) {
                        pace.nullified();
                        enter(round.view + 1);
                    }
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
        if (round == null || round.verdict != Round.Verdict.RUNNING || !round.names(payload)) {
            return;
        }
        out.add(new Effect.Persist(new Entry.Verdict(view, payload, valid)));
        round.verdict = valid ? Round.Verdict.OK : Round.Verdict.FAILED;
        if (valid) {
            voice.finish(round);
            if (view >= views.current()) {
                enter(view + 1);
            }
        } else if (view == views.current()) {
            voice.nullify(Reason.CERTIFY_FAILED);
        }
    }

    private void enter(long view) {
        views.enter(view);
        entered();
    }

    /** R1. */
    private void entered() {
        Round round = views.round();
        peers.entered();
        proposing.entered();
        out.add(new Effect.Entered(round.view, round.leader));
        pace.enter(round.view, out);
        if (round.proposal != null) {
            proposing.proposed(round);
        }
        if (round.verdict == Round.Verdict.FAILED) {
            voice.nullify(Reason.CERTIFY_FAILED);
        } else if (round.book.nullified(round.leader)) {
            voice.nullify(Reason.LEADER_NULLIFIED);
        } else if (peers.silent(round.leader)) {
            voice.nullify(Reason.SKIPPED);
        }
    }

    private void signed(Vote vote) {
        if (voice.signed(vote)) {
            say(vote);
        }
    }

    /** R7, R8: to the network and into the own tally. */
    private void say(Vote vote) {
        out.add(new Effect.Broadcast(vote));
        observe(vote);
        tally(vote.subject());
    }

    private void sayAgain() {
        for (Vote vote : voice.unfinalized()) {
            // saying one may finalize the view of the next
            if (vote.subject().view() > views.floorView()) {
                say(vote);
            }
        }
    }

    private void timedOut(Timer timer, long view) {
        if (timer != Timer.SKIP && view != views.current()) {
            return;
        }
        switch (timer) {
            case LEADER -> {
                if (views.round().proposal == null) {
                    voice.nullify(Reason.LEADER);
                }
            }
            case ADVANCE -> {
                voice.nullify(Reason.ADVANCE);
                peers.askAround();
            }
            case RETRY -> {
                pace.retry(view, out);
                peers.retry();
                sayAgain();
            }
            case HEARTBEAT -> proposing.heartbeat();
            case SKIP -> {
                peers.listened();
                out.add(new Effect.SetTimer(Timer.SKIP, views.current(), pace.skipMs()));
            }
        }
    }

    /** R12. */
    private void work(boolean pending) {
        if (pace.work(pending)) {
            pace.hurry(views.current(), views.round().proposal != null, out);
        }
    }
}
