package io.ixi.consensus.bft;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Validator;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.consensus.types.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** One core on a bench: signs at once, keeps the journal, and remembers all effects. */
final class Bench {
    static final Timing TIMING = new Timing(100, 200, 400, 1_000, 1_000, 4);
    static final Hash GENESIS = new Hash(0, 0, 0, 7);

    final ValidatorSet set;
    final int me;
    final Bft core;
    final List<Entry> journal = new ArrayList<>();
    final List<Effect> all = new ArrayList<>();

    private Bench(int n, int me, List<Entry> entries) {
        this.set = set(n);
        this.me = me;
        this.core = new Bft(new Bft.Setup(me, set, TIMING, GENESIS));
        core.recover(entries);
        journal.addAll(entries);
    }

    static ValidatorSet set(int n) {
        List<Validator> validators = IntStream.range(0, n)
                .mapToObj(i -> new Validator(Bytes.copyOf(new byte[] {(byte) i}), 1))
                .toList();
        return new ValidatorSet(0, new Hash(1, 2, 3, 4), validators);
    }

    /** A validator that leads none of the first {@code views} views. */
    static Bench follower(int n, int views) {
        Leaders leaders = new Leaders(set(n));
        int me = IntStream.range(0, n)
                .filter(i -> IntStream.rangeClosed(1, views).noneMatch(v -> leaders.of(v) == i))
                .findFirst()
                .orElseThrow();
        return started(n, me);
    }

    /** The leader of {@code view}. */
    static Bench leaderOf(int n, long view) {
        return started(n, new Leaders(set(n)).of(view));
    }

    static Bench started(int n, int me) {
        Bench bench = new Bench(n, me, List.of());
        bench.on(new Input.Start());
        return bench;
    }

    /** The same node after a crash, started from these entries. */
    Bench again(List<Entry> entries) {
        Bench bench = new Bench(set.size(), me, entries);
        bench.on(new Input.Start());
        return bench;
    }

    List<Effect> on(Input input) {
        List<Effect> effects = new ArrayList<>();
        List<Effect> step = core.on(input);
        for (Effect effect : step) {
            effects.add(effect);
            if (effect instanceof Effect.Persist(Entry entry)) {
                journal.add(entry);
            }
        }
        for (Effect effect : step) {
            if (effect instanceof Effect.Sign(Subject subject)) {
                effects.addAll(on(new Input.Signed(vote(subject, me))));
            }
        }
        all.addAll(step);
        return effects;
    }

    List<Effect> votes(Subject subject, int... signers) {
        List<Effect> effects = new ArrayList<>();
        for (int signer : signers) {
            effects.addAll(on(new Input.VoteReceived(vote(subject, signer))));
        }
        return effects;
    }

    /** The others, lowest first, {@code count} of them. */
    int[] others(int count) {
        return IntStream.range(0, set.size()).filter(i -> i != me).limit(count).toArray();
    }

    List<Effect> certificate(Subject subject) {
        return on(new Input.CertificateReceived(certificate(subject, others(set.size() - 1))));
    }

    /** A notarization of this proposal and its verdict. */
    List<Effect> certified(Proposal proposal, boolean valid) {
        List<Effect> effects = new ArrayList<>(certificate(new Subject.Notarize(proposal)));
        effects.addAll(on(new Input.Certified(proposal.view(), proposal.payload(), valid)));
        return effects;
    }

    /** The leader's proposal, found valid. */
    List<Effect> proposed(Proposal proposal) {
        List<Effect> effects = new ArrayList<>(votes(new Subject.Notarize(proposal), core.leader(proposal.view())));
        effects.addAll(on(new Input.Verified(proposal.view(), proposal.payload(), true)));
        return effects;
    }

    static Vote vote(Subject subject, int signer) {
        return new Vote(subject, signer, Bytes.copyOf(new byte[] {(byte) signer, 1}));
    }

    static Certificate certificate(Subject subject, int... signers) {
        return new Certificate(
                subject,
                IntStream.of(signers)
                        .mapToObj(i -> new Certificate.Share(i, Bytes.copyOf(new byte[] {(byte) i, 2})))
                        .toList());
    }

    static Proposal proposal(long view, long parentView) {
        return new Proposal(0, view, parentView, new Hash(view, parentView, 0, 1));
    }

    static Proposal other(long view, long parentView) {
        return new Proposal(0, view, parentView, new Hash(view, parentView, 0, 2));
    }

    static Subject notarize(long view, long parentView) {
        return new Subject.Notarize(proposal(view, parentView));
    }

    static Subject nullify(long view) {
        return new Subject.Nullify(0, view);
    }

    static Subject finish(long view, long parentView) {
        return new Subject.Finalize(proposal(view, parentView));
    }
}
