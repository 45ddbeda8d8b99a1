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

    /** Send one certificate to one validator. */
    record SendCertificate(int validator, Certificate certificate) implements Effect {}

    /** Offer a certificate that was just assembled to all: those who lack signatures will ask. */
    record Announce(Certificate certificate) implements Effect {}

    /** Ask a validator for what it knows of a view (see {@link Input.CertificateWanted}). */
    record WantCertificate(int validator, long view) implements Effect {}

    /** Build a block on the certified block {@code parent} of {@code parentView}. */
    record Build(long view, long parentView, Hash parent) implements Effect {}

    /** Check that the block is here and fits its context, fetching what is missing from {@code leader}. */
    record Verify(Proposal proposal, int leader) implements Effect {}

    /** Make the block durable and execute it, fetching it from the certificate's signers if it is not here. */
    record Certify(Proposal proposal, Certificate notarization) implements Effect {}

    /** The block and all its ancestors are final. Delivered in view order; may skip views and heights. */
    record Finalized(Proposal proposal, Certificate finalization) implements Effect {}

    /** Two signed votes that no honest validator casts. */
    record Equivocation(Vote first, Vote second) implements Effect {}

    /** Run a timer for the current view; replaces a running one of the same kind. */
    record SetTimer(Timer timer, long view, int delayMs) implements Effect {}

    /** Stop a timer. */
    record CancelTimer(Timer timer) implements Effect {}

    /** The core is in this view now; {@code leader} is its leader. For metrics and logs. */
    record Entered(long view, int leader) implements Effect {}
}
