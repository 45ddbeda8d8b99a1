package io.ixi.zkp.prover;

/** The secrets do not satisfy the circuit. The message names the check by its label and holds no secret. */
public final class BrokenWitnessException extends RuntimeException {
    public BrokenWitnessException(String label) {
        super("the secrets do not satisfy: " + label);
    }
}
