package io.ixi.node.genesis;

import io.ixi.consensus.types.Hash;
import io.ixi.zkp.statement.ProofCheck;
import io.ixi.zkp.statement.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Checks each proof once: a node meets it when it simulates, when it builds a block and when it executes one. Holds the
 * latest answers by SHA-256 over statement and proof. The answer is the verifier's, so remembering changes nothing but
 * time. Safe for any number of threads.
 */
final class RememberedProofs implements ProofCheck {
    /** Answers kept: some blocks full of proofs. */
    static final int KEPT = 1_024;

    private final ProofCheck verifier;
    private final Map<Hash, Boolean> answers = new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, Boolean> eldest) {
            return size() > KEPT;
        }
    };

    RememberedProofs(ProofCheck verifier) {
        this.verifier = verifier;
    }

    @Override
    public boolean shows(Statement statement, byte[] proof) {
        Hash key = Hash.sha256(Hash.sha256(statement.encode()).toBytes(), proof);
        synchronized (answers) {
            Boolean known = answers.get(key);
            if (known != null) {
                return known;
            }
        }
        boolean shown = verifier.shows(statement, proof);
        synchronized (answers) {
            answers.put(key, shown);
        }
        return shown;
    }
}
