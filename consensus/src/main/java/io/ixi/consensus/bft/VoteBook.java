package io.ixi.consensus.bft;

import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.consensus.types.Vote;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The votes of one view: at most one per signer and kind, the first. Bounded by three votes per validator. Rule R10.
 */
final class VoteBook {
    /** What became of a vote that was added. */
    sealed interface Added {
        /** First of its signer and kind; it counts. */
        record Counted() implements Added {}

        /** The same subject again, or a further conflict of a signer already reported. */
        record Ignored() implements Added {}

        /**
         * No honest validator casts both; told once per signer.
         *
         * @param counted whether the new vote counts all the same: it is the first of its kind
         */
        record Conflict(Vote first, boolean counted) implements Added {}
    }

    private static final Added COUNTED = new Added.Counted();
    private static final Added IGNORED = new Added.Ignored();

    private final ValidatorSet set;
    private final @Nullable Vote[] notarize;
    private final @Nullable Vote[] nullify;
    private final @Nullable Vote[] finalize;
    private final boolean[] reported;

    VoteBook(ValidatorSet set) {
        this.set = set;
        this.notarize = new @Nullable Vote[set.size()];
        this.nullify = new @Nullable Vote[set.size()];
        this.finalize = new @Nullable Vote[set.size()];
        this.reported = new boolean[set.size()];
    }

    Added add(Vote vote) {
        int signer = vote.signer();
        @Nullable Vote[] kind = of(vote.subject());
        Vote known = kind[signer];
        if (known != null && known.subject().equals(vote.subject())) {
            return IGNORED;
        }
        boolean counted = known == null;
        Vote conflict = conflicting(vote);
        if (counted) {
            kind[signer] = vote;
        }
        if (conflict == null || reported[signer]) {
            return counted ? COUNTED : IGNORED;
        }
        reported[signer] = true;
        return new Added.Conflict(conflict, counted);
    }

    /** Whether the signer already said what an honest validator never says together with this vote. */
    boolean contradicts(Vote vote) {
        return conflicting(vote) != null;
    }

    /** Whether this validator's Nullify is here. */
    boolean nullified(int signer) {
        return nullify[signer] != null;
    }

    /** The certificate of a subject, once its votes weigh a quorum. */
    @Nullable
    Certificate certificate(Subject subject) {
        @Nullable Vote[] kind = of(subject);
        long weight = 0;
        List<Certificate.Share> shares = new ArrayList<>();
        for (int i = 0; i < kind.length; i++) {
            Vote vote = kind[i];
            if (vote != null && vote.subject().equals(subject)) {
                weight += set.get(i).power();
                shares.add(new Certificate.Share(i, vote.signature()));
            }
        }
        return weight >= set.quorum() ? new Certificate(subject, shares) : null;
    }

    private @Nullable Vote conflicting(Vote vote) {
        int signer = vote.signer();
        for (Vote other : new @Nullable Vote[] {notarize[signer], nullify[signer], finalize[signer]}) {
            if (other != null && Evidence.conflict(other, vote)) {
                return other;
            }
        }
        return null;
    }

    private @Nullable Vote[] of(Subject subject) {
        return switch (subject) {
            case Subject.Notarize _ -> notarize;
            case Subject.Nullify _ -> nullify;
            case Subject.Finalize _ -> finalize;
        };
    }
}
