package io.ixi.zkp.prover;

import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.circuit.Machine;
import io.ixi.zkp.circuit.Tape;
import io.ixi.zkp.field.Cubic;
import io.ixi.zkp.field.Goldilocks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An honest trace, which constraints a change of one of its cells breaks, and proofs of what is not so. */
final class TraceAttack {
    private static final byte[] STATEMENT = {7};
    private static final long CHANGE = 12_345;

    final Circuit circuit;
    private final Tape tape;
    private final long[] publicInputs;
    private final long[][] trace;
    private final long[][] fixed;

    TraceAttack(Circuit circuit, long[] publicInputs, long[] secrets) {
        this.circuit = circuit;
        this.publicInputs = publicInputs;
        tape = circuit.tape();
        trace = Trace.fill(circuit, publicInputs, secrets);
        fixed = new long[circuit.fixedColumns()][];
        for (int i = 0; i < fixed.length; i++) {
            fixed[i] = circuit.fixed(i).values(circuit.rows(), circuit.blocks(), publicInputs);
        }
    }

    /** For each constraint that one cell can break, a cell that breaks as few others as possible: column and row. */
    Map<Integer, int[]> cheats() {
        TreeMap<Integer, Integer> fewest = new TreeMap<>();
        TreeMap<Integer, int[]> cells = new TreeMap<>();
        for (int row = 0; row < circuit.blocks() * Machine.BLOCK; row++) {
            for (int column = 0; column < circuit.width(); column++) {
                List<Integer> broken = breaks(column, row, CHANGE);
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

    /** The constraints that adding {@code by} to a cell breaks. */
    List<Integer> breaks(int column, int row, long by) {
        long before = trace[column][row];
        trace[column][row] = Goldilocks.add(before, by);
        List<Integer> broken = new ArrayList<>(broken(row));
        broken.addAll(broken((row + circuit.rows() - 1) % circuit.rows()));
        trace[column][row] = before;
        return broken.stream().distinct().toList();
    }

    /** The constraints that do not hold in a row. */
    List<Integer> broken(int row) {
        int next = (row + 1) % circuit.rows();
        Cubic[] local = new Cubic[circuit.width()];
        Cubic[] after = new Cubic[circuit.width()];
        for (int i = 0; i < local.length; i++) {
            local[i] = Cubic.of(trace[i][row]);
            after[i] = Cubic.of(trace[i][next]);
        }
        Cubic[] known = new Cubic[fixed.length];
        for (int i = 0; i < known.length; i++) {
            known[i] = Cubic.of(fixed[i][row]);
        }
        Cubic[] values = tape.evaluate(local, after, known);
        List<Integer> broken = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (!values[i].isZero()) {
                broken.add(i);
            }
        }
        return broken;
    }

    /** A proof of the trace with one cell changed, made as if nothing was wrong. */
    byte[] lie(Prover prover, int[] cell) {
        long[][] changed = copy();
        changed[cell[0]][cell[1]] = Goldilocks.add(changed[cell[0]][cell[1]], CHANGE);
        byte[] proof = prove(prover, changed, true);
        if (proof == null) {
            throw new IllegalStateException("a cheat gives up");
        }
        return proof;
    }

    byte[] statement() {
        return STATEMENT.clone();
    }

    long[][] copy() {
        long[][] copy = new long[trace.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = trace[i].clone();
        }
        return copy;
    }

    byte @Nullable [] prove(Prover prover, long[][] columns, boolean cheat) {
        try (Workers workers = new Workers(2, done -> true);
                Randomness randomness = new Randomness(Sample.entropy(6), circuit.id(), STATEMENT, new long[0])) {
            return prover.prove(STATEMENT, publicInputs, columns, tape, randomness, workers, cheat);
        }
    }
}
