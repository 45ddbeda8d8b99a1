package io.ixi.testnet.sim;

import io.ixi.consensus.bft.Entry;
import io.ixi.consensus.codec.Reader;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;
import io.ixi.node.journal.Journal;
import io.ixi.node.wire.PeerMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * No honest key votes twice. Read off the wire over all lives of a node, never from its state: one Notarize, one
 * Finalize, Nullify or Finalize. And whatever a key said on the wire is in its journal when the node starts again.
 */
final class OneVote implements Checker {
    /** Kind of an {@link Entry} among the journal's records. */
    private static final int ENTRY = 1;

    /** Kind of the record that says which epoch a node is in: it votes in none before. */
    private static final int EPOCH = 4;

    private record View(long epoch, long number) implements Comparable<View> {
        static final View NONE = new View(0, 0);

        static View of(Subject subject) {
            return new View(subject.epoch(), subject.view());
        }

        @Override
        public int compareTo(View other) {
            return epoch == other.epoch ? Long.compare(number, other.number) : Long.compare(epoch, other.epoch);
        }
    }

    private static final class Said {
        private @Nullable Proposal notarize;
        private boolean nullify;
        private @Nullable Proposal finalize;
    }

    private final World world;
    private final List<TreeMap<View, Said>> said = new ArrayList<>();
    private final boolean[] excused;
    /** Views that a lost journal took with it, by validator. */
    private final View[] forgotten;

    OneVote(World world) {
        this.world = world;
        this.excused = new boolean[world.scenario().holders()];
        this.forgotten = new View[world.scenario().holders()];
        Arrays.fill(forgotten, View.NONE);
        for (int i = 0; i < world.scenario().holders(); i++) {
            said.add(new TreeMap<>());
        }
    }

    /** Counts among the faulty from now on. */
    void excuse(int index) {
        excused[index] = true;
    }

    @Override
    public void sent(SimNode from, PeerMessage message) {
        switch (message) {
            case PeerMessage.VoteMessage m -> vote(from, m.vote());
            case PeerMessage.ProposalMessage m -> vote(from, m.vote());
            case PeerMessage.CertificateMessage m -> shares(from, m.certificate());
            case PeerMessage.CertShares m -> shares(from, m.shares());
            default -> {}
        }
    }

    private void shares(SimNode from, Certificate certificate) {
        for (Certificate.Share share : certificate.shares()) {
            if (world.sets().holder(certificate.subject().epoch(), share.signer()) == from.index()) {
                vote(from, new Vote(certificate.subject(), share.signer(), share.signature()));
            }
        }
    }

    private void vote(SimNode from, Vote vote) {
        int holder = world.sets().holder(vote.subject().epoch(), vote.signer());
        if (holder != from.index() || excused[holder]) {
            return;
        }
        Said all = said.get(holder).computeIfAbsent(View.of(vote.subject()), view -> new Said());
        switch (vote.subject()) {
            case Subject.Notarize(Proposal p) -> {
                if (all.notarize != null && !all.notarize.equals(p)) {
                    fail(vote, "and another Notarize");
                }
                all.notarize = p;
            }
            case Subject.Nullify _ -> all.nullify = true;
            case Subject.Finalize(Proposal p) -> {
                if (all.finalize != null && !all.finalize.equals(p)) {
                    fail(vote, "and another Finalize");
                }
                all.finalize = p;
            }
        }
        if (all.nullify && all.finalize != null) {
            fail(vote, "so that it said Nullify and Finalize");
        }
    }

    private void fail(Vote vote, String and) {
        world.violated(
                Violation.Kind.SAFETY, "honest validator " + vote.signer() + " said " + vote.subject() + " " + and);
    }

    @Override
    public void started(SimNode node, Journal.Opened opened) {
        if (excused[node.index()]) {
            return;
        }
        TreeMap<View, Said> own = said.get(node.index());
        // a new journal that its first start could not write to is there at the next start, and says nothing yet
        if (opened.fresh() || (node.renewed() && opened.records().isEmpty())) {
            forgotten[node.index()] = own.isEmpty() ? View.NONE : own.lastKey();
            return;
        }
        Set<Subject> kept = new HashSet<>();
        View floor = View.NONE;
        for (Journal.Item item : opened.records()) {
            if (item.kind() == EPOCH) {
                floor = later(floor, new View(Reader.decode(item.payload().unsafeArray(), Reader::u63), 0));
            }
            if (item.kind() == ENTRY) {
                switch (Wire.decodeEntry(item.payload().unsafeArray())) {
                    case Entry.Cast(Vote vote) -> kept.add(vote.subject());
                    case Entry.Certified(Certificate c)
                    when c.subject() instanceof Subject.Finalize -> floor = later(floor, View.of(c.subject()));
                    case Entry.Certified _, Entry.Verdict _ -> {}
                }
            }
        }
        for (var view :
                own.tailMap(later(floor, forgotten[node.index()]), false).entrySet()) {
            Said all = view.getValue();
            require(node, kept, all.notarize == null ? null : new Subject.Notarize(all.notarize));
            require(node, kept, all.finalize == null ? null : new Subject.Finalize(all.finalize));
            require(
                    node,
                    kept,
                    all.nullify
                            ? new Subject.Nullify(
                                    view.getKey().epoch(), view.getKey().number())
                            : null);
        }
    }

    private static View later(View a, View b) {
        return a.compareTo(b) < 0 ? b : a;
    }

    private void require(SimNode node, Set<Subject> kept, @Nullable Subject subject) {
        if (subject != null && !kept.contains(subject)) {
            world.violated(
                    Violation.Kind.SAFETY,
                    "node " + node.address() + " said " + subject + " and its journal does not know it");
        }
    }
}
