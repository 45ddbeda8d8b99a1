package io.ixi.consensus.bft;

import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;

/** The block of the current view: built here if this node leads, checked if another does. Rules R2, R3, R12. */
final class Proposing {
    private final int me;
    private final long epoch;
    private final Views views;
    private final Pace pace;
    private final Voice voice;
    private final Peers peers;
    private final Outbox out;

    /** Whether the idle leader waits for work. */
    private boolean waiting;

    /** Whether it waited for a whole heartbeat. */
    private boolean waited;

    Proposing(Bft.Setup setup, Views views, Pace pace, Voice voice, Peers peers, Outbox out) {
        this.me = setup.me();
        this.epoch = setup.validators().epoch();
        this.views = views;
        this.pace = pace;
        this.voice = voice;
        this.peers = peers;
        this.out = out;
    }

    void entered() {
        stopWaiting();
        waited = false;
    }

    /** Does whatever the last input made possible in the current view. */
    void pursue() {
        Round round = views.round();
        if (me >= 0 && round.leader == me) {
            propose(round);
        } else if (me >= 0) {
            verify(round);
        }
    }

    void heartbeat() {
        waited = waiting;
        waiting = false;
    }

    void built(long view, long parentView, Hash payload) {
        Round round = views.round();
        if (view == round.view && round.buildingOn == parentView && round.proposal == null) {
            Proposal proposal = new Proposal(epoch, view, parentView, payload);
            if (voice.notarize(round, proposal)) {
                round.proposal = proposal;
                proposed(round);
            }
        }
    }

    void buildFailed(long view) {
        if (view == views.current() && views.round().buildingOn >= 0) {
            voice.nullify(Reason.BUILD_FAILED);
        }
    }

    /** The current view has a proposal: only its notarization is waited for. */
    void proposed(Round round) {
        out.add(new Effect.CancelTimer(Timer.LEADER));
        pace.hurry(round.view, true, out);
    }

    void verified(long view, Hash payload, boolean valid) {
        Round round = views.round();
        Proposal asked = round.verifying;
        if (view != round.view || asked == null || !asked.payload().equals(payload)) {
            return;
        }
        if (!valid) {
            voice.nullify(Reason.INVALID);
        } else if (asked.equals(round.proposal)) {
            voice.notarize(round, asked);
        }
    }

    /** R2, R12. */
    private void propose(Round round) {
        if (round.buildingOn >= 0 || round.proposal != null || round.ballot.intendsNullify()) {
            return;
        }
        switch (views.parentFor(round.view)) {
            case Views.Parent.Missing(long view) -> peers.missing(view, me);
            case Views.Parent.Found(long view, Hash payload) -> {
                if (pace.work() || waited) {
                    stopWaiting();
                    round.buildingOn = view;
                    out.add(new Effect.Build(round.view, view, payload));
                } else if (!waiting) {
                    waiting = true;
                    out.add(new Effect.SetTimer(Timer.HEARTBEAT, round.view, pace.heartbeatMs()));
                }
            }
            case Views.Parent.Wrong _ -> throw new IllegalStateException("a chosen parent is never wrong");
        }
    }

    /** R3. */
    private void verify(Round round) {
        Proposal proposal = round.proposal;
        if (proposal == null || round.verifying != null || round.notarization != null || !round.ballot.open()) {
            return;
        }
        switch (views.parentOf(proposal)) {
            case Views.Parent.Found(long _, Hash payload) -> {
                round.verifying = proposal;
                out.add(new Effect.Verify(proposal, round.leader, payload));
            }
            case Views.Parent.Missing(long view) -> peers.missing(view, round.leader);
            case Views.Parent.Wrong _ -> voice.nullify(Reason.INVALID);
        }
    }

    private void stopWaiting() {
        if (waiting) {
            waiting = false;
            out.add(new Effect.CancelTimer(Timer.HEARTBEAT));
        }
    }
}
