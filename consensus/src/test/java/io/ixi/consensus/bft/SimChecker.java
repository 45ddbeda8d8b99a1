package io.ixi.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.consensus.types.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What must hold at every event, judged from what nodes sent and delivered, not from what they think. */
final class SimChecker {
    private final ValidatorSet set;
    private final SimBlocks blocks;
    /** What each honest validator put on the wire, across all its restarts: by signer, view and kind. */
    private final Map<Integer, TreeMap<Long, List<Subject>>> wire = new TreeMap<>();

    private final TreeMap<Long, Hash> chain = new TreeMap<>();
    private final TreeMap<Long, Hash> finalized = new TreeMap<>();
    private final TreeMap<Long, Hash> notarized = new TreeMap<>();
    private final TreeSet<Long> nullified = new TreeSet<>();
    private long deliveries;
    private long trace;

    SimChecker(ValidatorSet set, SimBlocks blocks) {
        this.set = set;
        this.blocks = blocks;
        chain.put(0L, SimBlocks.GENESIS);
    }

    /** Newest view that any honest node delivered as final. */
    long height() {
        return chain.lastKey();
    }

    long deliveries() {
        return deliveries;
    }

    /** Digest of everything that happened, for running a seed twice. */
    long trace() {
        return trace;
    }

    void note(long nowMs, int node, Input input) {
        long event = nowMs * 31 + node * 7L + input.getClass().getSimpleName().hashCode();
        trace = (trace ^ event) * 0x9E3779B97F4A7C15L;
    }

    /** A vote of an honest validator leaves it. */
    void sent(int signer, Vote vote) {
        assertThat(vote.signer()).isEqualTo(signer);
        Subject subject = vote.subject();
        List<Subject> said = wire.computeIfAbsent(signer, s -> new TreeMap<>())
                .computeIfAbsent(subject.view(), v -> new ArrayList<>());
        if (said.contains(subject)) {
            return;
        }
        for (Subject other : said) {
            boolean contradiction = switch (subject) {
                case Subject.Notarize _ -> other instanceof Subject.Notarize || other instanceof Subject.Nullify;
                case Subject.Nullify _ -> other instanceof Subject.Finalize;
                case Subject.Finalize _ ->
                    !(other instanceof Subject.Notarize n
                            && n.proposal().equals(((Subject.Finalize) subject).proposal()));
            };
            assertThat(contradiction)
                    .as("validator %d said %s after %s", signer, subject, other)
                    .isFalse();
        }
        said.add(subject);
    }

    /** An honest node comes back with this journal: nothing that it said above its floor may be forgotten. */
    void recovering(int signer, List<Entry> journal, long floorView) {
        TreeMap<Long, List<Subject>> said = wire.getOrDefault(signer, new TreeMap<>());
        said.tailMap(floorView, false).forEach((view, subjects) -> {
            for (Subject subject : subjects) {
                assertThat(journal)
                        .as("validator %d forgot %s", signer, subject)
                        .anyMatch(entry -> entry instanceof Entry.Cast(Vote vote)
                                && vote.subject().equals(subject));
            }
        });
    }

    /** The last view in which the validator voted to move on or to build. */
    long lastVoted(int signer) {
        long last = 0;
        for (List<Subject> subjects : wire.getOrDefault(signer, new TreeMap<>()).values()) {
            for (Subject subject : subjects) {
                last = subject instanceof Subject.Finalize ? last : Math.max(last, subject.view());
            }
        }
        return last;
    }

    /** An honest node keeps a certificate. */
    void certificate(Certificate certificate) {
        TreeSet<Integer> signers = new TreeSet<>();
        long weight = 0;
        for (Certificate.Share share : certificate.shares()) {
            assertThat(signers.add(share.signer())).isTrue();
            weight += set.get(share.signer()).power();
        }
        // independent of ValidatorSet.quorum: strictly more than two thirds
        assertThat(weight * 3).isGreaterThan(set.totalPower() * 2);
        long view = certificate.view();
        switch (certificate.subject()) {
            case Subject.Notarize(Proposal p) -> one(notarized, view, p.payload(), "notarization");
            case Subject.Nullify _ -> nullified.add(view);
            case Subject.Finalize(Proposal p) -> {
                one(finalized, view, p.payload(), "finalization");
                Hash other = notarized.getOrDefault(view, p.payload());
                assertThat(other).as("notarized and finalized in view %d", view).isEqualTo(p.payload());
            }
        }
        assertThat(nullified.contains(view) && finalized.containsKey(view))
                .as("view %d is nullified and final", view)
                .isFalse();
    }

    /** An honest node delivers a final block. */
    void finalized(int node, Proposal proposal) {
        deliveries++;
        long view = proposal.view();
        Hash known = chain.get(view);
        if (known != null || view < chain.lastKey()) {
            assertThat(known)
                    .as("node %d finalizes view %d beside the chain", node, view)
                    .isEqualTo(proposal.payload());
            return;
        }
        TreeMap<Long, Hash> grown = new TreeMap<>();
        Hash payload = proposal.payload();
        long at = view;
        while (at > chain.lastKey()) {
            grown.put(at, payload);
            SimBlocks.Block block = blocks.get(payload);
            assertThat(block.view()).isEqualTo(at);
            assertThat(block.executes()).as("an invalid block is final").isTrue();
            for (long gap = block.parentView() + 1; gap < at; gap++) {
                assertThat(finalized)
                        .as("view %d was final and is skipped", gap)
                        .doesNotContainKey(gap);
            }
            at = block.parentView();
            payload = block.parent();
        }
        assertThat(payload).as("view %d does not extend the chain", view).isEqualTo(chain.get(at));
        chain.putAll(grown);
    }

    private static void one(Map<Long, Hash> certificates, long view, Hash payload, String kind) {
        Hash known = certificates.putIfAbsent(view, payload);
        assertThat(known == null || known.equals(payload))
                .as("two %ss in view %d", kind, view)
                .isTrue();
    }
}
