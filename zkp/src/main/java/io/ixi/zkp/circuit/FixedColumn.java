package io.ixi.zkp.circuit;

import io.ixi.zkp.field.Goldilocks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column that prover and verifier both know: a pattern that every block of 16 rows repeats, plus single entries. An
 * entry is a constant, or a public input times a constant. Outside the blocks the column is zero.
 */
public final class FixedColumn {
    private final long @Nullable [] pattern;
    private final int[] rows;
    private final long[] factors;
    private final int[] publics;

    private FixedColumn(long @Nullable [] pattern, List<Entry> entries) {
        this.pattern = pattern;
        rows = entries.stream().mapToInt(Entry::row).toArray();
        factors = entries.stream().mapToLong(Entry::factor).toArray();
        publics = entries.stream().mapToInt(Entry::input).toArray();
    }

    /** Whether a block pattern is part of the column. */
    public boolean hasPattern() {
        return pattern != null;
    }

    /** The pattern's value in row {@code row} of a block. */
    public long pattern(int row) {
        return pattern == null ? 0 : pattern[row];
    }

    /** The number of single entries. */
    public int entries() {
        return rows.length;
    }

    /** The row of entry {@code index} in the trace. */
    public int row(int index) {
        return rows[index];
    }

    /** The value of entry {@code index}. */
    public long value(int index, long[] publicInputs) {
        return publics[index] < 0 ? factors[index] : Goldilocks.mul(factors[index], publicInputs[publics[index]]);
    }

    /** Whether an entry depends on the public inputs. */
    public boolean isPublic() {
        for (int input : publics) {
            if (input >= 0) {
                return true;
            }
        }
        return false;
    }

    /** The whole column of {@code size} rows, the first {@code blocks} * 16 of them in blocks. */
    public long[] values(int size, int blocks, long[] publicInputs) {
        long[] values = new long[size];
        if (pattern != null) {
            for (int block = 0; block < blocks; block++) {
                System.arraycopy(pattern, 0, values, block * Machine.BLOCK, Machine.BLOCK);
            }
        }
        for (int i = 0; i < rows.length; i++) {
            values[rows[i]] = Goldilocks.add(values[rows[i]], value(i, publicInputs));
        }
        return values;
    }

    void write(Digester to) {
        to.number(pattern == null ? 0 : 1);
        if (pattern != null) {
            for (long value : pattern) {
                to.number(value);
            }
        }
        to.number(rows.length);
        for (int i = 0; i < rows.length; i++) {
            to.number(rows[i]).number(factors[i]).number(publics[i]);
        }
    }

    /** An entry: {@code factor}, times public input {@code input} unless that is negative. */
    private record Entry(int row, long factor, int input) {}

    /** Collects a column. */
    static final class Maker {
        private long @Nullable [] pattern;
        private final List<Entry> entries = new ArrayList<>();

        void pattern(int row, long value) {
            if (pattern == null) {
                pattern = new long[Machine.BLOCK];
            }
            pattern[row] = value;
        }

        void constant(int row, long value) {
            if (value != 0) {
                entries.add(new Entry(row, value, -1));
            }
        }

        void input(int row, long factor, int input) {
            entries.add(new Entry(row, factor, input));
        }

        boolean isEmpty() {
            return pattern == null && entries.isEmpty();
        }

        FixedColumn column() {
            return new FixedColumn(pattern, entries);
        }
    }
}
