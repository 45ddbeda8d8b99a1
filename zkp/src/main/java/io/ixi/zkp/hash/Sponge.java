package io.ixi.zkp.hash;

import io.ixi.zkp.field.Goldilocks;

/**
 * A hash from words to a word; a word is four canonical Goldilocks elements. The sponge has rate 8 and capacity 4. The
 * capacity starts as (tag, number of elements, 0, 0), so messages of different length or purpose never share a state;
 * each permutation overwrites the rate with two words, an odd last word is followed by zeros. The digest is the first
 * word of the state after the last permutation: 256 bits, 128 bits against collisions.
 */
public final class Sponge {
    /** Elements of a word. */
    public static final int WORD = 4;

    public static final int RATE = 8;

    /** Every tag is this plus a small number, so that a later hash suite shares no tag with this one. */
    public static final long SUITE = 1L << 32;

    private Sponge() {}

    /** The digest of {@code words}, each of four canonical elements, under {@code tag}. */
    public static long[] hash(long tag, long[]... words) {
        long[] s = new long[Poseidon2.WIDTH];
        s[RATE] = tag;
        s[RATE + 1] = (long) WORD * words.length;
        int i = 0;
        do {
            absorb(s, 0, i < words.length ? words[i] : new long[WORD]);
            absorb(s, WORD, i + 1 < words.length ? words[i + 1] : new long[WORD]);
            Poseidon2.permute(s);
            i += 2;
        } while (i < words.length);
        long[] digest = new long[WORD];
        System.arraycopy(s, 0, digest, 0, WORD);
        return digest;
    }

    private static void absorb(long[] s, int at, long[] word) {
        if (word.length != WORD) {
            throw new IllegalArgumentException("a word has four elements, not " + word.length);
        }
        for (long element : word) {
            if (!Goldilocks.isCanonical(element)) {
                throw new IllegalArgumentException("an element is not below p");
            }
        }
        System.arraycopy(word, 0, s, at, WORD);
    }
}
