package io.ixi.zkp.prover;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.field.Cubic;
import io.ixi.zkp.proof.Shape;
import io.ixi.zkp.proof.Transcript;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * What a proof opens looks the same whatever the secrets are: for each column, the values opened in many proofs of one
 * witness are spread like those of many witnesses and like uniform ones. The seeds are fixed, so the test is not flaky;
 * the threshold is that of a chance of one in a million for all columns together.
 */
class ZeroKnowledgeTest {
    private static final Circuit CIRCUIT = Sample.CIRCUIT;
    private static final Shape SHAPE = new Shape(CIRCUIT);
    private static final Prover PROVER = new Prover(CIRCUIT);
    private static final byte[] STATEMENT = {1};
    private static final int PROOFS = 24;
    private static final int BUCKETS = 16;
    /** Chi-square with 15 degrees of freedom exceeds this with probability below 2e-9. */
    private static final double LIMIT = 74;

    @Test
    void openedValuesOfOneWitnessAreUniformAndLikeThoseOfMany() {
        int columns = SHAPE.committed() + Shape.QUOTIENT;
        int[][] fixed = new int[columns][BUCKETS];
        int[][] varied = new int[columns][BUCKETS];
        for (int i = 0; i < PROOFS; i++) {
            collect(open(Sample.of(77), 1000 + i), fixed);
            collect(open(Sample.of(500 + i), 2000 + i), varied);
        }
        for (int column = 0; column < columns; column++) {
            assertThat(uniform(fixed[column])).as("column %d", column).isLessThan(LIMIT);
            assertThat(uniform(varied[column])).as("column %d", column).isLessThan(LIMIT);
            assertThat(same(fixed[column], varied[column]))
                    .as("column %d", column)
                    .isLessThan(LIMIT);
        }
    }

    /** The measure sees a column without random rows: a register that is never used is then zero everywhere. */
    @Test
    void theMeasureSeesAColumnThatIsNotMasked() {
        int[] counts = new int[BUCKETS];
        counts[0] = PROOFS * 50;
        assertThat(uniform(counts)).isGreaterThan(LIMIT);
        int[] skewed = new int[BUCKETS];
        Arrays.fill(skewed, 75);
        skewed[3] = 200;
        assertThat(uniform(skewed)).isGreaterThan(LIMIT);
    }

    @Test
    void twoProofsOfOneWitnessShareNothing() {
        Opened one = open(Sample.of(3), 1);
        Opened two = open(Sample.of(3), 2);
        TreeSet<Long> seen = new TreeSet<>(one.all);
        assertThat(seen).hasSizeGreaterThan(3000);
        assertThat(two.all).noneMatch(seen::contains);
        assertThat(two.roots).doesNotContainAnyElementsOf(one.roots);
    }

    @Test
    void theSameEntropyGivesOtherRandomnessForAnotherStatementOrWitness() {
        long[] first = new long[4];
        long[] second = new long[4];
        try (Randomness a = new Randomness(Sample.entropy(1), CIRCUIT.id(), new byte[] {1}, new long[] {5});
                Randomness b = new Randomness(Sample.entropy(1), CIRCUIT.id(), new byte[] {2}, new long[] {5});
                Randomness c = new Randomness(Sample.entropy(1), CIRCUIT.id(), new byte[] {1}, new long[] {6})) {
            a.elements(1, 1, first, 0, 4);
            b.elements(1, 1, second, 0, 4);
            assertThat(second).isNotEqualTo(first);
            c.elements(1, 1, second, 0, 4);
            assertThat(second).isNotEqualTo(first);
            a.elements(1, 2, second, 0, 4);
            assertThat(second).isNotEqualTo(first);
            a.elements(2, 1, second, 0, 4);
            assertThat(second).isNotEqualTo(first);
        }
    }

    private static final class Opened {
        final List<long[]> trace = new ArrayList<>();
        final List<long[]> quotient = new ArrayList<>();
        final List<Long> all = new ArrayList<>();
        final List<String> roots = new ArrayList<>();
    }

    /** Makes a proof and reads it as docs/zkp.md writes it down, independently of the verifier. */
    private static Opened open(Sample sample, long seed) {
        long[] inputs = sample.publicInputs;
        byte[] proof = PROVER.prove(STATEMENT, inputs, sample.secrets, Sample.entropy(seed), 2, done -> true);
        ByteBuffer in = ByteBuffer.wrap(proof).order(ByteOrder.LITTLE_ENDIAN);
        Transcript transcript = new Transcript(CIRCUIT.id(), STATEMENT, inputs);
        Opened opened = new Opened();
        transcript.absorb(Transcript.TRACE, root(in, opened));
        Cubic unused = transcript.challenge();
        transcript.absorb(Transcript.QUOTIENT, root(in, opened));
        assertThat(transcript.challenge()).isNotEqualTo(unused);
        transcript.absorb(Transcript.VALUES, numbers(in, 3 * SHAPE.outside(), opened));
        assertThat(transcript.challenge()).isNotEqualTo(unused);
        for (int layer = 0; layer < SHAPE.layers(); layer++) {
            transcript.absorb(Transcript.LAYER, root(in, opened));
            assertThat(transcript.challenge()).isNotEqualTo(unused);
        }
        transcript.absorb(Transcript.FINAL, numbers(in, 3 * SHAPE.finalCoefficients(), opened));
        transcript.absorb(Transcript.NONCE, new long[] {in.getLong()});
        int[] positions = Arrays.stream(transcript.positions(SHAPE.queries(), SHAPE.logDomain()))
                .distinct()
                .toArray();
        for (int i = 0; i < positions.length; i++) {
            opened.trace.add(numbers(in, SHAPE.committed(), opened));
        }
        for (int i = 0; i < positions.length; i++) {
            opened.quotient.add(numbers(in, Shape.QUOTIENT, opened));
        }
        return opened;
    }

    private static byte[] root(ByteBuffer in, Opened opened) {
        byte[] root = new byte[Shape.DIGEST];
        in.get(root);
        opened.roots.add(java.util.HexFormat.of().formatHex(root));
        return root;
    }

    private static long[] numbers(ByteBuffer in, int count, Opened opened) {
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = in.getLong();
            opened.all.add(numbers[i]);
        }
        return numbers;
    }

    private static void collect(Opened opened, int[][] counts) {
        for (long[] row : opened.trace) {
            for (int i = 0; i < row.length; i++) {
                counts[i][(int) (row[i] >>> 60)]++;
            }
        }
        for (long[] row : opened.quotient) {
            for (int i = 0; i < row.length; i++) {
                counts[SHAPE.committed() + i][(int) (row[i] >>> 60)]++;
            }
        }
    }

    private static double uniform(int[] counts) {
        double expected = Arrays.stream(counts).sum() / (double) BUCKETS;
        double sum = 0;
        for (int count : counts) {
            sum += (count - expected) * (count - expected) / expected;
        }
        return sum;
    }

    private static double same(int[] a, int[] b) {
        double ratio =
                Math.sqrt(Arrays.stream(b).sum() / (double) Arrays.stream(a).sum());
        double sum = 0;
        for (int i = 0; i < BUCKETS; i++) {
            double difference = a[i] * ratio - b[i] / ratio;
            sum += difference * difference / (a[i] + b[i]);
        }
        return sum;
    }
}
