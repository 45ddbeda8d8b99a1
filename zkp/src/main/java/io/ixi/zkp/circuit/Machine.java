package io.ixi.zkp.circuit;

import io.ixi.zkp.field.Goldilocks;
import io.ixi.zkp.hash.Poseidon2;
import io.ixi.zkp.hash.Sponge;
import java.util.function.IntUnaryOperator;

/**
 * The constraints that every circuit runs on. The trace is cut into blocks of 16 rows; each block computes one
 * Poseidon2 permutation, holds words in registers that change only between blocks, checks up to two ranges, and has
 * room for one gate a row. Which block does what stands in the fixed columns, which the verifier knows.
 *
 * <p>Rows of a block: 0 the state before the permutation; 1 to 4 before the first four full rounds; 5 to 9 before four
 * partial rounds each; 10 before the last two; 11 to 14 before the last four full rounds; 15 the state after.
 *
 * <p>Columns: 12 of state s; 12 of helpers c; 3 counters; four for each register. In a full round c = (s + k)³, so that
 * c²(s + k) is the S-box with degree 3. In partial rounds c0..c3 are the four cubes and c4..c6 the inputs of the second
 * to fourth S-box. In row 15, c0 is the bit of a Merkle step into the next block. The demands on them are in
 * docs/zkp.md, in the order of {@link #tape}.
 */
public final class Machine {
    /** Rows of a block. */
    public static final int BLOCK = 16;

    /** The row after which a block's permutation is complete. */
    public static final int LAST = BLOCK - 1;

    /** The row in which the first of two short ranges ends. */
    public static final int MIDDLE = 7;

    /** The first counter column. */
    public static final int COUNTER = 2 * Poseidon2.WIDTH;

    public static final int COUNTERS = 3;

    /** The first register column. */
    public static final int REGISTER = COUNTER + COUNTERS;

    /** The column that holds the bit of a Merkle step, in the last row of a block. */
    public static final int BIT = Poseidon2.WIDTH;

    // fixed columns, by number before the empty ones are left out
    static final int FIRST = 0;
    static final int FULL = 1;
    static final int PARTIAL_FOUR = 2;
    static final int PARTIAL_TWO = 3;
    static final int INSIDE = 4;
    static final int CONSTANT = 5;
    static final int COUNT = CONSTANT + Poseidon2.WIDTH;
    static final int CLEAR = COUNT + 1;
    static final int INIT = CLEAR + 1;
    static final int TAG = INIT + 1;
    static final int LENGTH = TAG + 1;
    static final int CONTINUE = LENGTH + 1;
    static final int CLIMB = CONTINUE + 1;
    /** Left and right: the previous digest. */
    static final int PREVIOUS = CLIMB + 1;
    /** Left and right: the word is given by a register or a constant. */
    static final int GIVEN = PREVIOUS + 2;
    /** Left and right, four lanes each. */
    static final int GIVEN_CONSTANT = GIVEN + 2;

    static final int EQUAL = GIVEN_CONSTANT + Sponge.RATE;
    static final int EQUAL_CONSTANT = EQUAL + 1;
    static final int FIRST_OF_WORDS = EQUAL_CONSTANT + Sponge.WORD;

    private final int words;
    private final IntUnaryOperator columns;
    private final Tape.Maker make = new Tape.Maker();

    /** The column number of each fixed column comes from {@code columns}, negative for an empty one. */
    Machine(int words, IntUnaryOperator columns) {
        this.words = words;
        this.columns = columns;
    }

    static int absorb(int side, int word) {
        return FIRST_OF_WORDS + 4 * word + side;
    }

    static int hold(int word) {
        return FIRST_OF_WORDS + 4 * word + 2;
    }

    static int load(int word) {
        return FIRST_OF_WORDS + 4 * word + 3;
    }

    /** Coefficient of {@code cell} in the form {@code form} of a gate a * b = c; cell 0 is the constant 1. */
    static int gate(int words, int form, int cell) {
        return FIRST_OF_WORDS + 4 * words + form * (1 + 4 * words) + cell;
    }

    static int columns(int words) {
        return gate(words, 2, 1 + 4 * words) + COUNTERS;
    }

    /** The number of trace columns of a machine with this many registers. */
    public static int width(int words) {
        return REGISTER + Sponge.WORD * words;
    }

