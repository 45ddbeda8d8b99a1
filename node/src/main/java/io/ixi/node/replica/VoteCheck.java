package io.ixi.node.replica;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Subject;

/** The validators' public keys. */
@FunctionalInterface
public interface VoteCheck {
    /** Whether the signature is this validator's over the subject. False for an index outside the set. */
    boolean holds(int signer, Subject subject, Bytes signature);
}
