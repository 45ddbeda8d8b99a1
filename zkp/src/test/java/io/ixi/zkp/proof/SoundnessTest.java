package io.ixi.zkp.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.circuit.Profile;
import io.ixi.zkp.statement.Pass;
import io.ixi.zkp.statement.Total;
import io.ixi.zkp.statement.Transfer;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The security of every circuit in use, as docs/zkp.md accounts for it: fails below 128 proven bits. Round-by-round
 * errors up to the Johnson bound (BCHKS25 theorem 4.2 for batching and folding, Haböck 2022/1216 theorem 8 for ALI and
 * DEEP), with the formulas and the multiplicity m of Ethereum's soundcalc.
 */
class SoundnessTest {
    /** Bits of the field of the challenges, and of collisions of SHA-256. */
    private static final double FIELD = 192;

    @Test
    void everyCircuitInUseHas128ProvenBits() {
        for (Circuit circuit :
                List.of(Transfer.circuit(), Pass.circuit(), Total.circuit(1), Total.circuit(Total.LARGE))) {
            double proven = johnson(circuit);
            System.out.printf(
                    "%s: %.1f bits proven, %.1f in the unique decoding regime%n",
                    circuit.name(), proven, unique(circuit));
            assertThat(proven).as(circuit.name()).isGreaterThan(128);
            assertThat(circuit.tape().degree()).isEqualTo(4);
        }
    }

    /** The anchors of the design: 129 and 68 bits for 57 queries at rate 1/16, Miden's 55 and 38 for 27 at 1/8. */
    @Test
    void theFormulasGiveTheKnownNumbers() {
        assertThat(Math.floor(query(alpha(1 / 16.0, 140), 57, 16))).isEqualTo(129);
        assertThat(Math.floor(query((1 + 1 / 16.0) / 2, 57, 16))).isEqualTo(68);
        assertThat(Math.floor(query(alpha(1 / 8.0, 16), 27, 16))).isEqualTo(55);
        assertThat(Math.floor(query((1 + 1 / 8.0) / 2, 27, 16))).isEqualTo(38);
        assertThat(new Profile(4, 57, 16).randomRows()).isEqualTo(561);
    }

    /** Blinding: as many free coefficients in each column and segment as the proof opens, and for one leaf more. */
    @Test
    void everyColumnHasMoreRandomRowsThanAProofOpens() {
        for (Circuit circuit :
                List.of(Transfer.circuit(), Pass.circuit(), Total.circuit(1), Total.circuit(Total.LARGE))) {
            int random = circuit.rows() - 16 * circuit.blocks();
            int queries = circuit.profile().queries();
            assertThat(random).isGreaterThanOrEqualTo(circuit.profile().randomRows());
            assertThat(random).isGreaterThanOrEqualTo(2 * queries + 7);
            int segment = circuit.rows() - new Shape(circuit).segment();
            assertThat(segment).isGreaterThanOrEqualTo(queries + 2);
        }
    }

    /** The best over m of the least exponent of all rounds. */
    private static double johnson(Circuit circuit) {
        double best = 0;
        for (int m = 3; m < 1000; m++) {
            best = Math.max(best, johnson(circuit, m));
        }
        return best;
    }

    private static double johnson(Circuit circuit, int m) {
        Shape shape = new Shape(circuit);
        Profile profile = circuit.profile();
        double n = shape.domain();
        double rows = shape.rows();
        double rate = rows / n;
        // a column that is close to a polynomial of degree K: the quotients by (x - z) have one degree less
        double columnRate = (rows + 2) / n;
        double list = (m + 0.5) / Math.sqrt(columnRate);
        double polynomials = 2.0 * shape.width() + Profile.SEGMENTS + 1;
        double batching = FIELD - log2(linear(rate, n, m) * (polynomials - 1));
        double folding = FIELD - log2(linear(rate, n, m) * (Shape.FOLD - 1));
        double ali = FIELD - log2(list * circuit.tape().constraints());
        double degree = Math.max(4 * (rows + 1), rows + 3.0 * shape.segment() + rows + 1);
        double deep = FIELD - log2(list * degree) - 0.001;
        double query = query(alpha(rate, m), profile.queries(), profile.grindingBits());
        return Math.min(Math.min(Math.min(batching, folding), Math.min(ali, deep)), query);
    }

    private static double unique(Circuit circuit) {
        Profile profile = circuit.profile();
        double rate = 1.0 / (1 << profile.logBlowup());
        return query((1 + rate) / 2, profile.queries(), profile.grindingBits());
    }

    private static double alpha(double rate, int m) {
        return Math.sqrt(rate) * (1 + 1.0 / (2 * m));
    }

    private static double query(double alpha, int queries, int grinding) {
        return -queries * log2(alpha) + grinding;
    }

    /** The numerator of the error of one random linear combination. */
    private static double linear(double rate, double n, int m) {
        double shifted = m + 0.5;
        double radius = 1 - alpha(rate, m);
        double first = (2 * Math.pow(shifted, 5) + 3 * shifted * radius * rate) * n / (3 * rate * Math.sqrt(rate));
        return first + shifted / Math.sqrt(rate);
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }
}
