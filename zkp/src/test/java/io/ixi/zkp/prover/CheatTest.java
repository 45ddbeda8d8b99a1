package io.ixi.zkp.prover;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.circuit.FixedColumn;
import io.ixi.zkp.circuit.Machine;
import io.ixi.zkp.circuit.Tape;
import io.ixi.zkp.field.Cubic;
import io.ixi.zkp.field.Goldilocks;
import io.ixi.zkp.proof.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A prover that breaks one constraint and proves all the same is caught, for every constraint; and no cell of a trace
 * can change without breaking a constraint, but for the helpers that nothing reads.
 */
class CheatTest {
    private static final Circuit CIRCUIT = Sample.CIRCUIT;
    private static final Tape TAPE = CIRCUIT.tape();
    private static final byte[] STATEMENT = {7};

    private final Sample sample = Sample.of(4);
    private final long[][] honest = Trace.fill(CIRCUIT, sample.publicInputs, sample.secrets);
    private final long[][] fixed = fixed();

    @Test
    void theHonestTraceBreaksNothing() {
        for (int row = 0; row < CIRCUIT.rows(); row++) {
            assertThat(broken(row)).isEmpty();
        }
    }

    @Test
    void everyConstraintCatchesItsCheat() {
        Prover prover = new Prover(CIRCUIT);
        Verifier verifier = new Verifier(CIRCUIT);
        Map<Integer, int[]> cheats = cheats();
        assertThat(cheats).as("cells that break a constraint each").hasSize(TAPE.constraints());
        for (int constraint = 0; constraint < TAPE.constraints(); constraint++) {
            int[] cell = java.util.Objects.requireNonNull(cheats.get(constraint));
            long[][] trace = copy();
            trace[cell[0]][cell[1]] = Goldilocks.add(trace[cell[0]][cell[1]], 12345);
            byte[] proof = prove(prover, trace, true);
            assertThat(proof).isNotNull();
            assertThat(verifier.verify(STATEMENT, sample.publicInputs, java.util.Objects.requireNonNull(proof)))
                    .as("constraint %d", constraint)
                    .isFalse();
        }
    }

    @Test
    void anHonestProverWouldNotice() {
        long[][] trace = copy();
        trace[0][3] = Goldilocks.add(trace[0][3], 1);
        assertThat(prove(new Prover(CIRCUIT), trace, false)).isNull();
        assertThat(prove(new Prover(CIRCUIT), copy(), false)).isNotNull();
    }

    /** The helpers that no row reads: all 12 in rows 0 and 15 but for path bits, 5 in rows 5 to 9, 9 in row 10. */
    @Test
    void noCellIsFreeButIdleHelpers() {
        int free = 0;
        int climbs = 0;
        for (int block = 0; block < CIRCUIT.blocks(); block++) {
            climbs += CIRCUIT.steps().get(block).climbs() ? 1 : 0;
        }
        Random random = new Random(8);
        for (int row = 0; row < CIRCUIT.blocks() * Machine.BLOCK; row++) {
            for (int column = 0; column < CIRCUIT.width(); column++) {
                if (breaks(column, row, random.nextLong() >>> 2).isEmpty()) {
                    free++;
                    boolean helper = column >= Machine.BIT && column < Machine.COUNTER;
                    assertThat(helper).as("column %d row %d", column, row).isTrue();
                }
            }
        }
        assertThat(free).isEqualTo(CIRCUIT.blocks() * (12 + 12 + 5 * 5 + 9) - climbs);
    }

    /** For each constraint a cell whose change breaks it, with as few others as possible. */
    private Map<Integer, int[]> cheats() {
        TreeMap<Integer, Integer> fewest = new TreeMap<>();
        TreeMap<Integer, int[]> cells = new TreeMap<>();
        for (int row = 0; row < CIRCUIT.blocks() * Machine.BLOCK; row++) {
            for (int column = 0; column < CIRCUIT.width(); column++) {
                List<Integer> broken = breaks(column, row, 12345);
                for (int constraint : broken) {
                    if (broken.size() < fewest.getOrDefault(constraint, Integer.MAX_VALUE)) {
                        fewest.put(constraint, broken.size());
                        cells.put(constraint, new int[] {column, row});
                    }
                }
            }
        }
        return cells;
    }

    private List<Integer> breaks(int column, int row, long by) {
        long before = honest[column][row];
        honest[column][row] = Goldilocks.add(before, by);
        List<Integer> broken = new ArrayList<>(broken(row));
        broken.addAll(broken((row + CIRCUIT.rows() - 1) % CIRCUIT.rows()));
        honest[column][row] = before;
        return broken.stream().distinct().toList();
    }

    private List<Integer> broken(int row) {
        int next = (row + 1) % CIRCUIT.rows();
        Cubic[] local = new Cubic[CIRCUIT.width()];
        Cubic[] after = new Cubic[CIRCUIT.width()];
        for (int i = 0; i < local.length; i++) {
            local[i] = Cubic.of(honest[i][row]);
            after[i] = Cubic.of(honest[i][next]);
        }
        Cubic[] known = new Cubic[fixed.length];
        for (int i = 0; i < known.length; i++) {
            known[i] = Cubic.of(fixed[i][row]);
        }
        Cubic[] values = TAPE.evaluate(local, after, known);
        List<Integer> broken = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (!values[i].isZero()) {
                broken.add(i);
            }
        }
        return broken;
    }

    private long[][] fixed() {
        long[][] columns = new long[CIRCUIT.fixedColumns()][];
        for (int i = 0; i < columns.length; i++) {
            FixedColumn column = CIRCUIT.fixed(i);
            columns[i] = column.values(CIRCUIT.rows(), CIRCUIT.blocks(), sample.publicInputs);
        }
        return columns;
    }

    private long[][] copy() {
        long[][] copy = new long[honest.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = honest[i].clone();
        }
        return copy;
    }

    private byte @Nullable [] prove(Prover prover, long[][] trace, boolean cheat) {
        try (Workers workers = new Workers(2, done -> true);
                Randomness randomness = new Randomness(Sample.entropy(6), CIRCUIT.id(), STATEMENT, new long[0])) {
            return prover.prove(STATEMENT, sample.publicInputs, trace, TAPE, randomness, workers, cheat);
        }
    }
}
