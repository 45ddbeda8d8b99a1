package io.ixi.zkp.circuit;

/**
 * One public input: a field element that prover and verifier both know.
 *
 * @param index its position in the vector of public inputs
 */
public record Public(int index) {}
