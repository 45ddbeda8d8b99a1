package io.ixi.consensus.bft;

import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Vote;

/** What must survive a crash. {@link Bft#recover} rebuilds the core from these, in the order they were written. */
public sealed interface Entry {
    /** This validator's own vote, before anyone sees it. */
    record Cast(Vote vote) implements Entry {}

    /** A certificate that moved this node. */
    record Certified(Certificate certificate) implements Entry {}

    /** The node's verdict on a notarized block. */
    record Verdict(long view, Hash payload, boolean valid) implements Entry {}
}
