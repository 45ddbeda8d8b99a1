package io.ixi.zkp.statement;

import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.prover.Prover;
import java.util.Random;
import java.util.TreeMap;

/** Random keys and salts, one prover for each circuit, and proofs with entropy from a seed. */
final class World {
    static final Bytes32 CHAIN = Bytes32.of(new byte[32]);
    static final Bytes32 EFFECTS = new Bytes32(1, 2, 3, 4);
    private static final TreeMap<String, Prover> PROVERS = new TreeMap<>();

    private final Random random;

    World(long seed) {
        random = new Random(seed);
    }

    Quad quad() {
        return new Quad(element(), element(), element(), element());
    }

    long element() {
        return random.nextLong() >>> 1;
    }

    byte[] prove(Statement statement, long[] secrets) {
        byte[] entropy = new byte[32];
        random.nextBytes(entropy);
        Circuit circuit = statement.verifier().circuit();
        Prover prover;
        synchronized (PROVERS) {
            prover = PROVERS.computeIfAbsent(circuit.name() + circuit.logRows(), name -> new Prover(circuit));
        }
        return prover.prove(statement.encode(), statement.publicInputs(), secrets, entropy, 2, done -> true);
    }

    boolean accepts(Statement statement, long[] secrets) {
        return Statement.verify(statement.encode(), prove(statement, secrets));
    }
}
