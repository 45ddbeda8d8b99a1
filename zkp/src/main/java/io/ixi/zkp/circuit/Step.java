package io.ixi.zkp.circuit;

import java.util.ArrayList;
import java.util.List;

/**
 * What one block of the trace does, as the prover needs it to fill the block in. Positions count elements of the
 * vector of secrets or of public inputs.
 */
public final class Step {
    /** Where a side of the rate comes from. */
    public sealed interface Input {}

    /** The digest of the block before. */
    public record Previous() implements Input {}

    /** Zeros. */
    public record Zero() implements Input {}

    public record FromRegister(int register) implements Input {}

    public record FromPublic(int first) implements Input {}

    public record FromSecret(int first) implements Input {}

    /** How a register changes when the block begins. A register without a change keeps its word. */
    public sealed interface Change {
        int register();
    }

    public record LoadDigest(int register) implements Change {}

    public record LoadSecret(int register, int first) implements Change {}

    /** The word is no longer needed. */
    public record Clear(int register) implements Change {}

    /** A term of a form: {@code cell} counts the elements of the registers, -1 stands for the constant 1. */
    public record Term(int cell, long factor, int input) {}

    /** a * b = c over the registers of this block; {@code label} names it when a witness breaks it. */
    public record Gate(List<Term> a, List<Term> b, List<Term> c, String label) {}

    /** The form is below 3^21 and ends in row 7 or 15, or, if {@code wide}, below 3^39 and ends in row 15. */
    public record Range(List<Term> form, boolean wide, int row, String label) {}

    /** The digest equals the public word, if public input {@code enable} (or always, if negative) is 1. */
    public record Equal(int first, int enable, String label) {}

    final boolean fresh;
    final long tag;
    final int length;
    final Input left;
    final Input right;
    /** The first element of the sibling if the block climbs, with the digest of the block before; else -1. */
    final int sibling;

    final int bit;
    final List<Change> changes = new ArrayList<>();
    final List<Gate> gates = new ArrayList<>();
    final List<Range> ranges = new ArrayList<>();
    final List<Equal> comparisons = new ArrayList<>();

    Step(boolean fresh, long tag, int length, Input left, Input right, int sibling, int bit) {
        this.fresh = fresh;
        this.tag = tag;
        this.length = length;
        this.left = left;
        this.right = right;
        this.sibling = sibling;
        this.bit = bit;
    }

    /** Whether the block starts a hash; otherwise it continues the one of the block before. */
    public boolean fresh() {
        return fresh;
    }

    public long tag() {
        return tag;
    }

    /** The elements that the hash takes in altogether. */
    public int length() {
        return length;
    }

    public Input left() {
        return left;
    }

    public Input right() {
        return right;
    }

    /** Whether the block hashes the digest before with a sibling, in the order that a secret bit says. */
    public boolean climbs() {
        return sibling >= 0;
    }

    public int sibling() {
        return sibling;
    }

    public int bit() {
        return bit;
    }

    public List<Change> changes() {
        return changes;
    }

    public List<Gate> gates() {
        return gates;
    }

    public List<Range> ranges() {
        return ranges;
    }

    public List<Equal> comparisons() {
        return comparisons;
    }
}
