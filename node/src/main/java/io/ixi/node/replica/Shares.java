package io.ixi.node.replica;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.consensus.types.Vote;
import io.ixi.node.wire.Signers;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Signatures that hold, by subject: each is checked once. Bounded: a window of views, and per view, kind and signer the
 * two subjects that prove an equivocation.
 */
final class Shares {
    private static final int SUBJECTS_PER_SIGNER = 2;

    /** What a subject and a share take besides the signature: objects and map entries. */
    private static final int SUBJECT_BYTES = 200;

    private static final int SHARE_BYTES = 100;

    private final VoteCheck check;
    private final ValidatorSet set;
    private final TreeMap<Long, Map<Subject, TreeMap<Integer, Bytes>>> byView = new TreeMap<>();
    private long checks;

    Shares(VoteCheck check, ValidatorSet set) {
        this.check = check;
        this.set = set;
    }

    /** The vote with the signature that was found to hold first; null if this one does not. */
    @Nullable
    Vote verify(Vote vote) {
        Bytes known = signature(vote.subject(), vote.signer());
        if (known != null) {
            return new Vote(vote.subject(), vote.signer(), known);
        }
        if (!holds(vote.signer(), vote.subject(), vote.signature())) {
            return null;
        }
        keep(vote);
        return vote;
    }

    /** The certificate cut down to a quorum of signatures that hold; empty if there is none. */
    Optional<Certificate> verify(Certificate certificate) {
        List<Certificate.Share> good = new ArrayList<>();
        long power = 0;
        for (Certificate.Share share : certificate.shares()) {
            Bytes known = signature(certificate.subject(), share.signer());
            if (known == null && !holds(share.signer(), certificate.subject(), share.signature())) {
                return Optional.empty();
            }
            good.add(new Certificate.Share(share.signer(), known == null ? share.signature() : known));
            power += set.get(share.signer()).power();
            if (power >= set.quorum()) {
                return Optional.of(new Certificate(certificate.subject(), good));
            }
        }
        return Optional.empty();
    }

    /** Keeps a vote whose signature is known to hold, if it is within bounds. */
    void keep(Vote vote) {
        Map<Subject, TreeMap<Integer, Bytes>> subjects =
                byView.computeIfAbsent(vote.subject().view(), view -> new LinkedHashMap<>());
        int others = 0;
        for (Map.Entry<Subject, TreeMap<Integer, Bytes>> e : subjects.entrySet()) {
            boolean sameKind = e.getKey().getClass() == vote.subject().getClass();
            others += sameKind && e.getValue().containsKey(vote.signer()) ? 1 : 0;
        }
        if (others < SUBJECTS_PER_SIGNER) {
            subjects.computeIfAbsent(vote.subject(), s -> new TreeMap<>()).putIfAbsent(vote.signer(), vote.signature());
        }
    }

    BitSet signers(Subject subject) {
        BitSet signers = new BitSet();
        of(subject).keySet().forEach(signers::set);
        return signers;
    }

    /** The shares of these signers that are here. */
    List<Certificate.Share> select(Subject subject, Signers wanted) {
        List<Certificate.Share> shares = new ArrayList<>();
        of(subject).forEach((signer, signature) -> {
            if (wanted.contains(signer)) {
                shares.add(new Certificate.Share(signer, signature));
            }
        });
        return shares;
    }

    /** A certificate from what is here, if it is a quorum. */
    Optional<Certificate> assemble(Subject subject) {
        List<Certificate.Share> shares = new ArrayList<>();
        long power = 0;
        for (Map.Entry<Integer, Bytes> share : of(subject).entrySet()) {
            shares.add(new Certificate.Share(share.getKey(), share.getValue()));
            power += set.get(share.getKey()).power();
            if (power >= set.quorum()) {
                return Optional.of(new Certificate(subject, shares));
            }
        }
        return Optional.empty();
    }

    long power(BitSet signers) {
        return signers.stream()
                .filter(signer -> signer < set.size())
                .mapToLong(signer -> set.get(signer).power())
                .sum();
    }

    long quorum() {
        return set.quorum();
    }

    /** Memory that they hold, about. */
    long bytes() {
        long bytes = 0;
        for (Map<Subject, TreeMap<Integer, Bytes>> subjects : byView.values()) {
            for (TreeMap<Integer, Bytes> shares : subjects.values()) {
                bytes += SUBJECT_BYTES;
                for (Bytes signature : shares.values()) {
                    bytes += SHARE_BYTES + signature.size();
                }
            }
        }
        return bytes;
    }

    /** Signatures checked so far. */
    long checks() {
        return checks;
    }

    /** Forgets views below this one. */
    void prune(long view) {
        byView.headMap(view).clear();
    }

    private boolean holds(int signer, Subject subject, Bytes signature) {
        checks++;
        return signer >= 0 && signer < set.size() && check.holds(signer, subject, signature);
    }

    private @Nullable Bytes signature(Subject subject, int signer) {
        return of(subject).get(signer);
    }

    private NavigableMap<Integer, Bytes> of(Subject subject) {
        Map<Subject, TreeMap<Integer, Bytes>> subjects = byView.get(subject.view());
        NavigableMap<Integer, Bytes> shares = subjects == null ? null : subjects.get(subject);
        return shares == null ? new TreeMap<>() : shares;
    }
}
