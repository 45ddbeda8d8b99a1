package io.ixi.zkp.circuit;

/**
 * The parameters of the low degree test. They belong to the circuit, never to a proof. What security they give is
 * computed by {@code SoundnessTest}, which fails below 128 proven bits.
 *
 * @param logBlowup the evaluation domain has 2^logBlowup times as many points as the trace has rows; at least 2
 * @param queries the number of points at which the prover is tested
 * @param grindingBits the zero bits that the query seed must show: work for a cheater
 */
public record Profile(int logBlowup, int queries, int grindingBits) {
    /** Rate 1/16: for statements of one transaction. 129 bits proven at 2^11 rows. */
    public static final Profile SMALL = new Profile(4, 57, 16);

    /** Rate 1/8: for long traces, where the prover's memory counts. 129 bits proven at 2^14 rows. */
    public static final Profile LARGE = new Profile(3, 76, 16);

    /** Folding by the low degree test: a layer has an eighth of the points of the layer before. */
    public static final int LOG_FOLD = 3;

    /** The low degree test stops when the polynomial has at most this many coefficients. */
    public static final int MAX_FINAL = 256;

    /** Segments of the quotient; a constraint has degree at most this. */
    public static final int SEGMENTS = 4;

    public Profile {
        if (logBlowup < 2 || logBlowup > 6 || queries < 1 || queries > 256 || grindingBits < 0 || grindingBits > 24) {
            throw new IllegalArgumentException("parameters out of range");
        }
    }

    /**
     * How many rows of each column must be random so that the opened values tell nothing: 2d(e n + q) + q with degree
     * d = 4, extension e = 3, n = 2 rows, q queries (Haböck and Al Kindi, eprint 2024/1037, as summarised). Our own
     * count in docs/zkp.md needs 2q + 6.
     */
    public int randomRows() {
        return 2 * SEGMENTS * (3 * 2 + queries) + queries;
    }
}
