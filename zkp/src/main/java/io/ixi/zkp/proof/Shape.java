package io.ixi.zkp.proof;

import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.circuit.Machine;
import io.ixi.zkp.circuit.Profile;
import io.ixi.zkp.field.Goldilocks;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The numbers that follow from a circuit: how large everything in one of its proofs is. */
public final class Shape {
    /** Bytes of a digest. */
    public static final int DIGEST = 32;

    /** Bytes of a field element. */
    static final int ELEMENT = Long.BYTES;

    /** Numbers of an element of the extension. */
    public static final int EXTENSION = 3;

    /** Columns of the batch mask, which stand after the trace columns. */
    public static final int MASK = EXTENSION;

    /** Columns of the quotient tree. */
    public static final int QUOTIENT = EXTENSION * Profile.SEGMENTS;

    /** Values of a leaf in a layer of the low degree test. */
    public static final int FOLD = 1 << Profile.LOG_FOLD;

    private final Circuit circuit;
    private final int[] followed;
    private final int[] others;
    private final int layers;

    public Shape(Circuit circuit) {
        this.circuit = circuit;
        followed = circuit.tape().followed();
        others = IntStream.range(0, circuit.width())
                .filter(column -> Arrays.binarySearch(followed, column) < 0)
                .toArray();
        int coefficients = circuit.rows();
        int count = 0;
        while (coefficients > Profile.MAX_FINAL) {
            coefficients >>= Profile.LOG_FOLD;
            count++;
        }
        layers = count;
    }

    /** Rows of the trace, K: every committed polynomial has fewer coefficients than this or as many. */
    public int rows() {
        return circuit.rows();
    }

    /** Trace columns, the mask not counted. */
    public int width() {
        return circuit.width();
    }

    /** The columns whose next row constraints read, ascending: a proof shows their values at two points. */
    public int[] followed() {
        return followed.clone();
    }

    /** The columns that constraints read in one row only, ascending. */
    public int[] others() {
        return others.clone();
    }

    /** Elements of the extension that a proof shows outside the domain. */
    public int outside() {
        return width() + followed.length + Profile.SEGMENTS;
    }

    /** Columns of the trace tree. */
    public int committed() {
        return width() + MASK;
    }

    /** The evaluation domain has 2 to this power points. */
    public int logDomain() {
        return circuit.logRows() + circuit.profile().logBlowup();
    }

    public int domain() {
        return 1 << logDomain();
    }

    /** Folds, each with a committed layer; a circuit of at most 256 rows would have none. */
    public int layers() {
        return layers;
    }

    /** Points of layer {@code layer}, as a logarithm. */
    public int logLayer(int layer) {
        return logDomain() - Profile.LOG_FOLD * layer;
    }

    /** Coefficients of the polynomial that remains after all folds. */
    public int finalCoefficients() {
        return rows() >> (Profile.LOG_FOLD * layers);
    }

    public int queries() {
        return circuit.profile().queries();
    }

    /** Coefficients of a quotient segment that stem from the quotient; the others are random. */
    public int segment() {
        return rows() / Profile.SEGMENTS * (Profile.SEGMENTS - 1);
    }

    /** The point at position {@code index} of layer {@code layer}'s domain: g^(8^layer) * w^index. */
    public long point(int layer, int index) {
        long offset = Goldilocks.pow(Goldilocks.GENERATOR, 1L << (Profile.LOG_FOLD * layer));
        return Goldilocks.mul(offset, Goldilocks.pow(Goldilocks.root(logLayer(layer)), index));
    }

    /** No proof is longer. A proof is shorter when query paths share nodes. */
    public int maxBytes() {
        int values = EXTENSION * (outside() + finalCoefficients());
        int rows = committed() + QUOTIENT + layers * EXTENSION * (FOLD - 1);
        int bytes = DIGEST * (2 + layers) + ELEMENT * (values + 1);
        bytes += queries() * (ELEMENT * rows + 2 * logDomain() * DIGEST);
        for (int layer = 0; layer < layers; layer++) {
            bytes += queries() * (logLayer(layer) - Profile.LOG_FOLD) * DIGEST;
        }
        return bytes;
    }

    /** An upper bound of the verifier's work in compressions of SHA-256. */
    public long maxCompressions() {
        long row = 2 + (long) ELEMENT * committed() / 64 + 2 + ELEMENT * QUOTIENT / 64;
        long paths = 4L * logDomain();
        for (int layer = 0; layer < layers; layer++) {
            paths += 2 + ELEMENT * EXTENSION * FOLD / 64 + 2L * logLayer(layer);
        }
        long transcript = 64
                + ELEMENT * (2L * width() * EXTENSION + (long) finalCoefficients() * EXTENSION) / 64
                + (long) ELEMENT * circuit.publicInputs() / 64;
        return transcript + queries() * (row + paths + 1);
    }

    /** An upper bound of the verifier's work in multiplications of field elements. */
    public long maxMultiplications() {
        long fixedRows = 2L * circuit.blocks() * Machine.BLOCK;
        long entries = 0;
        for (int i = 0; i < circuit.fixedColumns(); i++) {
            entries += circuit.fixed(i).entries() + (circuit.fixed(i).hasPattern() ? Machine.BLOCK : 0);
        }
        long outside =
                2000 + 40L * width() + 9L * circuit.tape().size() + 40 * Math.min(fixedRows, rows()) + 4 * entries;
        long query = 3L * (committed() + QUOTIENT + finalCoefficients()) + 500 + 1000L * layers;
        return outside + queries() * query;
    }
}
