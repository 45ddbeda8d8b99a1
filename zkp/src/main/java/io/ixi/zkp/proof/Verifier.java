package io.ixi.zkp.proof;

import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.field.Cubic;
import io.ixi.zkp.field.Goldilocks;
import org.jspecify.annotations.Nullable;

/**
 * Checks proofs of one circuit. Immutable after construction, so any number of threads may share it. docs/zkp.md
 * numbers the steps; what a proof holds and in which order is written there too.
 */
public final class Verifier {
    private final Circuit circuit;
    private final Shape shape;
    private final FixedValues fixed;
    private final byte[] id;

    /** Precomputes what does not depend on a proof: a few milliseconds for a large circuit. */
    public Verifier(Circuit circuit) {
        this.circuit = circuit;
        shape = new Shape(circuit);
        fixed = new FixedValues(circuit);
        id = circuit.id();
    }

    public Circuit circuit() {
        return circuit;
    }

    /** The sizes of this circuit's proofs and the bounds of the work to check one. */
    public Shape shape() {
        return shape;
    }

    /** What the verifier read before it drew the queries, and what it drew. */
    private static final class Opened {
        final byte[] traceRoot;
        final byte[] quotientRoot;
        final Outside outside;
        final Cubic batch;
        final Folding folding;
        final Reader reader;
        final int[] positions;

        Opened(byte[][] roots, Outside outside, Cubic batch, Folding folding, Reader reader, int[] positions) {
            traceRoot = roots[0];
            quotientRoot = roots[1];
            this.outside = outside;
            this.batch = batch;
            this.folding = folding;
            this.reader = reader;
            this.positions = positions;
        }
    }

    /**
     * Whether {@code proof} shows that its maker knew secrets that satisfy the circuit for these public inputs, and
     * made it for this statement. Total: any bytes give an answer. The statement is bound and not interpreted.
     */
    public boolean verify(byte[] statement, long[] publicInputs, byte[] proof) {
        if (publicInputs.length != circuit.publicInputs() || proof.length > shape.maxBytes()) {
            return false;
        }
        for (long input : publicInputs) {
            if (!Goldilocks.isCanonical(input)) {
                return false;
            }
        }
        Opened opened = open(statement, publicInputs, proof);
        return opened != null && opened.outside.holds(circuit, fixed, publicInputs) && query(opened);
    }

    private @Nullable Opened open(byte[] statement, long[] publicInputs, byte[] proof) {
        Reader reader = new Reader(proof);
        Transcript transcript = new Transcript(id, statement, publicInputs);
        byte[] traceRoot = reader.digest();
        transcript.absorb(Transcript.TRACE, traceRoot);
        Cubic combine = transcript.challenge();
        byte[] quotientRoot = reader.digest();
        transcript.absorb(Transcript.QUOTIENT, quotientRoot);
        Cubic point = transcript.challenge();
        long[] values = reader.elements(Shape.EXTENSION * shape.outside());
        transcript.absorb(Transcript.VALUES, values);
        Cubic batch = transcript.challenge();
        Folding folding = Folding.read(shape, reader, transcript);
        long nonce = reader.number();
        // challenges of the base field could fall into a domain or repeat a conjugate; an honest prover starts anew
        if (reader.failed()
                || point.isBase()
                || folding.isDegenerate()
                || !transcript.grinds(nonce, circuit.profile().grindingBits())) {
            return null;
        }
        transcript.absorb(Transcript.NONCE, new long[] {nonce});
        int[] positions = Folding.distinct(transcript.positions(shape.queries(), shape.logDomain()));
        Outside outside = new Outside(shape, values, combine, point);
        byte[][] roots = {traceRoot, quotientRoot};
        return new Opened(roots, outside, batch, folding, reader, positions);
    }

    private boolean query(Opened opened) {
        Reader reader = opened.reader;
        Hasher hasher = new Hasher();
        int[] positions = opened.positions;
        int count = positions.length;
        long[] trace = new long[count * shape.committed()];
        long[] quotient = new long[count * Shape.QUOTIENT];
        byte[] traceLeaves = leaves(Hasher.TRACE, trace, shape.committed(), count, reader, hasher);
        byte[] quotientLeaves = leaves(Hasher.QUOTIENT, quotient, Shape.QUOTIENT, count, reader, hasher);
        if (reader.failed()
                || !Paths.lead(positions, traceLeaves, shape.logDomain(), opened.traceRoot, reader, hasher)
                || !Paths.lead(positions, quotientLeaves, shape.logDomain(), opened.quotientRoot, reader, hasher)) {
            return false;
        }
        long[] codeword = opened.outside.codeword(opened.batch, positions, trace, quotient);
        return opened.folding.check(positions, codeword, reader, hasher) && reader.complete();
    }

    private static byte[] leaves(int tree, long[] rows, int width, int count, Reader reader, Hasher hasher) {
        byte[] digests = new byte[count * Shape.DIGEST];
        for (int i = 0; i < count; i++) {
            reader.elements(rows, i * width, width);
            if (reader.failed()) {
                break;
            }
            hasher.leaf(tree, rows, i * width, 1, width, digests, i * Shape.DIGEST);
        }
        return digests;
    }
}
