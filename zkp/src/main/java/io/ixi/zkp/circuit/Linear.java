package io.ixi.zkp.circuit;

import io.ixi.zkp.field.Goldilocks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sum of elements of words, public inputs and constants, each times a coefficient that is a constant or a public
 * input. Immutable.
 */
public final class Linear {
    private static final Linear NOTHING = new Linear(List.of());

    private final List<Term> terms;

    private Linear(List<Term> terms) {
        this.terms = terms;
    }

    /**
     * {@code factor} * (public input {@code input}, if not negative) * (element {@code lane} of {@code word}, if any).
     */
    record Term(@Nullable Word word, int lane, long factor, int input) {}

    static Linear of(Word word, int lane) {
        return new Linear(List.of(new Term(word, lane, 1, -1)));
    }

    /** The constant {@code value}, a canonical element. */
    public static Linear constant(long value) {
        return value == 0 ? NOTHING : new Linear(List.of(new Term(null, 0, value, -1)));
    }

    public static Linear of(Public input) {
        return new Linear(List.of(new Term(null, 0, 1, input.index())));
    }

    public Linear plus(Linear other) {
        List<Term> sum = new ArrayList<>(terms);
        sum.addAll(other.terms);
        return new Linear(List.copyOf(sum));
    }

    public Linear plus(Public input) {
        return plus(of(input));
    }

    public Linear minus(Linear other) {
        return plus(other.times(Goldilocks.P - 1));
    }

    public Linear minus(Public input) {
        return minus(of(input));
    }

    /** Every term times a canonical constant. */
    public Linear times(long factor) {
        List<Term> scaled = new ArrayList<>();
        for (Term term : terms) {
            scaled.add(new Term(term.word, term.lane, Goldilocks.mul(term.factor, factor), term.input));
        }
        return new Linear(List.copyOf(scaled));
    }

    /** Every term times a public input; no term may have one already. */
    public Linear times(Public input) {
        List<Term> scaled = new ArrayList<>();
        for (Term term : terms) {
            if (term.input >= 0) {
                throw new IllegalArgumentException("a product of two public inputs: give it as a public input");
            }
            scaled.add(new Term(term.word, term.lane, term.factor, input.index()));
        }
        return new Linear(List.copyOf(scaled));
    }

    List<Term> terms() {
        return terms;
    }
}
