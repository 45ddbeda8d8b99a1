package io.ixi.cli.prove;

import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.prover.BrokenWitnessException;
import io.ixi.zkp.prover.Prover;
import io.ixi.zkp.statement.Statement;
import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/** Makes proofs with the platform's randomness and all processors. For one thread. */
public final class Proofs {
    private static final int ENTROPY = 32;

    private final SecureRandom random = new SecureRandom();
    private final IntConsumer progress;
    private final Map<String, Prover> provers = new TreeMap<>();

    /** @param progress gets the done part of a proof in thousandths */
    public Proofs(IntConsumer progress) {
        this.progress = progress;
    }

    SecureRandom random() {
        return random;
    }

    /** A random word. */
    Quad word() {
        byte[] bytes = new byte[Quad.BYTES];
        random.nextBytes(bytes);
        return Quad.fromHash(bytes);
    }

    /** Overwrites the secrets. Throws {@link WalletException} NOT_SHOWN, naming the check that they break. */
    byte[] prove(Statement statement, long[] secrets) {
        byte[] entropy = new byte[ENTROPY];
        random.nextBytes(entropy);
        Circuit circuit = statement.verifier().circuit();
        Prover prover = provers.computeIfAbsent(circuit.name() + circuit.logRows(), name -> new Prover(circuit));
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
        try {
            return prover.prove(
                    statement.encode(), statement.publicInputs(), secrets, entropy, Math.min(threads, 16), done -> {
                        progress.accept(done);
                        return true;
                    });
        } catch (BrokenWitnessException e) {
            throw new WalletException(WalletException.Reason.NOT_SHOWN, String.valueOf(e.getMessage()));
        }
    }
}
