package io.ixi.zkp.proof;

import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.circuit.FixedColumn;
import io.ixi.zkp.circuit.Machine;
import io.ixi.zkp.field.Cubic;
import io.ixi.zkp.field.Goldilocks;
import java.util.Arrays;

/**
 * The fixed columns as polynomials, at a point outside the base field. A column is a sum of the Lagrange polynomials
 * L_i(z) = (z^K - 1) / K * w^i / (z - w^i) of the rows where it is not zero. The rows of all blocks that have the same
 * place r in their block add up to one value for each r: either directly, or as the closed form over all of the trace
 * less the random rows, whichever has fewer rows. Immutable.
 */
final class FixedValues {
    private final Circuit circuit;
    /** The rows whose Lagrange polynomial is needed. */
    private final int[] rows;

    private final long[] points;
    /** The position of a row in {@link #rows}. */
    private final int[] places;

    private final boolean byComplement;

    FixedValues(Circuit circuit) {
        this.circuit = circuit;
        int size = circuit.rows();
        int used = circuit.blocks() * Machine.BLOCK;
        byComplement = used > size - used;
        boolean[] needed = new boolean[size];
        Arrays.fill(needed, byComplement ? used : 0, byComplement ? size : used, true);
        for (int column = 0; column < circuit.fixedColumns(); column++) {
            FixedColumn fixed = circuit.fixed(column);
            for (int i = 0; i < fixed.entries(); i++) {
                needed[fixed.row(i)] = true;
            }
        }
        int count = 0;
        places = new int[size];
        for (int row = 0; row < size; row++) {
            places[row] = count;
            count += needed[row] ? 1 : 0;
        }
        rows = new int[count];
        points = new long[count];
        long root = Goldilocks.root(circuit.logRows());
        long point = 1;
        for (int row = 0; row < size; row++) {
            if (needed[row]) {
                rows[places[row]] = row;
                points[places[row]] = point;
            }
            point = Goldilocks.mul(point, root);
        }
    }

    /** The value of every fixed column at {@code z}, which is not in the base field. */
    Cubic[] at(Cubic z, Cubic zToTheRows, long[] publicInputs) {
        Cubic scale = zToTheRows.sub(Cubic.ONE).mulBase(Goldilocks.inverse(circuit.rows()));
        long[] lagrange = new long[3 * rows.length];
        for (int i = 0; i < rows.length; i++) {
            z.subBase(points[i]).put(lagrange, i);
        }
        Cubic.invertAll(lagrange);
        for (int i = 0; i < rows.length; i++) {
            Cubic.at(lagrange, i).mulBase(points[i]).put(lagrange, i);
        }
        Cubic[] places = places(z, zToTheRows, lagrange, scale);
        Cubic[] values = new Cubic[circuit.fixedColumns()];
        for (int column = 0; column < values.length; column++) {
            values[column] = column(circuit.fixed(column), places, lagrange, scale, publicInputs);
        }
        return values;
    }

    private Cubic column(FixedColumn fixed, Cubic[] blockRows, long[] lagrange, Cubic scale, long[] publicInputs) {
        Cubic sum = Cubic.ZERO;
        for (int i = 0; i < fixed.entries(); i++) {
            sum = sum.add(Cubic.at(lagrange, places[fixed.row(i)]).mulBase(fixed.value(i, publicInputs)));
        }
        sum = sum.mul(scale);
        if (fixed.hasPattern()) {
            for (int row = 0; row < Machine.BLOCK; row++) {
                sum = sum.add(blockRows[row].mulBase(fixed.pattern(row)));
            }
        }
        return sum;
    }

    /** For each row of a block: the sum of the Lagrange polynomials of that row in every block. */
    private Cubic[] places(Cubic z, Cubic zToTheRows, long[] lagrange, Cubic scale) {
        Cubic[] sums = new Cubic[Machine.BLOCK];
        Arrays.fill(sums, Cubic.ZERO);
        int used = circuit.blocks() * Machine.BLOCK;
        int from = byComplement ? used : 0;
        int to = byComplement ? circuit.rows() : used;
        for (int row = from; row < to; row++) {
            int place = row % Machine.BLOCK;
            sums[place] = sums[place].add(Cubic.at(lagrange, places[row]));
        }
        for (int place = 0; place < sums.length; place++) {
            sums[place] = sums[place].mul(scale);
        }
        if (byComplement) {
            // over the whole trace the sum is the Lagrange polynomial of the group of order 16 at z^(K/16)
            Cubic y = z.pow(circuit.rows() / Machine.BLOCK);
            Cubic whole = zToTheRows.sub(Cubic.ONE).mulBase(Goldilocks.inverse(Machine.BLOCK));
            long root = Goldilocks.root(4);
            for (int place = 0; place < sums.length; place++) {
                long point = Goldilocks.pow(root, place);
                Cubic all = whole.mulBase(point).mul(y.subBase(point).inverse());
                sums[place] = all.sub(sums[place]);
            }
        }
        return sums;
    }
}
