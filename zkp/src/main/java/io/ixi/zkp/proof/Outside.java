package io.ixi.zkp.proof;

import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.circuit.Profile;
import io.ixi.zkp.field.Cubic;
import io.ixi.zkp.field.Goldilocks;

/**
 * The values that the prover claims at a point z outside the domain: all trace columns at z, those whose next row some
 * constraint reads at the next row's point w z, and the segments of the quotient at z.
 */
final class Outside {
    private final Shape shape;
    private final int[] followed;
    private final int[] others;
    /** Three numbers for each: the columns at z, the followed columns at w z, the segments at z. */
    private final long[] values;

    private final Cubic combine;
    private final Cubic point;

    Outside(Shape shape, long[] values, Cubic combine, Cubic point) {
        this.shape = shape;
        this.followed = shape.followed();
        this.others = shape.others();
        this.values = values;
        this.combine = combine;
        this.point = point;
    }

    /** Whether the constraints, combined with powers of the challenge, are the quotient times z^K - 1. */
    boolean holds(Circuit circuit, FixedValues fixed, long[] publicInputs) {
        int width = shape.width();
        Cubic[] local = new Cubic[width];
        Cubic[] next = new Cubic[width];
        for (int i = 0; i < width; i++) {
            local[i] = Cubic.at(values, i);
        }
        for (int i = 0; i < followed.length; i++) {
            next[followed[i]] = Cubic.at(values, width + i);
        }
        Cubic toTheRows = point.pow(circuit.rows());
        Cubic[] constraints = circuit.tape().evaluate(local, next, fixed.at(point, toTheRows, publicInputs));
        Cubic sum = Cubic.ZERO;
        for (int i = constraints.length - 1; i >= 0; i--) {
            sum = sum.mul(combine).add(constraints[i]);
        }
        Cubic quotient = Cubic.ZERO;
        Cubic step = point.pow(shape.segment());
        for (int i = Profile.SEGMENTS - 1; i >= 0; i--) {
            quotient = quotient.mul(step).add(Cubic.at(values, width + followed.length + i));
        }
        return sum.equals(quotient.mul(toTheRows.sub(Cubic.ONE)));
    }

    /**
     * The values of the tested codeword at the opened positions, three numbers each: the mask, plus g (U + g^2w Q -
     * a) / (x - z), plus g^(w+1) (V - b) / (x - w z), where U, V and Q are the sums of the trace columns, of the
     * followed ones and of the segments with powers of g, and a and b the same sums of the claimed values.
     */
    long[] codeword(Cubic g, int[] positions, long[] trace, long[] quotient) {
        int width = shape.width();
        Cubic[] powers = new Cubic[2 * width + Profile.SEGMENTS + 1];
        powers[0] = Cubic.ONE;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1].mul(g);
        }
        Cubic here = Cubic.ZERO;
        Cubic after = Cubic.ZERO;
        for (int i = 0; i < width; i++) {
            here = here.add(powers[i].mul(Cubic.at(values, i)));
        }
        for (int i = 0; i < followed.length; i++) {
            after = after.add(powers[followed[i]].mul(Cubic.at(values, width + i)));
        }
        for (int i = 0; i < Profile.SEGMENTS; i++) {
            here = here.add(powers[2 * width + i].mul(Cubic.at(values, width + followed.length + i)));
        }
        int count = positions.length;
        long[] inverses = new long[2 * Shape.EXTENSION * count];
        Cubic nextPoint = point.mulBase(Goldilocks.root(shape.logDomain() - logBlowup()));
        for (int i = 0; i < count; i++) {
            long x = shape.point(0, positions[i]);
            Cubic.of(x).sub(point).put(inverses, 2 * i);
            Cubic.of(x).sub(nextPoint).put(inverses, 2 * i + 1);
        }
        Cubic.invertAll(inverses);
        long[] codeword = new long[Shape.EXTENSION * count];
        for (int i = 0; i < count; i++) {
            int row = i * shape.committed();
            Cubic chained = sum(powers, trace, row, followed);
            Cubic columns = chained.add(sum(powers, trace, row, others));
            Cubic both = columns.add(segments(powers, quotient, i * Shape.QUOTIENT));
            Cubic first = both.sub(here).mul(Cubic.at(inverses, 2 * i)).mul(powers[1]);
            Cubic second = chained.sub(after).mul(Cubic.at(inverses, 2 * i + 1)).mul(powers[width + 1]);
            Cubic mask = new Cubic(trace[row + width], trace[row + width + 1], trace[row + width + 2]);
            mask.add(first).add(second).put(codeword, i);
        }
        return codeword;
    }

    private int logBlowup() {
        return shape.logDomain() - Integer.numberOfTrailingZeros(shape.rows());
    }

    private static Cubic sum(Cubic[] powers, long[] row, int from, int[] columns) {
        long a = 0;
        long b = 0;
        long c = 0;
        for (int column : columns) {
            long value = row[from + column];
            a = Goldilocks.add(a, Goldilocks.mul(powers[column].a(), value));
            b = Goldilocks.add(b, Goldilocks.mul(powers[column].b(), value));
            c = Goldilocks.add(c, Goldilocks.mul(powers[column].c(), value));
        }
        return new Cubic(a, b, c);
    }

    private Cubic segments(Cubic[] powers, long[] row, int from) {
        Cubic sum = Cubic.ZERO;
        for (int i = 0; i < Profile.SEGMENTS; i++) {
            int at = from + Shape.EXTENSION * i;
            Cubic value = new Cubic(row[at], row[at + 1], row[at + 2]);
            sum = sum.add(powers[2 * shape.width() + i].mul(value));
        }
        return sum;
    }
}
