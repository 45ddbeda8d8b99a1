package io.ixi.zkp.prover;

import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.circuit.Machine;
import io.ixi.zkp.circuit.Step;
import io.ixi.zkp.field.Goldilocks;
import io.ixi.zkp.hash.Poseidon2;
import io.ixi.zkp.hash.Sponge;
import java.util.Arrays;
import java.util.List;

/** Fills in the blocks of a trace from public inputs and secrets, and names the first check that does not hold. */
final class Trace {
    private static final int WORD = Sponge.WORD;

    private final long[] publicInputs;
    private final long[] secrets;
    private final long[][] columns;
    private final long[] registers;
    private final long[] state = new long[Poseidon2.WIDTH];

    private Trace(Circuit circuit, long[] publicInputs, long[] secrets) {
        this.publicInputs = publicInputs;
        this.secrets = secrets;
        columns = new long[circuit.width()][circuit.rows()];
        registers = new long[WORD * circuit.words()];
    }

    /**
     * The trace columns, with zeros in the rows after the last block. Throws {@link BrokenWitnessException} if a check
     * fails and {@link IllegalArgumentException} if a vector has the wrong length or a number is not below p.
     */
    static long[][] fill(Circuit circuit, long[] publicInputs, long[] secrets) {
        canonical(publicInputs, circuit.publicInputs(), "public inputs");
        canonical(secrets, circuit.secrets(), "secrets");
        Trace trace = new Trace(circuit, publicInputs, secrets);
        for (int block = 0; block < circuit.blocks(); block++) {
            trace.block(circuit.steps().get(block), block * Machine.BLOCK);
        }
        Arrays.fill(trace.registers, 0);
        Arrays.fill(trace.state, 0);
        return trace.columns;
    }

    private static void canonical(long[] vector, int length, String what) {
        if (vector.length != length) {
            throw new IllegalArgumentException(length + " " + what + " expected, not " + vector.length);
        }
        for (long element : vector) {
            if (!Goldilocks.isCanonical(element)) {
                throw new IllegalArgumentException("among the " + what + " is a number that is not below p");
            }
        }
    }

    private void block(Step step, int first) {
        change(step);
        absorb(step, first);
        permute(first);
        for (int i = 0; i < registers.length; i++) {
            Arrays.fill(columns[Machine.REGISTER + i], first, first + Machine.BLOCK, registers[i]);
        }
        for (Step.Gate gate : step.gates()) {
            if (Goldilocks.mul(value(gate.a()), value(gate.b())) != value(gate.c())) {
                throw new BrokenWitnessException(gate.label());
            }
        }
        for (Step.Range range : step.ranges()) {
            count(range, first);
        }
        for (Step.Equal equal : step.comparisons()) {
            long enable = equal.enable() < 0 ? 1 : publicInputs[equal.enable()];
            for (int i = 0; i < WORD; i++) {
                if (Goldilocks.mul(enable, state[i]) != publicInputs[equal.first() + i]) {
                    throw new BrokenWitnessException(equal.label());
                }
            }
        }
    }

    private void change(Step step) {
        for (Step.Change change : step.changes()) {
            int at = WORD * change.register();
            switch (change) {
                case Step.Clear clear -> Arrays.fill(registers, at, at + WORD, 0);
                case Step.LoadDigest digest -> System.arraycopy(state, 0, registers, at, WORD);
                case Step.LoadSecret secret -> System.arraycopy(secrets, secret.first(), registers, at, WORD);
            }
        }
    }

    private void absorb(Step step, int first) {
        long[] digest = Arrays.copyOf(state, WORD);
        if (step.climbs()) {
            long bit = secrets[step.bit()];
            if (bit != 0 && bit != 1) {
                throw new BrokenWitnessException("a bit of a path");
            }
            columns[Machine.BIT][first - 1] = bit;
            System.arraycopy(digest, 0, state, bit == 0 ? 0 : WORD, WORD);
            System.arraycopy(secrets, step.sibling(), state, bit == 0 ? WORD : 0, WORD);
        } else {
            input(step.left(), digest, 0);
            input(step.right(), digest, WORD);
        }
        if (step.fresh()) {
            state[Sponge.RATE] = step.tag();
            state[Sponge.RATE + 1] = step.length();
            state[Sponge.RATE + 2] = 0;
            state[Sponge.RATE + 3] = 0;
        }
    }

    private void input(Step.Input input, long[] digest, int at) {
        switch (input) {
            case Step.Previous previous -> System.arraycopy(digest, 0, state, at, WORD);
            case Step.Zero zero -> Arrays.fill(state, at, at + WORD, 0);
            case Step.FromRegister from -> System.arraycopy(registers, WORD * from.register(), state, at, WORD);
            case Step.FromPublic from -> System.arraycopy(publicInputs, from.first(), state, at, WORD);
            case Step.FromSecret from -> System.arraycopy(secrets, from.first(), state, at, WORD);
        }
    }

    private void permute(int first) {
        int row = first;
        write(row++);
        Poseidon2.outer(state);
        for (int round = 0; round < 4; round++) {
            full(row++, round);
        }
        for (int round = 0; round < Poseidon2.PARTIAL_ROUNDS; round++) {
            int within = round % 4;
            if (within == 0) {
                write(row++);
            } else {
                columns[Poseidon2.WIDTH + 3 + within][row - 1] = state[0];
            }
            long x = Goldilocks.add(state[0], Poseidon2.partialConstant(round));
            state[0] = sbox(within, row - 1, x);
            Poseidon2.inner(state);
        }
        for (int round = 4; round < Poseidon2.FULL_ROUNDS; round++) {
            full(row++, round);
        }
        write(row);
    }

    private void full(int row, int round) {
        write(row);
        for (int lane = 0; lane < Poseidon2.WIDTH; lane++) {
            state[lane] = sbox(lane, row, Goldilocks.add(state[lane], Poseidon2.fullConstant(round, lane)));
        }
        Poseidon2.outer(state);
    }

    private long sbox(int helper, int row, long x) {
        long cube = Goldilocks.mul(Goldilocks.mul(x, x), x);
        columns[Poseidon2.WIDTH + helper][row] = cube;
        return Goldilocks.mul(Goldilocks.mul(cube, cube), x);
    }

    private void write(int row) {
        for (int lane = 0; lane < Poseidon2.WIDTH; lane++) {
            columns[lane][row] = state[lane];
        }
    }

    private void count(Step.Range range, int first) {
        int start = range.wide() ? 2 : range.row() == Machine.MIDDLE ? 0 : Machine.MIDDLE + 1;
        int digits = range.row() - start;
        long power = 1;
        for (int i = 0; i < digits; i++) {
            power *= 3;
        }
        long rest = value(range.form());
        for (int counter = 0; counter < Machine.COUNTERS; counter++) {
            long part = Long.remainderUnsigned(rest, power);
            rest = Long.divideUnsigned(rest, power);
            long[] column = columns[Machine.COUNTER + counter];
            for (int row = range.row(); row > start; row--) {
                column[first + row] = part;
                part /= 3;
            }
        }
        if (rest != 0) {
            throw new BrokenWitnessException(range.label());
        }
    }

    private long value(List<Step.Term> form) {
        long sum = 0;
        for (Step.Term term : form) {
            long value = term.factor();
            if (term.input() >= 0) {
                value = Goldilocks.mul(value, publicInputs[term.input()]);
            }
            if (term.cell() >= 0) {
                value = Goldilocks.mul(value, registers[term.cell()]);
            }
            sum = Goldilocks.add(sum, value);
        }
        return sum;
    }
}
