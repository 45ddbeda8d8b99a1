package io.ixi.node.replica;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Subject;

/** This validator's key. */
@FunctionalInterface
public interface Signer {
    /** The ML-DSA signature over the subject's signing bytes. Called on the replica's thread. */
    Bytes sign(Subject subject);
}