    /** Puts the round constants and the kinds of rows into the patterns of the first fixed columns. */
    static void patterns(FixedColumn.Maker[] fixed) {
        fixed[FIRST].pattern(0, 1);
        for (int row = 0; row < LAST; row++) {
            fixed[INSIDE].pattern(row, 1);
            if (row != MIDDLE) {
                fixed[COUNT].pattern(row, 1);
            }
        }
        for (int round = 0; round < Poseidon2.FULL_ROUNDS; round++) {
            int row = round < 4 ? 1 + round : 7 + round;
            fixed[FULL].pattern(row, 1);
            for (int lane = 0; lane < Poseidon2.WIDTH; lane++) {
                fixed[CONSTANT + lane].pattern(row, Poseidon2.fullConstant(round, lane));
            }
        }
        for (int round = 0; round < Poseidon2.PARTIAL_ROUNDS; round++) {
            int row = 5 + round / 4;
            fixed[row == 10 ? PARTIAL_TWO : PARTIAL_FOUR].pattern(row, 1);
            fixed[CONSTANT + round % 4].pattern(row, Poseidon2.partialConstant(round));
        }
    }

    /** All demands. A demand whose fixed columns are all empty in this circuit is left out. */
    Tape tape() {
        permutation();
        counters();
        capacity();
        absorbing();
        registers();
        comparison();
        gates();
        return make.tape();
    }

    private int fixed(int column) {
        int number = columns.applyAsInt(column);
        return number < 0 ? Tape.ZERO : make.fixed(number);
    }

    private int state(int lane) {
        return make.local(lane);
    }

    private int cube(int x) {
        return make.mul(make.mul(x, x), x);
    }

    private void permutation() {
        int width = Poseidon2.WIDTH;
        int full = fixed(FULL);
        int[] outer = new int[width];
        for (int i = 0; i < width; i++) {
            int x = make.add(state(i), fixed(CONSTANT + i));
            int c = make.local(width + i);
            make.demand(make.mul(full, make.sub(c, cube(x))));
            int sbox = make.mul(make.mul(c, c), x);
            outer[i] = make.add(make.mul(fixed(FIRST), state(i)), make.mul(full, sbox));
        }
        int[] after = outer(outer);
        int four = fixed(PARTIAL_FOUR);
        int two = fixed(PARTIAL_TWO);
        int any = make.add(four, two);
        int[] s = new int[width];
        for (int i = 0; i < width; i++) {
            s[i] = state(i);
        }
        for (int round = 0; round < 4; round++) {
            int selector = round < 2 ? any : four;
            if (round > 0) {
                int input = make.local(width + 3 + round);
                make.demand(make.mul(selector, make.sub(input, s[0])));
                s[0] = input;
            }
            int x = make.add(s[0], fixed(CONSTANT + round));
            int c = make.local(width + round);
            make.demand(make.mul(selector, make.sub(c, cube(x))));
            s[0] = make.mul(make.mul(c, c), x);
            s = inner(s);
            if (round == 1) {
                for (int i = 0; i < width; i++) {
                    after[i] = make.add(after[i], make.mul(two, s[i]));
                }
            }
        }
        for (int i = 0; i < width; i++) {
            int sum = make.add(after[i], make.mul(four, s[i]));
            make.demand(make.sub(make.mul(fixed(INSIDE), make.next(i)), sum));
        }
    }

    /** The outer matrix of {@link Poseidon2#outer}. */
    private int[] outer(int[] s) {
        int[] result = new int[s.length];
        int[] sums = {Tape.ZERO, Tape.ZERO, Tape.ZERO, Tape.ZERO};
        for (int i = 0; i < s.length; i += 4) {
            int all = make.add(make.add(s[i], s[i + 1]), make.add(s[i + 2], s[i + 3]));
            for (int j = 0; j < 4; j++) {
                int next = s[i + (j + 1) % 4];
                int pair = make.add(s[i + j], next);
                result[i + j] = make.add(all, make.add(pair, next));
                sums[j] = make.add(sums[j], result[i + j]);
            }
        }
        for (int i = 0; i < s.length; i++) {
            result[i] = make.add(result[i], sums[i % 4]);
        }
        return result;
    }

    /** The inner matrix of {@link Poseidon2#inner}. */
    private int[] inner(int[] s) {
        int sum = Tape.ZERO;
        for (int x : s) {
            sum = make.add(sum, x);
        }
        int[] result = new int[s.length];
        for (int i = 0; i < s.length; i++) {
            result[i] = make.add(sum, make.scale(s[i], Poseidon2.diagonal(i)));
        }
        return result;
    }

