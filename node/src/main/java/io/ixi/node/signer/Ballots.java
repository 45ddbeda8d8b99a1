package io.ixi.node.signer;

import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Subject;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a key has signed in the newest {@link #WINDOW} views that it voted in, and the rule of the ballot (R7 in
 * io.ixi.consensus.bft), written again on purpose: it shares no state with the core that it guards. Everything at or
 * below the oldest view that was forgotten is refused.
 */
final class Ballots {
    static final int WINDOW = 64;

    /** Views count anew in each epoch. */
    record Place(long epoch, long view) implements Comparable<Place> {
        static final Place NONE = new Place(0, 0);

        @Override
        public int compareTo(Place other) {
            return Comparator.comparingLong(Place::epoch)
                    .thenComparingLong(Place::view)
                    .compare(this, other);
        }
    }

    /**
     * @param notarized hash of the notarized proposal, if any
     * @param finalized hash of the finalized one, if any
     */
    private record Ballot(
            @Nullable Hash notarized,
            boolean nullified,
            @Nullable Hash finalized) {}

    private static final Ballot EMPTY = new Ballot(null, false, null);
    private static final int NOTARIZED = 1;
    private static final int NULLIFIED = 2;
    private static final int FINALIZED = 4;
    private static final int ENTRY = 8 + 8 + 1 + 2 * Hash.BYTES;

    /** Largest encoding, in bytes. */
    static final int MAX_BYTES = 8 + 8 + 4 + WINDOW * ENTRY;

    private final TreeMap<Place, Ballot> ballots = new TreeMap<>();
    private Place forgotten = Place.NONE;

    /** Why the subject must not be signed; null if it may. */
    @Nullable
    String objection(Subject subject) {
        Place place = place(subject);
        Ballot ballot = ballots.getOrDefault(place, EMPTY);
        if (place.compareTo(forgotten) <= 0) {
            return "view " + place.view() + " is older than all that this key remembers";
        }
        boolean fits = switch (subject) {
            case Subject.Notarize n -> {
                Hash proposal = hash(n);
                yield proposal.equals(ballot.notarized)
                        || (ballot.notarized == null && !ballot.nullified && ballot.finalized == null);
            }
            case Subject.Nullify _ -> ballot.finalized == null;
            case Subject.Finalize f -> {
                Hash proposal = hash(new Subject.Notarize(f.proposal()));
                yield !ballot.nullified
                        && (ballot.finalized == null || ballot.finalized.equals(proposal))
                        && (ballot.notarized == null || ballot.notarized.equals(proposal));
            }
        };
        return fits ? null : "this key has already voted otherwise in view " + place.view();
    }

    /** Whether the key has signed what makes this vote, signed as well, an equivocation (R14). */
    boolean contradicts(Subject subject) {
        Ballot ballot = ballots.getOrDefault(place(subject), EMPTY);
        return switch (subject) {
            case Subject.Notarize n -> ballot.notarized != null && !ballot.notarized.equals(hash(n));
            case Subject.Nullify _ -> ballot.finalized != null;
            case Subject.Finalize f ->
                ballot.nullified
                        || (ballot.finalized != null
                                && !ballot.finalized.equals(hash(new Subject.Notarize(f.proposal()))));
        };
    }

    /** Remembers a vote that has no objection. False if it was known. */
    boolean add(Subject subject) {
        Place place = place(subject);
        Ballot before = ballots.getOrDefault(place, EMPTY);
        Ballot after = switch (subject) {
            case Subject.Notarize n -> new Ballot(hash(n), before.nullified, before.finalized);
            case Subject.Nullify _ -> new Ballot(before.notarized, true, before.finalized);
            case Subject.Finalize f ->
                new Ballot(before.notarized, before.nullified, hash(new Subject.Notarize(f.proposal())));
        };
        if (after.equals(before)) {
            return false;
        }
        ballots.put(place, after);
        if (ballots.size() > WINDOW) {
            forgotten = ballots.firstKey();
            ballots.remove(forgotten);
        }
        return true;
    }

    /** The newest view in which it signed a Notarize or Nullify: the view that its node was in. */
    Place highest() {
        for (Map.Entry<Place, Ballot> entry : ballots.descendingMap().entrySet()) {
            if (entry.getValue().notarized != null || entry.getValue().nullified) {
                return entry.getKey();
            }
        }
        return forgotten;
    }

    void write(ByteBuffer out) {
        out.putLong(forgotten.epoch()).putLong(forgotten.view()).putInt(ballots.size());
        ballots.forEach((place, ballot) -> {
            int flags = (ballot.notarized != null ? NOTARIZED : 0)
                    | (ballot.nullified ? NULLIFIED : 0)
                    | (ballot.finalized != null ? FINALIZED : 0);
            out.putLong(place.epoch()).putLong(place.view()).put((byte) flags);
            out.put((ballot.notarized != null ? ballot.notarized : Hash.ZERO).toBytes());
            out.put((ballot.finalized != null ? ballot.finalized : Hash.ZERO).toBytes());
        });
    }

    /** Reads what {@link #write} wrote; the caller has checked its sum. Null if it is not that. */
    static @Nullable Ballots read(ByteBuffer in) {
        Ballots read = new Ballots();
        read.forgotten = new Place(in.getLong(), in.getLong());
        int count = in.getInt();
        if (count < 0 || count > WINDOW || in.remaining() != count * ENTRY) {
            return null;
        }
        for (int i = 0; i < count; i++) {
            Place place = new Place(in.getLong(), in.getLong());
            int flags = in.get();
            Hash notarize = hash(in);
            Hash finalize = hash(in);
            read.ballots.put(
                    place,
                    new Ballot(
                            (flags & NOTARIZED) != 0 ? notarize : null,
                            (flags & NULLIFIED) != 0,
                            (flags & FINALIZED) != 0 ? finalize : null));
        }
        return read;
    }

    private static Hash hash(ByteBuffer in) {
        byte[] bytes = new byte[Hash.BYTES];
        in.get(bytes);
        return Hash.of(bytes);
    }

    private static Hash hash(Subject.Notarize subject) {
        return Hash.sha256(Wire.encode(subject));
    }

    private static Place place(Subject subject) {
        return new Place(subject.epoch(), subject.view());
    }
}
