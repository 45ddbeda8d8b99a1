package io.ixi.zkp.circuit;

import io.ixi.zkp.field.Cubic;
import io.ixi.zkp.field.Goldilocks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The constraints of a circuit as one list of additions and multiplications over the cells of two successive rows and
 * of the fixed columns. The prover runs the list on many points of the base field at once, the verifier on one point of
 * the extension: the constraints are stated once. Immutable.
 */
public final class Tape {
    /** What a node is. */
    public enum Kind {
        /** The cell of trace column {@code left} in this row. */
        LOCAL(0),
        /** The cell of trace column {@code left} in the next row. */
        NEXT(1),
        /** The cell of fixed column {@code left} in this row. */
        FIXED(2),
        ADD(3),
        SUB(4),
        MUL(5),
        /** Node {@code left} times {@code constant}. */
        SCALE(6),
        /** Node {@code left} plus {@code constant}. */
        SHIFT(7);

        /** Stands for the kind in a circuit's identity. */
        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    /** The zero polynomial: sums and products with it vanish from the tape. */
    static final int ZERO = -1;

    private final Kind[] kinds;
    private final int[] lefts;
    private final int[] rights;
    private final long[] constants;
    private final int[] outputs;
    private final int degree;

    private Tape(Maker maker) {
        kinds = maker.kinds.toArray(new Kind[0]);
        lefts = maker.lefts.stream().mapToInt(Integer::intValue).toArray();
        rights = maker.rights.stream().mapToInt(Integer::intValue).toArray();
        constants = maker.constants.stream().mapToLong(Long::longValue).toArray();
        outputs = maker.outputs.stream().mapToInt(Integer::intValue).toArray();
        degree = maker.outputs.stream().mapToInt(maker.degrees::get).max().orElse(0);
    }

    /** The number of nodes; a node refers only to nodes before it. */
    public int size() {
        return kinds.length;
    }

    public Kind kind(int node) {
        return kinds[node];
    }

    public int left(int node) {
        return lefts[node];
    }

    public int right(int node) {
        return rights[node];
    }

    public long constant(int node) {
        return constants[node];
    }

    /** The columns that some constraint reads in the next row, ascending. */
    public int[] followed() {
        return IntStream.range(0, kinds.length)
                .filter(node -> kinds[node] == Kind.NEXT)
                .map(node -> lefts[node])
                .sorted()
                .toArray();
    }

    /** The number of constraints. */
    public int constraints() {
        return outputs.length;
    }

    /** The node that constraint {@code index} wants to be zero. */
    public int output(int index) {
        return outputs[index];
    }

    /** The greatest degree of a constraint, each cell and each fixed column counting one. */
    public int degree() {
        return degree;
    }

    /** The values of all constraints for these rows. */
    public Cubic[] evaluate(Cubic[] local, Cubic[] next, Cubic[] fixed) {
        Cubic[] values = new Cubic[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            int l = lefts[i];
            values[i] = switch (kinds[i]) {
                case LOCAL -> local[l];
                case NEXT -> next[l];
                case FIXED -> fixed[l];
                case ADD -> values[l].add(values[rights[i]]);
                case SUB -> values[l].sub(values[rights[i]]);
                case MUL -> values[l].mul(values[rights[i]]);
                case SCALE -> values[l].mulBase(constants[i]);
                case SHIFT -> values[l].add(Cubic.of(constants[i]));
            };
        }
        Cubic[] result = new Cubic[outputs.length];
        for (int i = 0; i < outputs.length; i++) {
            result[i] = values[outputs[i]];
        }
        return result;
    }

    void write(Digester to) {
        to.number(kinds.length);
        for (int i = 0; i < kinds.length; i++) {
            to.number(kinds[i].code).number(lefts[i]).number(rights[i]).number(constants[i]);
        }
        to.number(outputs.length);
        Arrays.stream(outputs).forEach(to::number);
    }

    /** Writes a tape. Equal inputs give the same node. */
    static final class Maker {
        private final List<Kind> kinds = new ArrayList<>();
        private final List<Integer> lefts = new ArrayList<>();
        private final List<Integer> rights = new ArrayList<>();
        private final List<Long> constants = new ArrayList<>();
        private final List<Integer> degrees = new ArrayList<>();
        private final List<Integer> outputs = new ArrayList<>();
        private final TreeMap<Integer, Integer> inputs = new TreeMap<>();

        int local(int column) {
            return input(Kind.LOCAL, column);
        }

        int next(int column) {
            return input(Kind.NEXT, column);
        }

        int fixed(int column) {
            return input(Kind.FIXED, column);
        }

        int add(int x, int y) {
            if (x == ZERO) {
                return y;
            }
            return y == ZERO ? x : node(Kind.ADD, x, y, 0, Math.max(degrees.get(x), degrees.get(y)));
        }

        int sub(int x, int y) {
            if (y == ZERO) {
                return x;
            }
            return x == ZERO
                    ? scale(y, Goldilocks.P - 1)
                    : node(Kind.SUB, x, y, 0, Math.max(degrees.get(x), degrees.get(y)));
        }

        int mul(int x, int y) {
            return x == ZERO || y == ZERO ? ZERO : node(Kind.MUL, x, y, 0, degrees.get(x) + degrees.get(y));
        }

        int scale(int x, long constant) {
            return x == ZERO || constant == 1 ? x : node(Kind.SCALE, x, 0, constant, degrees.get(x));
        }

        int shift(int x, long constant) {
            return node(Kind.SHIFT, x, 0, constant, degrees.get(x));
        }

        /** Demands that {@code x} be zero on every row. */
        void demand(int x) {
            if (x != ZERO) {
                outputs.add(x);
            }
        }

        Tape tape() {
            return new Tape(this);
        }

        private int input(Kind kind, int column) {
            return inputs.computeIfAbsent(column * 3 + kind.code, key -> node(kind, column, 0, 0, 1));
        }

        private int node(Kind kind, int left, int right, long constant, int degree) {
            kinds.add(kind);
            lefts.add(left);
            rights.add(right);
            constants.add(constant);
            degrees.add(degree);
            return kinds.size() - 1;
        }
    }
}
