package io.ixi.zkp.circuit;

import io.ixi.zkp.hash.Sponge;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a circuit, line by line in the order of computation. A check lands in the first block in which all words it
 * names are alive, so write the checks of a secret after the hash that takes it in. Every method that checks
 * something takes a label, which
 * names the check when a prover's secrets break it. Secrets and public inputs are numbered in the order of the calls;
 * the prover hands in vectors in the same order. See docs/zkp.md for a worked example.
 *
 * <p>Wrong use throws {@link IllegalArgumentException} or {@link IllegalStateException} while the circuit is written,
 * never later.
 */
public final class Builder {
    private static final int[] GATE_ROWS = {0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14};

    final String name;
    final Profile profile;
    final int logRows;
    final int words;
    int publicInputs;
    int secrets;
    final List<Draft> drafts = new ArrayList<>();
    final List<Word> all = new ArrayList<>();
    private int next;

    /**
     * A circuit of 2^{@code logRows} rows with {@code words} registers.
     *
     * @param logRows in 8..18
     * @param words in 1..8
     */
    public Builder(String name, Profile profile, int logRows, int words) {
        if (logRows < 8 || logRows > 18 || words < 1 || words > 8) {
            throw new IllegalArgumentException("size out of range");
        }
        this.name = name;
        this.profile = profile;
        this.logRows = logRows;
        this.words = words;
    }

    /** A block while the circuit is written. */
    static final class Draft {
        boolean hashes;
        boolean fresh;
        long tag;
        int length;

        @Nullable
        Source left;

        @Nullable
        Source right;

        int sibling = -1;
        int bit = -1;
        int gates;
        boolean firstRange;
        boolean secondRange;
        final List<PlacedGate> placed = new ArrayList<>();
        final List<PlacedRange> ranges = new ArrayList<>();
        final List<Step.Equal> comparisons = new ArrayList<>();
    }

    record PlacedGate(int row, Linear a, Linear b, Linear c, String label) {}

    record PlacedRange(int row, boolean wide, Linear form, String label) {}

    /** The next public input. */
    public Public publicInput() {
        return new Public(publicInputs++);
    }

    /** The next four public inputs. */
    public PublicWord publicWord() {
        publicInputs += Sponge.WORD;
        return new PublicWord(publicInputs - Sponge.WORD);
    }

    /** The next four secrets: whatever the prover likes, until something checks them. */
    public Word secret() {
        Word word = Word.secret(secrets);
        secrets += Sponge.WORD;
        all.add(word);
        return word;
    }

    /** {@link Sponge#hash} of these words under {@code tag}: one block for every two words. */
    public Word hash(long tag, Source... sources) {
        for (int i = 0; i == 0 || i < sources.length; i += 2) {
            Draft draft = draft(next);
            draft.hashes = true;
            draft.fresh = i == 0;
            draft.tag = tag;
            draft.length = Sponge.WORD * sources.length;
            draft.left = take(sources, i);
            draft.right = take(sources, i + 1);
            next++;
        }
        return digest();
    }

    /**
     * Climbs {@code depth} levels of a Merkle tree from {@code leaf}, which must be the newest digest: at each level
     * the hash under {@code tag} of the node and a secret sibling, in the order that a secret bit says. Takes five
     * secrets for each level, from the bottom up: the four elements of the sibling, then the bit, 1 for a right child.
     */
    public Word climb(long tag, Word leaf, int depth) {
        if (leaf.block != next - 1 || depth < 1) {
            throw new IllegalStateException("a path starts at the newest digest and has a level");
        }
        for (int level = 0; level < depth; level++) {
            Draft draft = draft(next);
            draft.hashes = true;
            draft.fresh = true;
            draft.tag = tag;
            draft.length = Sponge.RATE;
            draft.sibling = secrets;
            draft.bit = secrets + Sponge.WORD;
            secrets += Sponge.WORD + 1;
            next++;
        }
        return digest();
    }

    /** Demands that a digest equal a public word. */
    public void equal(String label, Word digest, PublicWord expected) {
        compare(label, digest, expected, -1);
    }

    /**
     * Demands that {@code enable} times the digest equal a public word. The verifier must make sure that {@code enable}
     * is 1, or 0 together with a word of zeros.
     */
    public void equalIf(String label, Public enable, Word digest, PublicWord expected) {
        compare(label, digest, expected, enable.index());
    }

    private void compare(String label, Word digest, PublicWord expected, int enable) {
        if (digest.block < 0 || !draft(digest.block).comparisons.isEmpty()) {
            throw new IllegalArgumentException("only a digest can be compared, and once: " + label);
        }
        draft(digest.block).comparisons.add(new Step.Equal(expected.first(), enable, label));
    }

    /** Demands a * b = c. */
    public void product(String label, Linear a, Linear b, Linear c) {
        Linear every = a.plus(b).plus(c);
        int block = earliest(every);
        while (draft(block).gates == GATE_ROWS.length) {
            block++;
        }
        Draft draft = draft(block);
        draft.placed.add(new PlacedGate(GATE_ROWS[draft.gates++], a, b, c, label));
        need(every, block);
    }

    /** Demands that {@code form} be zero. */
    public void zero(String label, Linear form) {
        product(label, Linear.constant(0), Linear.constant(0), form);
    }

    /** Demands 0 <= form < 3^21 (more than 2^33); for every number below 2^33 the prover can show it. */
    public void below33Bits(String label, Linear form) {
        int block = earliest(form);
        while (draft(block).secondRange) {
            block++;
        }
        Draft draft = draft(block);
        boolean first = !draft.firstRange;
        draft.ranges.add(new PlacedRange(first ? Machine.MIDDLE : Machine.LAST, false, form, label));
        draft.firstRange = true;
        draft.secondRange = !first;
        need(form, block);
    }

    /** Demands 0 <= form < 3^39 (more than 2^61); for every number below 2^61 the prover can show it. */
    public void below61Bits(String label, Linear form) {
        int block = earliest(form);
        while (draft(block).firstRange) {
            block++;
        }
        Draft draft = draft(block);
        draft.ranges.add(new PlacedRange(Machine.LAST, true, form, label));
        draft.firstRange = true;
        draft.secondRange = true;
        need(form, block);
    }

    /** Compiles the circuit. */
    public Circuit build() {
        return new Compiler(this).compile();
    }

    Draft draft(int block) {
        while (drafts.size() <= block) {
            drafts.add(new Draft());
        }
        return drafts.get(block);
    }

    private Word digest() {
        Word word = Word.digest(next - 1);
        all.add(word);
        return word;
    }

    private @Nullable Source take(Source[] sources, int index) {
        if (index >= sources.length) {
            return null;
        }
        // the digest of the block before comes in directly, without a register
        if (sources[index] instanceof Word word && (word.block < 0 || word.block != next - 1)) {
            word.absorbIn(next);
        }
        return sources[index];
    }

    /**
     * The first block in which all words of a form that something uses already are alive; words that nothing uses yet
     * can come to life there. Without such words, the newest block.
     */
    private int earliest(Linear form) {
        int block = -1;
        for (Linear.Term term : form.terms()) {
            Word word = term.word();
            if (word != null && word.isPlaced()) {
                block = Math.max(block, word.from());
            }
        }
        return block >= 0 ? block : Math.max(next - 1, 0);
    }

    private static void need(Linear form, int block) {
        for (Linear.Term term : form.terms()) {
            if (term.word() != null) {
                term.word().gateIn(block);
            }
        }
    }
}
