package io.ixi.zkp.prover;

import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.field.Ntt;
import org.jspecify.annotations.Nullable;

/**
 * The fixed columns' values on parts of the domain. Those without public inputs are kept for circuits that are small.
 */
final class FixedTable {
    private static final int KEPT = 1 << 12;

    private final Circuit circuit;
    private final Ntt ntt;
    private final Coset coset;
    private final long[] @Nullable [] kept;
    private final boolean[] changing;

    FixedTable(Circuit circuit, Ntt ntt, Coset coset) {
        this.circuit = circuit;
        this.ntt = ntt;
        this.coset = coset;
        int columns = circuit.fixedColumns();
        kept = new long[coset.parts()] @Nullable [];
        changing = new boolean[columns];
        for (int column = 0; column < columns; column++) {
            changing[column] = circuit.fixed(column).isPublic() || circuit.rows() > KEPT;
        }
        if (circuit.rows() <= KEPT) {
            long[] @Nullable [] polynomials = polynomials(new long[circuit.publicInputs()], false);
            for (int part = 0; part < coset.parts(); part += step()) {
                long[] values = new long[columns * ntt.size()];
                evaluate(polynomials, part, values);
                kept[part] = values;
            }
        }
    }

    /** Of the parts only every so many-th is needed: constraints are evaluated on four times the trace. */
    int step() {
        return coset.parts() / 4;
    }

    /** The polynomials of the columns that change with the public inputs. */
    long[] @Nullable [] changing(long[] publicInputs) {
        return polynomials(publicInputs, true);
    }

    /** All columns on a part, {@link Ntt#size} values each. The array belongs to the caller. */
    long[] part(int part, long[] @Nullable [] changingPolynomials) {
        long[] known = kept[part];
        long[] values = known == null ? new long[changing.length * ntt.size()] : known.clone();
        evaluate(changingPolynomials, part, values);
        return values;
    }

    private void evaluate(long[] @Nullable [] polynomials, int part, long[] values) {
        for (int column = 0; column < polynomials.length; column++) {
            long[] polynomial = polynomials[column];
            if (polynomial != null) {
                coset.values(polynomial, part, values, column * ntt.size());
            }
        }
    }

    private long[] @Nullable [] polynomials(long[] publicInputs, boolean wanted) {
        long[] @Nullable [] polynomials = new long[changing.length] @Nullable [];
        for (int column = 0; column < changing.length; column++) {
            if (changing[column] == wanted) {
                long[] values = circuit.fixed(column).values(circuit.rows(), circuit.blocks(), publicInputs);
                long[] polynomial = new long[circuit.rows()];
                ntt.coefficients(values, 0, 1, polynomial, 0);
                polynomials[column] = polynomial;
            }
        }
        return polynomials;
    }
}
