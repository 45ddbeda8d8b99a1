package io.ixi.consensus.bft;

import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;

/**
 * Everything the core asks for, in order. {@link Persist} stands before what depends on it: the node finishes it (on
 * disk) before it performs any later effect of the same or a later step that leaves the process. Answers come back as
 * inputs.
 */
public sealed interface Effect {
    /** Append to the journal. One fsync may cover many. */
    record Persist(Entry entry) implements Effect {}

    /** Sign with this validator's key and answer {@link Input.Signed}. Never asked twice with conflicting subjects. */
    record Sign(Subject subject) implements Effect {}

    /** Send this node's vote to every validator. A Notarize by the view's leader travels with its block. */
    record Broadcast(Vote vote) implements Effect {}

    /** Send this node's vote to one validator that has just connected. */
    record SendVote(int validator, Vote vote) implements Effect {}

    /** Send one certificate to one validator. */
    record SendCertificate(int validator, Certificate certificate) implements Effect {}

    /**
     * Offer a certificate that was just assembled: the node sends its subject alone (about 60 bytes) to every
     * validator, where it becomes {@link Input.CertificateOffered}; those who are behind ask with {@link
     * WantCertificate}, at most twice per view of theirs.
     */
    record Announce(Certificate certificate) implements Effect {}

    /** Ask a validator for what it knows of a view (see {@link Input.CertificateWanted}). */
    record WantCertificate(int validator, long view) implements Effect {}

    /** Build a block on the certified block {@code parent} of {@code parentView}. */
    record Build(long view, long parentView, Hash parent) implements Effect {}

    /**
     * Check that the block is here and fits its context, fetching what is missing from {@code leader}.
     *
     * @param parent the payload that the block's header must name as its parent: certified or final in {@code
     *     proposal.parentView()}
     */
    record Verify(Proposal proposal, int leader, Hash parent) implements Effect {}

    /**
     * Make the block durable and execute it. The block and any of its ancestors above the last one executed here may be
     * missing; they are fetched from the certificate's signers, a quorum of which held them.
     */
    record Certify(Proposal proposal, Certificate notarization) implements Effect {}

    /**
     * The block and all its ancestors are final. Delivered in view order, each view at most once per run; may skip
     * views and heights, and may come before the block is here. After a restart the floor is delivered again first,
     * so that a node which crashed between this effect and its own commit needs no second path.
     */
    record Finalized(Proposal proposal, Certificate finalization) implements Effect {}

    /** Two signed votes that no honest validator casts. */
    record Equivocation(Vote first, Vote second) implements Effect {}

    /** This validator will nullify the view. For metrics and logs; the vote itself follows from {@link Sign}. */
    record GaveUp(long view, int leader, Reason reason) implements Effect {}

    /** Run a timer for the current view; replaces a running one of the same kind. */
    record SetTimer(Timer timer, long view, int delayMs) implements Effect {}

    /** Stop a timer. */
    record CancelTimer(Timer timer) implements Effect {}

    /** The core is in this view now; {@code leader} is its leader. For metrics and logs. */
    record Entered(long view, int leader) implements Effect {}
}
