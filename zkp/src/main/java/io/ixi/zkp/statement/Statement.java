package io.ixi.zkp.statement;

import io.ixi.zkp.proof.Shape;
import io.ixi.zkp.proof.Verifier;
import java.util.Optional;

/**
 * What a proof shows, in public data. A statement has exactly one byte form: a kind, a version, then fields of fixed
 * size. The proof is bound to these bytes, and so to the chain and to whatever the statement commits to.
 */
public sealed interface Statement permits Transfer, Pass, Total {
    /** The version that all kinds have now. */
    int VERSION = 1;

    /** The byte form. */
    byte[] encode();

    /** The circuit's vector of public inputs. */
    long[] publicInputs();

    /** The verifier of this statement's circuit. */
    Verifier verifier();

    /** Reads a byte form. Total: empty for anything that {@link #encode} does not give. */
    static Optional<Statement> decode(byte[] bytes) {
        if (bytes.length < 2 || bytes[1] != VERSION) {
            return Optional.empty();
        }
        return switch (bytes[0]) {
            case Transfer.KIND -> Transfer.read(bytes).map(statement -> statement);
            case Pass.KIND -> Pass.read(bytes).map(statement -> statement);
            case Total.KIND -> Total.read(bytes).map(statement -> statement);
            default -> Optional.empty();
        };
    }

    /**
     * Whether these bytes are a statement and the proof shows it. Total, deterministic, bounded by {@link #shape}. Any
     * number of threads may call it.
     */
    static boolean verify(byte[] statement, byte[] proof) {
        return decode(statement).map(known -> known.isShownBy(proof)).orElse(false);
    }

    /** The bounds of a proof's size and of the work to check it; empty if these bytes are not a statement. */
    static Optional<Shape> shape(byte[] statement) {
        return decode(statement).map(known -> known.verifier().shape());
    }

    /** Whether the proof shows this statement. */
    default boolean isShownBy(byte[] proof) {
        return verifier().verify(encode(), publicInputs(), proof);
    }
}
