package io.ixi.consensus.bft;

import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;

/**
 * Everything the core is told. Votes and certificates arrive with their signatures already checked against the epoch's
 * set; the core checks only what depends on its state. Peers are named by their index in the set; the node may give
 * observers any index from the set's size on, and the core answers them alike.
 */
public sealed interface Input {
    /** After {@link Bft#recover}: enter the current view, arm timers, say again what was said before the restart. */
    record Start() implements Input {}

    /** A vote whose signature holds. The leader's Notarize is the proposal; its block is known to the node. */
    record VoteReceived(Vote vote) implements Input {}

    /** A certificate whose signatures hold and whose weight is a quorum. May jump any distance ahead. */
    record CertificateReceived(Certificate certificate) implements Input {}

    /** Answer to {@link Effect.Sign}. The subject is the one asked for. */
    record Signed(Vote vote) implements Input {}

    /** Answer to {@link Effect.Build}: the block is ready to be sent. */
    record Built(long view, long parentView, Hash payload) implements Input {}

    /** Answer to {@link Effect.Build}: this node cannot build here; give up the view. */
    record BuildFailed(long view) implements Input {}

    /**
     * Answer to {@link Effect.Verify}: the block is here and fits its context, or never can. While data is missing the
     * node does not answer.
     */
    record Verified(long view, Hash payload, boolean valid) implements Input {}

    /**
     * Answer to {@link Effect.Certify}: the block is durable and executed and its header is right, or executing it
     * proved it invalid. The verdict is the same at every honest node. No answer while data is missing.
     */
    record Certified(long view, Hash payload, boolean valid) implements Input {}

    /** A timer set by {@link Effect.SetTimer} for this view has run out. Late ones are ignored. */
    record TimedOut(Timer timer, long view) implements Input {}

    /** Whether transactions wait here. Told on each change. */
    record Work(boolean pending) implements Input {}

    /** A peer is reachable (again): it is told what this node knows. */
    record PeerConnected(int validator) implements Input {}

    /** A peer has the certificate of this subject ({@link Effect.Announce}). A claim, not yet proved. */
    record CertificateOffered(int validator, Subject subject) implements Input {}

    /**
     * An authenticated message of this peer came that the node did not pass on, as a vote beyond the quorum. Tells only
     * that the peer lives; a node that drops such votes unchecked must say this, or their senders look silent.
     */
    record Heard(int validator) implements Input {}

    /** A peer asks for what would let it leave {@code view}. */
    record CertificateWanted(int validator, long view) implements Input {}
}
