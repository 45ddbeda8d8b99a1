package io.ixi.zkp.statement;

import io.ixi.zkp.hash.Quad;

/**
 * Derived from a spending key. Whoever has it can make the owner's addresses and sees which of the owner's notes are
 * spent, but cannot spend.
 */
public record ViewingKey(Quad value) {
    /** The viewing key of a spending key of four uniformly random elements. */
    public static ViewingKey of(Quad spendingKey) {
        return new ViewingKey(Quad.hash(Tags.VIEWING_KEY, spendingKey));
    }

    /** An address. Addresses with different diversifiers cannot be linked without the key. */
    public Quad owner(Quad diversifier) {
        return Quad.hash(Tags.OWNER, value, diversifier);
    }

    /** What the ledger learns when the note with this serial is spent. */
    public Quad nullifier(Quad serial) {
        return Quad.hash(Tags.NULLIFIER, value, serial);
    }

    /** Holds secrets: says nothing of them. */
    @Override
    public String toString() {
        return "ViewingKey[hidden]";
    }
}
