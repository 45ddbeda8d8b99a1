package io.ixi.zkp.prover;

import io.ixi.zkp.proof.Hasher;
import java.util.Arrays;

/**
 * Polynomials of K coefficients with their values on the whole domain, committed row by row. In a part, a column's K
 * values are followed by the first one again, so that the next row of the last row is found, and by room to the next
 * cache line, so that the cells of a row do not all fall into the same lines of a cache.
 */
final class Codewords {
    private static final int ROOM = 8;

    private final Coset coset;
    private final int columns;
    private final int stride;
    private final long[][] parts;
    private final HashTree tree;

    private Codewords(Coset coset, int columns) {
        this.coset = coset;
        this.columns = columns;
        stride = coset.size() + ROOM;
        parts = new long[coset.parts()][];
        tree = new HashTree(coset.parts() * coset.size());
    }

    /** Evaluates and commits; {@code tree} numbers the tree. */
    static Codewords commit(Coset coset, long[][] polynomials, int tree, Workers workers, int until) {
        Codewords codewords = new Codewords(coset, polynomials.length);
        int before = until - 20;
        workers.each(coset.parts(), before, part -> codewords.part(part, polynomials, tree));
        codewords.tree.grow(workers, until);
        return codewords;
    }

    private void part(int part, long[][] polynomials, int treeNumber) {
        int size = coset.size();
        long[] values = new long[columns * stride];
        for (int column = 0; column < columns; column++) {
            coset.values(polynomials[column], part, values, column * stride);
            values[column * stride + size] = values[column * stride];
        }
        parts[part] = values;
        Hasher hasher = new Hasher();
        for (int row = 0; row < size; row++) {
            int leaf = tree.offset(coset.position(part, row));
            hasher.leaf(treeNumber, values, row, stride, columns, tree.nodes(), leaf);
        }
    }

    byte[] root() {
        return tree.root();
    }

    /** The values of all columns on a part; column c starts at c times {@link #stride}. */
    long[] part(int part) {
        return parts[part];
    }

    int stride() {
        return stride;
    }

    /** Writes the rows at these positions. */
    void rows(int[] positions, Writer writer) {
        for (int position : positions) {
            int part = position % coset.parts();
            int row = position / coset.parts();
            for (int column = 0; column < columns; column++) {
                writer.number(parts[part][column * stride + row]);
            }
        }
    }

    void paths(int[] positions, Writer writer) {
        tree.paths(positions, writer);
    }

    /** Overwrites everything. */
    void clear() {
        for (long[] part : parts) {
            Arrays.fill(part, 0);
        }
    }
}
