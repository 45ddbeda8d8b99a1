package io.ixi.zkp.prover;

import io.ixi.zkp.proof.Hasher;
import io.ixi.zkp.proof.Shape;
import java.util.Arrays;

/**
 * Polynomials of K coefficients with their values on the whole domain, committed row by row with a salt for each row.
 * In a part, a column's K values are followed by the first one again, so that the next row of the last row is found.
 */
final class Codewords {
    private final Coset coset;
    private final int columns;
    private final int stride;
    private final long[][] parts;
    private final byte[][] salts;
    private final HashTree tree;

    private Codewords(Coset coset, int columns) {
        this.coset = coset;
        this.columns = columns;
        stride = coset.size() + 1;
        parts = new long[coset.parts()][];
        salts = new byte[coset.parts()][];
        tree = new HashTree(coset.parts() * coset.size());
    }

    /** Evaluates and commits; {@code tree} and {@code salt} number the tree and the stream of its salts. */
    static Codewords commit(
            Coset coset, long[][] polynomials, int tree, int salt, Randomness randomness, Workers workers, int until) {
        Codewords codewords = new Codewords(coset, polynomials.length);
        int before = until - 20;
        workers.each(coset.parts(), before, part -> codewords.part(part, polynomials, tree, salt, randomness));
        codewords.tree.grow(workers, until);
        return codewords;
    }

    private void part(int part, long[][] polynomials, int treeNumber, int salt, Randomness randomness) {
        int size = coset.size();
        long[] values = new long[columns * stride];
        for (int column = 0; column < columns; column++) {
            coset.values(polynomials[column], part, values, column * stride);
            values[column * stride + size] = values[column * stride];
        }
        parts[part] = values;
        byte[] salted = randomness.bytes(salt, part, size * Shape.DIGEST);
        salts[part] = salted;
        Hasher hasher = new Hasher();
        for (int row = 0; row < size; row++) {
            int leaf = tree.offset(coset.position(part, row));
            hasher.leaf(treeNumber, salted, row * Shape.DIGEST, values, row, stride, columns, tree.nodes(), leaf);
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

    /** Writes the rows at these positions, each followed by its salt. */
    void rows(int[] positions, Writer writer) {
        for (int position : positions) {
            int part = position % coset.parts();
            int row = position / coset.parts();
            for (int column = 0; column < columns; column++) {
                writer.number(parts[part][column * stride + row]);
            }
            writer.bytes(salts[part], row * Shape.DIGEST, Shape.DIGEST);
        }
    }

    void paths(int[] positions, Writer writer) {
        tree.paths(positions, writer);
    }

    /** Overwrites everything. */
    void clear() {
        for (int part = 0; part < parts.length; part++) {
            Arrays.fill(parts[part], 0);
            Arrays.fill(salts[part], (byte) 0);
        }
    }
}
