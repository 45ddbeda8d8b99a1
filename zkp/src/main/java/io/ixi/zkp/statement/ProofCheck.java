package io.ixi.zkp.statement;

/**
 * Whoever checks proofs for a ledger: {@link Statement#isShownBy}, or something that remembers what that answered. The
 * answer is a function of the arguments alone.
 */
@FunctionalInterface
public interface ProofCheck {
    boolean shows(Statement statement, byte[] proof);
}
