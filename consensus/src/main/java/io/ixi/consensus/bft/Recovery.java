package io.ixi.consensus.bft;

import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;
import java.util.ArrayList;
import java.util.List;

/** From journal to state and back. Rule R11. */
final class Recovery {
    private Recovery() {}

    static void restore(List<Entry> entries, Bft.Setup setup, Views views) {
        for (Entry entry : entries) {
            switch (entry) {
                case Entry.Cast(Vote vote) -> cast(vote, setup, views);
                case Entry.Certified(Certificate certificate) -> certified(certificate, setup, views);
                case Entry.Verdict verdict -> verdict(verdict, views);
            }
        }
        long view = views.floorView() + 1;
        for (Round round : views.unfinalized()) {
            settle(round);
            if (round.nullification != null || round.certified()) {
                view = Math.max(view, round.view + 1);
            }
            if (round.ballot.intendsNotarize() || round.ballot.intendsNullify()) {
                // this node was in that view, whatever entry for the step into it was lost
                view = Math.max(view, round.view);
            }
        }
        if (view > views.current()) {
            views.enter(view);
        }
    }

    static List<Entry> snapshot(Views views) {
        List<Entry> entries = new ArrayList<>();
        Certificate floor = views.floor();
        if (floor != null) {
            entries.add(new Entry.Certified(floor));
        }
        for (Round round : views.unfinalized()) {
            if (round.notarization != null) {
                entries.add(new Entry.Certified(round.notarization));
            }
            if (round.nullification != null) {
                entries.add(new Entry.Certified(round.nullification));
            }
            Proposal proposal = round.proposal;
            if (proposal != null && (round.certified() || round.verdict == Round.Verdict.FAILED)) {
                entries.add(new Entry.Verdict(round.view, proposal.payload(), round.certified()));
            }
            for (Vote vote : round.ballot.votes()) {
                entries.add(new Entry.Cast(vote));
            }
        }
        return entries;
    }

    private static void cast(Vote vote, Bft.Setup setup, Views views) {
        Subject subject = vote.subject();
        if (subject.epoch() != setup.validators().epoch() || subject.view() <= views.floorView()) {
            return;
        }
        // an index means something within its epoch only
        Check.that(vote.signer() == setup.me(), "the journal holds another validator's vote");
        Ballot ballot = views.at(subject.view()).ballot;
        Check.that(ballot.bind(vote) || ballot.intends(subject), "the journal holds two votes that conflict");
    }

    private static void certified(Certificate certificate, Bft.Setup setup, Views views) {
        Subject subject = certificate.subject();
        if (subject.epoch() != setup.validators().epoch() || subject.view() <= views.floorView()) {
            return;
        }
        switch (subject) {
            case Subject.Notarize(Proposal proposal) -> {
                Round round = views.at(subject.view());
                round.notarization = certificate;
                round.proposal = proposal;
            }
            case Subject.Nullify _ -> views.at(subject.view()).nullification = certificate;
            case Subject.Finalize(Proposal proposal) -> views.raiseFloor(certificate, proposal);
        }
    }

    private static void verdict(Entry.Verdict verdict, Views views) {
        Round round = verdict.view() > views.floorView() ? views.find(verdict.view()) : null;
        if (round != null && round.proposal != null && round.proposal.payload().equals(verdict.payload())) {
            round.verdict = verdict.valid() ? Round.Verdict.OK : Round.Verdict.FAILED;
        }
    }

    /** What the votes tell even if the verdict's entry was lost. */
    private static void settle(Round round) {
        Proposal finalizes = round.ballot.finalizes();
        if (finalizes != null && round.notarization != null && finalizes.equals(round.proposal)) {
            round.verdict = Round.Verdict.OK;
        }
        if (round.proposal == null) {
            round.proposal = round.ballot.notarize();
        }
    }
}
