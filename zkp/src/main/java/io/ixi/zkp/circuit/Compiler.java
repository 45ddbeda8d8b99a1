package io.ixi.zkp.circuit;

import io.ixi.zkp.field.Goldilocks;
import io.ixi.zkp.hash.Sponge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives every word a register, writes the fixed columns and the prover's steps, and derives the constraints. */
final class Compiler {
    private final Builder builder;
    private final int words;
    private final List<Builder.Draft> drafts;
    private final FixedColumn.Maker[] fixed;

    Compiler(Builder builder) {
        this.builder = builder;
        words = builder.words;
        drafts = builder.drafts;
        fixed = new FixedColumn.Maker[Machine.columns(words)];
        Arrays.setAll(fixed, i -> new FixedColumn.Maker());
    }

    Circuit compile() {
        int rows = 1 << builder.logRows;
        int used = Machine.BLOCK * drafts.size();
        if (used == 0 || used + builder.profile.randomRows() > rows) {
            throw new IllegalStateException(builder.name + ": " + used + " rows and " + builder.profile.randomRows()
                    + " random ones do not fit into " + rows);
        }
        Machine.patterns(fixed);
        List<Step> steps = new ArrayList<>();
        allocate();
        for (int block = 0; block < drafts.size(); block++) {
            steps.add(step(block));
        }
        registers(steps);
        int[] numbers = new int[fixed.length];
        List<FixedColumn> columns = new ArrayList<>();
        for (int i = 0; i < fixed.length; i++) {
            numbers[i] = fixed[i].isEmpty() ? -1 : columns.size();
            if (!fixed[i].isEmpty()) {
                columns.add(fixed[i].column());
            }
        }
        Tape tape = new Machine(words, i -> numbers[i]).tape();
        if (tape.degree() > Profile.SEGMENTS) {
            throw new IllegalStateException("a constraint of degree " + tape.degree());
        }
        return new Circuit(builder, steps, columns.toArray(new FixedColumn[0]), tape);
    }

    /** First come, first served: a word takes the lowest register that is free from its first to its last block. */
    private void allocate() {
        int[] busyUntil = new int[words];
        Arrays.fill(busyUntil, -1);
        List<Word> waiting =
                new ArrayList<>(builder.all.stream().filter(Word::needsRegister).toList());
        waiting.sort(Comparator.comparingInt(Word::from));
        for (Word word : waiting) {
            int register = 0;
            while (register < words && busyUntil[register] >= word.from()) {
                register++;
            }
            if (register == words) {
                throw new IllegalStateException(
                        builder.name + ": more than " + words + " words are needed at once in block " + word.from());
            }
            busyUntil[register] = word.until();
            word.assign(register);
        }
    }

    private Step step(int block) {
        Builder.Draft draft = drafts.get(block);
        int first = block * Machine.BLOCK;
        boolean fresh = draft.fresh || !draft.hashes;
        if (fresh) {
            fixed[Machine.INIT].constant(first, 1);
            fixed[Machine.TAG].constant(first, draft.tag);
            fixed[Machine.LENGTH].constant(first, draft.length);
        } else {
            fixed[Machine.CONTINUE].constant(first - 1, 1);
        }
        Step.Input left = new Step.Zero();
        Step.Input right = new Step.Zero();
        if (draft.sibling >= 0) {
            fixed[Machine.CLIMB].constant(first - 1, 1);
        } else {
            left = input(draft.left, 0, block);
            right = input(draft.right, 1, block);
        }
        Step step = new Step(fresh, draft.tag, draft.length, left, right, draft.sibling, draft.bit);
        for (Builder.PlacedGate gate : draft.placed) {
            step.gates.add(new Step.Gate(
                    form(0, first + gate.row(), gate.a()),
                    form(1, first + gate.row(), gate.b()),
                    form(2, first + gate.row(), gate.c()),
                    gate.label()));
        }
        for (Builder.PlacedRange range : draft.ranges) {
            step.ranges.add(range(first, range));
        }
        for (Step.Equal equal : draft.comparisons) {
            equal(first + Machine.LAST, equal);
            step.comparisons.add(equal);
        }
        return step;
    }

