/**
 * Makes proofs: fills in a trace from secrets, commits to it, and answers the transcript. Uses threads and memory as it
 * likes, but no clock and no randomness of its own: the caller hands entropy in. Secrets are overwritten after use.
 */
@NullMarked
package io.ixi.zkp.prover;

import org.jspecify.annotations.NullMarked;
