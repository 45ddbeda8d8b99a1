package io.ixi.zkp.prover;

import io.ixi.zkp.circuit.Profile;
import io.ixi.zkp.circuit.Tape;
import io.ixi.zkp.field.Cubic;
import io.ixi.zkp.field.Goldilocks;
import io.ixi.zkp.field.Ntt;
import io.ixi.zkp.proof.Shape;
import org.jspecify.annotations.Nullable;

/** The combined constraints divided by X^K - 1, cut into segments that show nothing of it one by one. */
final class Quotient {
    private final Shape shape;
    private final Coset coset;
    private final Ntt large;

    Quotient(Shape shape, Coset coset, Ntt large) {
        this.shape = shape;
        this.coset = coset;
        this.large = large;
    }

    /**
     * The coefficients of the quotient, one array for each of the three base columns, computed on four times as many
     * points as the trace has rows.
     */
    long[][] coefficients(
            Tape tape,
            Cubic combine,
            Codewords trace,
            FixedTable fixed,
            long[] @Nullable [] changing,
            Workers workers,
            int until) {
        int size = shape.rows();
        long[][] values = new long[Shape.EXTENSION][Profile.SEGMENTS * size];
        workers.each(Profile.SEGMENTS, until, number -> {
            int part = number * fixed.step();
            long[] fixedValues = fixed.part(part, changing);
            // X^K is constant on a part
            long vanishing = Goldilocks.sub(Goldilocks.pow(coset.offset(part), size), 1);
            long inverse = Goldilocks.inverse(vanishing);
            TapeRunner runner = new TapeRunner(tape, combine);
            for (int from = 0; from < size; from += TapeRunner.BATCH) {
                int count = Math.min(TapeRunner.BATCH, size - from);
                long[][] sums = runner.run(trace.part(part), trace.stride(), fixedValues, size, from, count);
                for (int column = 0; column < sums.length; column++) {
                    for (int i = 0; i < count; i++) {
                        int position = number + Profile.SEGMENTS * (from + i);
                        values[column][position] = Goldilocks.mul(sums[column][i], inverse);
                    }
                }
            }
        });
        long unshift = Goldilocks.inverse(Goldilocks.GENERATOR);
        long[][] coefficients = new long[Shape.EXTENSION][Profile.SEGMENTS * size];
        workers.each(
                Shape.EXTENSION,
                until,
                column -> large.coefficients(values[column], 0, unshift, coefficients[column], 0));
        return coefficients;
    }

    /** Whether the quotient is a polynomial of the degree that a satisfied circuit gives. */
    boolean isLow(long[][] coefficients) {
        long any = 0;
        for (long[] column : coefficients) {
            for (int i = Profile.SEGMENTS * shape.segment(); i < column.length; i++) {
                any |= column[i];
            }
        }
        return any == 0;
    }

    /**
     * The columns of the segments, three for each. With S coefficients of the quotient in each, segment i is q_i + X^S
     * t_i - t_(i-1) for random t_i of K - S coefficients, t_(-1) = t_3 = 0, so that the sum of X^(iS) times segment i
     * is
     * the quotient.
     */
    long[][] segments(long[][] coefficients, Randomness randomness) {
        int own = shape.segment();
        int random = shape.rows() - own;
        long[][] segments = new long[Shape.QUOTIENT][shape.rows()];
        for (int column = 0; column < Shape.EXTENSION; column++) {
            for (int i = 0; i < Profile.SEGMENTS; i++) {
                long[] segment = segments[Shape.EXTENSION * i + column];
                System.arraycopy(coefficients[column], i * own, segment, 0, own);
                if (i > 0) {
                    long[] before = segments[Shape.EXTENSION * (i - 1) + column];
                    for (int k = 0; k < random; k++) {
                        segment[k] = Goldilocks.sub(segment[k], before[own + k]);
                    }
                }
                if (i < Profile.SEGMENTS - 1) {
                    int stream = Shape.EXTENSION * i + column;
                    randomness.elements(Randomness.QUOTIENT, stream, segment, own, random);
                }
            }
        }
        return segments;
    }
}
