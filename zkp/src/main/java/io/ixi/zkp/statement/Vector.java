package io.ixi.zkp.statement;

import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.hash.Sponge;

/** Fills a vector of secrets or public inputs in the order in which a circuit declares them. */
final class Vector {
    private final long[] vector;
    private int at;

    Vector(int length) {
        vector = new long[length];
    }

    void put(Quad word) {
        System.arraycopy(word.toArray(), 0, vector, at, Sponge.WORD);
        at += Sponge.WORD;
    }

    void put(long... elements) {
        System.arraycopy(elements, 0, vector, at, elements.length);
        at += elements.length;
    }

    /** The siblings from the bottom up, each followed by the bit of the position. */
    void path(int depth, long position, long[] siblings) {
        if (siblings.length != depth * Sponge.WORD) {
            throw new IllegalArgumentException("a path of " + depth + " levels expected");
        }
        for (int level = 0; level < depth; level++) {
            System.arraycopy(siblings, level * Sponge.WORD, vector, at, Sponge.WORD);
            at += Sponge.WORD;
            vector[at++] = (position >>> level) & 1;
        }
    }

    long[] vector() {
        if (at != vector.length) {
            throw new IllegalStateException(at + " of " + vector.length + " elements were given");
        }
        return vector;
    }
}
