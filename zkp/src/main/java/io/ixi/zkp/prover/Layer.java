package io.ixi.zkp.prover;

import io.ixi.zkp.circuit.Profile;
import io.ixi.zkp.field.Cubic;
import io.ixi.zkp.field.Goldilocks;
import io.ixi.zkp.field.Ntt;
import io.ixi.zkp.proof.Hasher;
import io.ixi.zkp.proof.Shape;
import java.util.Arrays;

/** A committed layer of the low degree test: a polynomial over the extension with its values on the layer's domain. */
final class Layer {
    private final int log;
    private final long[] values;
    private final HashTree tree;

    private Layer(int log) {
        this.log = log;
        values = new long[Shape.EXTENSION << log];
        tree = new HashTree(1 << (log - Profile.LOG_FOLD));
    }

    /** Evaluates and commits layer {@code number} of the test. */
    static Layer commit(Shape shape, int number, long[] polynomial, Workers workers, int until) {
        Layer layer = new Layer(shape.logLayer(number));
        int size = polynomial.length / Shape.EXTENSION;
        int logSize = Integer.numberOfTrailingZeros(size);
        long shift = Goldilocks.pow(Goldilocks.GENERATOR, 1L << (Profile.LOG_FOLD * number));
        Coset coset = new Coset(new Ntt(logSize), shift, layer.log - logSize);
        long[][] columns = new long[Shape.EXTENSION][size];
        for (int i = 0; i < polynomial.length; i++) {
            columns[i % Shape.EXTENSION][i / Shape.EXTENSION] = polynomial[i];
        }
        workers.each(coset.parts(), until, part -> layer.part(coset, part, columns));
        int leaves = 1 << (layer.log - Profile.LOG_FOLD);
        workers.each(Shape.FOLD, until, part -> layer.leaves(number, part * leaves / Shape.FOLD, leaves / Shape.FOLD));
        layer.tree.grow(workers, until);
        return layer;
    }

    private void part(Coset coset, int part, long[][] columns) {
        long[] column = new long[coset.size()];
        for (int i = 0; i < Shape.EXTENSION; i++) {
            coset.values(columns[i], part, column, 0);
            for (int row = 0; row < column.length; row++) {
                values[Shape.EXTENSION * coset.position(part, row) + i] = column[row];
            }
        }
    }

    private void leaves(int number, int from, int count) {
        Hasher hasher = new Hasher();
        long[] leaf = new long[Shape.EXTENSION * Shape.FOLD];
        for (int i = from; i < from + count; i++) {
            for (int k = 0; k < Shape.FOLD; k++) {
                value(i + (k << (log - Profile.LOG_FOLD))).put(leaf, k);
            }
            byte[] nodes = tree.nodes();
            hasher.leaf(Hasher.LAYER + number, leaf, 0, 1, leaf.length, nodes, tree.offset(i));
        }
    }

    byte[] root() {
        return tree.root();
    }

    private Cubic value(int position) {
        return Cubic.at(values, position);
    }

    /**
     * Writes what a verifier lacks who knows the values at these distinct ascending positions, and returns the
     * positions in the next layer. In the {@code last} layer a leaf's first value that is not known follows from the
     * last polynomial and is left out.
     */
    int[] open(int[] positions, boolean last, Writer writer) {
        int logLeaves = log - Profile.LOG_FOLD;
        int[] leaves = Arrays.stream(positions)
                .map(position -> position & ((1 << logLeaves) - 1))
                .sorted()
                .distinct()
                .toArray();
        for (int leaf : leaves) {
            boolean skip = last;
            for (int k = 0; k < Shape.FOLD; k++) {
                int position = leaf + (k << logLeaves);
                if (Arrays.binarySearch(positions, position) < 0) {
                    if (!skip) {
                        writer.put(value(position));
                    }
                    skip = false;
                }
            }
        }
        tree.paths(leaves, writer);
        return leaves;
    }
}