    /** A counter appends one digit 0, 1 or 2 in base 3 in each row, and is zero where a range starts. */
    private void counters() {
        for (int i = 0; i < COUNTERS; i++) {
            int counter = make.local(COUNTER + i);
            int digit = make.sub(make.next(COUNTER + i), make.scale(counter, 3));
            int product =
                    make.mul(make.mul(digit, make.shift(digit, Goldilocks.P - 1)), make.shift(digit, Goldilocks.P - 2));
            make.demand(make.mul(fixed(COUNT), product));
            make.demand(make.mul(fixed(CLEAR), counter));
        }
    }

    private void capacity() {
        int[] starts = {fixed(TAG), fixed(LENGTH), Tape.ZERO, Tape.ZERO};
        for (int i = 0; i < starts.length; i++) {
            int lane = Sponge.RATE + i;
            make.demand(make.sub(make.mul(fixed(INIT), state(lane)), starts[i]));
            make.demand(make.mul(fixed(CONTINUE), make.sub(make.next(lane), state(lane))));
        }
    }

    /** Where the eight elements come from that the permutation of a block takes in. */
    private void absorbing() {
        int bit = make.local(BIT);
        int climb = fixed(CLIMB);
        make.demand(make.mul(climb, make.mul(bit, make.shift(bit, Goldilocks.P - 1))));
        for (int i = 0; i < Sponge.WORD; i++) {
            int fromLeft = make.sub(make.next(i), state(i));
            int fromRight = make.sub(make.next(Sponge.WORD + i), state(i));
            // the previous digest is the left child for bit 0 and the right child for bit 1
            int chosen = make.add(fromLeft, make.mul(bit, make.sub(fromRight, fromLeft)));
            make.demand(make.add(make.mul(fixed(PREVIOUS), fromLeft), make.mul(climb, chosen)));
            make.demand(make.mul(fixed(PREVIOUS + 1), fromRight));
        }
        for (int side = 0; side < 2; side++) {
            for (int i = 0; i < Sponge.WORD; i++) {
                int lane = Sponge.WORD * side + i;
                int given = fixed(GIVEN_CONSTANT + lane);
                for (int word = 0; word < words; word++) {
                    given = make.add(given, make.mul(fixed(absorb(side, word)), register(word, i)));
                }
                make.demand(make.sub(make.mul(fixed(GIVEN + side), state(lane)), given));
            }
        }
    }

    private int register(int word, int lane) {
        return make.local(REGISTER + Sponge.WORD * word + lane);
    }

    /** A register keeps its word inside a block; between blocks it keeps it, takes the digest, or is free. */
    private void registers() {
        for (int word = 0; word < words; word++) {
            int keep = make.add(fixed(INSIDE), fixed(hold(word)));
            int load = fixed(load(word));
            int bound = make.add(keep, load);
            for (int i = 0; i < Sponge.WORD; i++) {
                int after = make.mul(bound, make.next(REGISTER + Sponge.WORD * word + i));
                int before = make.add(make.mul(keep, register(word, i)), make.mul(load, state(i)));
                make.demand(make.sub(after, before));
            }
        }
    }

    private void comparison() {
        for (int i = 0; i < Sponge.WORD; i++) {
            make.demand(make.sub(make.mul(fixed(EQUAL), state(i)), fixed(EQUAL_CONSTANT + i)));
        }
    }

    /** One gate a row: a * b = c for three linear forms of the registers, c also of the counters. */
    private void gates() {
        int[] forms = new int[3];
        for (int form = 0; form < forms.length; form++) {
            int sum = fixed(gate(words, form, 0));
            for (int cell = 0; cell < Sponge.WORD * words; cell++) {
                sum = make.add(sum, make.mul(fixed(gate(words, form, 1 + cell)), make.local(REGISTER + cell)));
            }
            forms[form] = sum;
        }
        for (int i = 0; i < COUNTERS; i++) {
            int coefficient = fixed(gate(words, 2, 1 + Sponge.WORD * words + i));
            forms[2] = make.add(forms[2], make.mul(coefficient, make.local(COUNTER + i)));
        }
        make.demand(make.sub(make.mul(forms[0], forms[1]), forms[2]));
    }
}
