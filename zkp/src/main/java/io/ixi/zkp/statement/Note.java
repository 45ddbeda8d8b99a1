package io.ixi.zkp.statement;

import io.ixi.zkp.hash.Quad;

/**
 * A note of a shielded pool: an amount of an asset that the holder of a spending key owns.
 *
 * @param serial unique for every note: a hash of a nullifier, see {@link #serial}
 * @param trapdoor random; hides the note's content
 */
public record Note(long asset, long value, Quad owner, Quad serial, Quad trapdoor) {
    public Note {
        if (!Transfer.isAmount(value)) {
            throw new IllegalArgumentException("value out of range");
        }
    }

    /** The serial of output 0 or 1 of the transfer whose first nullifier this is. */
    public static Quad serial(Quad firstNullifier, int output) {
        return Quad.hash(Tags.SERIAL + output, firstNullifier);
    }

    /** The public form. */
    public Quad commitment() {
        return Quad.hash(Tags.NOTE, serial, owner, new Quad(asset, value, 0, 0), trapdoor);
    }

    /** Holds secrets: says nothing of them. */
    @Override
    public String toString() {
        return "Note[hidden]";
    }
}
