package io.ixi.consensus.bft;

import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;

/** Certificates between nodes: who asks whom, and what is answered. Rule R9. */
final class Peers {
    /** Up to this many validators, a retry pushes whole certificates; above, their egress would be cubic. */
    private static final int PUSH_LIMIT = 7;

    private final int me;
    private final int size;
    private final long epoch;
    private final Views views;
    private final Voice voice;
    private final Outbox out;
    private final Asks asks;
    private final Activity activity;

    Peers(Bft.Setup setup, Views views, Voice voice, Outbox out) {
        this.me = setup.me();
        this.size = setup.validators().size();
        this.epoch = setup.validators().epoch();
        this.views = views;
        this.voice = voice;
        this.out = out;
        this.asks = new Asks(me, size);
        this.activity = new Activity(setup.validators(), me);
    }

    void entered() {
        asks.entered();
    }

    void heard(int peer) {
        if (isPeer(peer)) {
            activity.heard(peer);
        }
    }

    /** R15. */
    boolean silent(int validator) {
        return activity.silent(validator);
    }

    void listened() {
        activity.tick();
    }

    void offered(int peer, Subject subject) {
        if (!isPeer(peer) || subject.epoch() != epoch) {
            return;
        }
        activity.heard(peer);
        long view = subject.view();
        // what ends the current view is usually in flight as votes: ask for it only when they seem lost
        boolean ends = view == views.current() && (subject instanceof Subject.Finalize || asks.late());
        if (view > views.current() || ends) {
            ahead(peer, view);
        }
    }

    /** The peer claims to have a certificate of this view or of one above. */
    void ahead(int peer, long view) {
        if (isPeer(peer) && asks.spend()) {
            want(peer, view);
        }
    }

    /** Something stands in the way of the current view: ask its leader, on retry the others in turn. */
    void missing(long view, int leader) {
        want(asks.whom(view, leader), view);
    }

    /** Asks the next validator in turn for what ends the current view. */
    void askAround() {
        want(asks.next(), views.current());
    }

    void wanted(int peer, long view) {
        if (isPeer(peer)) {
            activity.heard(peer);
            for (Certificate certificate : views.answer(view)) {
                out.add(new Effect.SendCertificate(peer, certificate));
            }
        }
    }

    void connected(int peer) {
        if (!isPeer(peer)) {
            return;
        }
        activity.heard(peer);
        Certificate floor = views.floor();
        Certificate entry = views.entryTo(views.current());
        if (floor != null) {
            out.add(new Effect.SendCertificate(peer, floor));
        }
        if (entry != null && !entry.equals(floor)) {
            out.add(new Effect.SendCertificate(peer, entry));
        }
        for (Vote vote : voice.unfinalized()) {
            out.add(new Effect.SendVote(peer, vote));
        }
    }

    /** R8: what brings others into the current view, to all of them; and a question to one. */
    void retry() {
        asks.retried();
        askAround();
        Certificate entry = views.entryTo(views.current());
        if (entry == null) {
            return;
        }
        if (size > PUSH_LIMIT) {
            out.add(new Effect.Announce(entry));
            return;
        }
        for (int i = 0; i < size; i++) {
            if (i != me) {
                out.add(new Effect.SendCertificate(i, entry));
            }
        }
    }

    private void want(int validator, long view) {
        if (validator >= 0) {
            out.add(new Effect.WantCertificate(validator, view));
        }
    }

    private boolean isPeer(int peer) {
        return peer >= 0 && peer != me;
    }
}