    private Step.Input input(@Nullable Source source, int side, int block) {
        int first = block * Machine.BLOCK;
        if (source instanceof Word word) {
            if (word.block >= 0 && word.block == block - 1) {
                fixed[Machine.PREVIOUS + side].constant(first - 1, 1);
                return new Step.Previous();
            }
            if (word.isInline()) {
                return new Step.FromSecret(word.secret);
            }
            fixed[Machine.GIVEN + side].constant(first, 1);
            fixed[Machine.absorb(side, word.register())].constant(first, 1);
            return new Step.FromRegister(word.register());
        }
        fixed[Machine.GIVEN + side].constant(first, 1);
        if (source instanceof PublicWord word) {
            for (int lane = 0; lane < Sponge.WORD; lane++) {
                fixed[Machine.GIVEN_CONSTANT + Sponge.WORD * side + lane].input(first, 1, word.first() + lane);
            }
            return new Step.FromPublic(word.first());
        }
        return new Step.Zero();
    }

    private Step.Range range(int first, Builder.PlacedRange range) {
        int start = range.wide() ? 2 : range.row() == Machine.MIDDLE ? 0 : Machine.MIDDLE + 1;
        int digits = range.row() - start;
        fixed[Machine.CLEAR].constant(first + start, 1);
        if (range.wide()) {
            fixed[Machine.COUNT].constant(first + Machine.MIDDLE, 1);
        }
        long weight = 1;
        for (int counter = 0; counter < Machine.COUNTERS; counter++) {
            int cell = 1 + Sponge.WORD * words + counter;
            fixed[Machine.gate(words, 2, cell)].constant(first + range.row(), Goldilocks.neg(weight));
            for (int i = 0; i < digits; i++) {
                weight *= 3;
            }
        }
        return new Step.Range(form(2, first + range.row(), range.form()), range.wide(), range.row(), range.label());
    }

    private void equal(int row, Step.Equal equal) {
        if (equal.enable() < 0) {
            fixed[Machine.EQUAL].constant(row, 1);
        } else {
            fixed[Machine.EQUAL].input(row, 1, equal.enable());
        }
        for (int lane = 0; lane < Sponge.WORD; lane++) {
            fixed[Machine.EQUAL_CONSTANT + lane].input(row, 1, equal.first() + lane);
        }
    }

    private List<Step.Term> form(int form, int row, Linear linear) {
        List<Step.Term> terms = new ArrayList<>();
        for (Linear.Term term : linear.terms()) {
            Word word = term.word();
            int cell = word == null ? -1 : Sponge.WORD * word.register() + term.lane();
            FixedColumn.Maker column = fixed[Machine.gate(words, form, 1 + cell)];
            if (term.input() >= 0) {
                column.input(row, term.factor(), term.input());
            } else {
                column.constant(row, term.factor());
            }
            terms.add(new Step.Term(cell, term.factor(), term.input()));
        }
        return List.copyOf(terms);
    }

    private void registers(List<Step> steps) {
        for (Word word : builder.all) {
            if (!word.needsRegister()) {
                continue;
            }
            int register = word.register();
            int before = Machine.BLOCK * word.from() - 1;
            if (word.block >= 0) {
                fixed[Machine.load(register)].constant(before, 1);
                steps.get(word.from()).changes.add(new Step.LoadDigest(register));
            } else {
                steps.get(word.from()).changes.add(new Step.LoadSecret(register, word.secret));
            }
            for (int block = word.from(); block < word.until(); block++) {
                fixed[Machine.hold(register)].constant(Machine.BLOCK * block + Machine.LAST, 1);
            }
            if (word.until() + 1 < steps.size()) {
                steps.get(word.until() + 1).changes.addFirst(new Step.Clear(register));
            }
        }
    }
}
