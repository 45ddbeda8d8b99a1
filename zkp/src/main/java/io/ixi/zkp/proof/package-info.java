/**
 * The proof system's verifier and what it shares with the prover: the shape of a proof, the transcript, Merkle
 * multi-proofs. DEEP-ALI over FRI, as specified in docs/zkp.md. Pure: the verifier is a function of its arguments,
 * total, and bounded in time and memory by {@link io.ixi.zkp.proof.Shape}.
 */
@NullMarked
package io.ixi.zkp.proof;

import org.jspecify.annotations.NullMarked;
