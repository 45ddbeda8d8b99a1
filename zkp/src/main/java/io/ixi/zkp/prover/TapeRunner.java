package io.ixi.zkp.prover;

import io.ixi.zkp.circuit.Tape;
import io.ixi.zkp.field.Cubic;
import io.ixi.zkp.field.Goldilocks;
import java.util.Arrays;

/**
 * Runs the constraints on many rows at once and sums them with powers of a challenge. Intermediate values live in a few
 * buffers that are reused as soon as their last reader is done, so that they stay in a core's cache. One thread.
 */
final class TapeRunner {
    /** Rows at a time. */
    static final int BATCH = 256;

    private final Tape tape;
    private final long[][] buffers;
    /** For each node: where its values are, and from which index. */
    private final long[][] at;

    private final int[] offset;
    /** The buffer of each node; -1 for an input. */
    private final int[] buffer;
    /** The powers of the challenge for the constraint that a node is; a node may be several constraints. */
    private final int[][] constraints;

    private final Cubic[] powers;
    private final long[][] sums = new long[3][BATCH];

    TapeRunner(Tape tape, Cubic combine) {
        this.tape = tape;
        int nodes = tape.size();
        at = new long[nodes][];
        offset = new int[nodes];
        buffer = new int[nodes];
        constraints = new int[nodes][0];
        powers = new Cubic[tape.constraints()];
        Cubic power = Cubic.ONE;
        for (int i = 0; i < powers.length; i++) {
            int node = tape.output(i);
            constraints[node] = Arrays.copyOf(constraints[node], constraints[node].length + 1);
            constraints[node][constraints[node].length - 1] = i;
            powers[i] = power;
            power = power.mul(combine);
        }
        buffers = new long[assign()][BATCH];
    }

    /** Gives each inner node a buffer; returns how many there are. */
    private int assign() {
        int nodes = tape.size();
        int[] lastReader = new int[nodes];
        for (int i = 0; i < nodes; i++) {
            lastReader[i] = i;
            if (isInner(i)) {
                lastReader[tape.left(i)] = i;
                if (reads(i) == 2) {
                    lastReader[tape.right(i)] = i;
                }
            }
        }
        int count = 0;
        int free = 0;
        int[] stack = new int[nodes];
        for (int i = 0; i < nodes; i++) {
            buffer[i] = -1;
            if (!isInner(i)) {
                continue;
            }
            buffer[i] = free > 0 ? stack[--free] : count++;
            // a node may not write where it reads, so operands are freed after its own buffer is chosen
            for (int read = 0; read < reads(i); read++) {
                int operand = read == 0 ? tape.left(i) : tape.right(i);
                boolean twice = read == 1 && operand == tape.left(i);
                if (lastReader[operand] == i && buffer[operand] >= 0 && !twice) {
                    stack[free++] = buffer[operand];
                }
            }
            if (lastReader[i] == i) {
                stack[free++] = buffer[i];
            }
        }
        return count;
    }

    private boolean isInner(int node) {
        return switch (tape.kind(node)) {
            case LOCAL, NEXT, FIXED -> false;
            case ADD, SUB, MUL, SCALE, SHIFT -> true;
        };
    }

    private int reads(int node) {
        return switch (tape.kind(node)) {
            case LOCAL, NEXT, FIXED -> 0;
            case ADD, SUB, MUL -> 2;
            case SCALE, SHIFT -> 1;
        };
    }

    /**
     * The combined constraints on rows {@code from} to {@code from + count}, in three arrays that the next call
     * overwrites. A column of the trace starts at its number times {@code stride}, a fixed one at its number times
     * {@code size}.
     */
    long[][] run(long[] trace, int stride, long[] fixed, int size, int from, int count) {
        for (long[] sum : sums) {
            Arrays.fill(sum, 0, count, 0);
        }
        for (int node = 0; node < tape.size(); node++) {
            int left = tape.left(node);
            switch (tape.kind(node)) {
                case LOCAL -> input(node, trace, left * stride + from);
                case NEXT -> input(node, trace, left * stride + from + 1);
                case FIXED -> input(node, fixed, left * size + from);
                case ADD -> add(node, left, tape.right(node), count);
                case SUB -> sub(node, left, tape.right(node), count);
                case MUL -> mul(node, left, tape.right(node), count);
                case SCALE -> scale(node, left, tape.constant(node), count);
                case SHIFT -> shift(node, left, tape.constant(node), count);
            }
            for (int constraint : constraints[node]) {
                collect(node, powers[constraint], count);
            }
        }
        return sums;
    }

    private void input(int node, long[] values, int from) {
        at[node] = values;
        offset[node] = from;
    }

    private long[] output(int node) {
        at[node] = buffers[buffer[node]];
        offset[node] = 0;
        return at[node];
    }

    private void add(int node, int left, int right, int count) {
        add(output(node), at[left], offset[left], at[right], offset[right], count);
    }

    private static void add(long[] out, long[] x, int xAt, long[] y, int yAt, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = Goldilocks.add(x[xAt + i], y[yAt + i]);
        }
    }

    private void sub(int node, int left, int right, int count) {
        sub(output(node), at[left], offset[left], at[right], offset[right], count);
    }

    private static void sub(long[] out, long[] x, int xAt, long[] y, int yAt, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = Goldilocks.sub(x[xAt + i], y[yAt + i]);
        }
    }

    private void mul(int node, int left, int right, int count) {
        mul(output(node), at[left], offset[left], at[right], offset[right], count);
    }

    private static void mul(long[] out, long[] x, int xAt, long[] y, int yAt, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = Goldilocks.mul(x[xAt + i], y[yAt + i]);
        }
    }

    private void scale(int node, int left, long constant, int count) {
        long[] out = output(node);
        long[] x = at[left];
        int xAt = offset[left];
        for (int i = 0; i < count; i++) {
            out[i] = Goldilocks.mul(x[xAt + i], constant);
        }
    }

    private void shift(int node, int left, long constant, int count) {
        long[] out = output(node);
        long[] x = at[left];
        int xAt = offset[left];
        for (int i = 0; i < count; i++) {
            out[i] = Goldilocks.add(x[xAt + i], constant);
        }
    }

    private void collect(int node, Cubic power, int count) {
        collect(sums[0], power.a(), at[node], offset[node], count);
        collect(sums[1], power.b(), at[node], offset[node], count);
        collect(sums[2], power.c(), at[node], offset[node], count);
    }

    private static void collect(long[] sum, long factor, long[] x, int xAt, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = Goldilocks.add(sum[i], Goldilocks.mul(factor, x[xAt + i]));
        }
    }
}
