package io.ixi.zkp.statement;

import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.hash.Sponge;
import io.ixi.zkp.hash.WordTree;

/** A note to spend, the diversifier of its address and its place in the tree of notes. */
public final class Spend {
    private final Note note;
    private final Quad diversifier;
    private final long position;
    private final long[] path;

    /** {@code path} holds the siblings from the bottom up, as {@link WordTree#path} gives them. */
    public Spend(Note note, Quad diversifier, long position, long[] path) {
        this.note = note;
        this.diversifier = diversifier;
        this.position = position;
        this.path = path.clone();
    }

    /** A note of value 0 that need not be in the tree; serial and trapdoor must be random. */
    public static Spend none(long asset, ViewingKey key, Quad serial, Quad trapdoor) {
        Note note = new Note(asset, 0, key.owner(Quad.ZERO), serial, trapdoor);
        return new Spend(note, Quad.ZERO, 0, new long[Transfer.DEPTH * Sponge.WORD]);
    }

    public Note note() {
        return note;
    }

    void write(Vector secrets) {
        secrets.put(note.serial());
        secrets.put(diversifier);
        secrets.put(new Quad(note.asset(), note.value(), 0, 0));
        secrets.put(note.trapdoor());
        secrets.path(Transfer.DEPTH, position, path);
    }
}
