package io.ixi.zkp.hash;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An append-and-replace tree of words of fixed depth: what a ledger keeps of its notes or credentials, and what a
 * wallet takes its paths from. A node is {@code Sponge.hash(tag, left, right)}; an absent leaf is the word of zeros.
 * Not safe for use by several threads.
 */
public final class WordTree {
    private final long tag;
    private final int depth;
    /** {@code levels.get(0)} holds the leaves; a level holds only the nodes that have a leaf below them. */
    private final List<List<long[]>> levels = new ArrayList<>();

    private final long[][] empty;

    /** An empty tree with room for 2^{@code depth} leaves, {@code depth} in 1..40. */
    public WordTree(long tag, int depth) {
        if (depth < 1 || depth > 40) {
            throw new IllegalArgumentException("depth " + depth);
        }
        this.tag = tag;
        this.depth = depth;
        empty = new long[depth + 1][];
        empty[0] = new long[Sponge.WORD];
        for (int level = 0; level <= depth; level++) {
            levels.add(new ArrayList<>());
            if (level > 0) {
                empty[level] = Sponge.hash(tag, empty[level - 1], empty[level - 1]);
            }
        }
    }

    public int depth() {
        return depth;
    }

    /** The number of leaves. */
    public int size() {
        return levels.getFirst().size();
    }

    /** Adds a leaf and returns its position. */
    public int append(long[] leaf) {
        int position = size();
        if (position >= 1L << depth) {
            throw new IllegalStateException("the tree is full");
        }
        levels.getFirst().add(leaf.clone());
        climb(position);
        return position;
    }

    /** Replaces a leaf; the word of zeros removes it. */
    public void replace(int position, long[] leaf) {
        levels.getFirst().set(position, leaf.clone());
        climb(position);
    }

    public long[] root() {
        return node(depth, 0).clone();
    }

    /** The siblings of a leaf from the bottom up, four elements each. */
    public long[] path(int position) {
        if (position < 0 || position >= size()) {
            throw new IndexOutOfBoundsException(position);
        }
        long[] path = new long[depth * Sponge.WORD];
        for (int level = 0; level < depth; level++) {
            System.arraycopy(node(level, above(position, level) ^ 1), 0, path, level * Sponge.WORD, Sponge.WORD);
        }
        return path;
    }

    /** The root that a leaf and its siblings from the bottom up give; bit i of {@code position} 1: a right child. */
    public static long[] rootOf(long tag, long[] leaf, long position, long[] path) {
        long[] node = leaf;
        for (int level = 0; level < path.length / Sponge.WORD; level++) {
            long[] sibling = Arrays.copyOfRange(path, level * Sponge.WORD, (level + 1) * Sponge.WORD);
            node = (position >>> level & 1) == 0 ? Sponge.hash(tag, node, sibling) : Sponge.hash(tag, sibling, node);
        }
        return node;
    }

    private long[] node(int level, int index) {
        List<long[]> nodes = levels.get(level);
        return index < nodes.size() ? nodes.get(index) : empty[level];
    }

    /** A shift of an int by 32 would be one by 0. */
    private static int above(int position, int level) {
        return (int) ((long) position >> level);
    }

    private void climb(int position) {
        for (int level = 1; level <= depth; level++) {
            int index = above(position, level);
            long[] parent = Sponge.hash(tag, node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
            List<long[]> nodes = levels.get(level);
            if (index < nodes.size()) {
                nodes.set(index, parent);
            } else {
                nodes.add(parent);
            }
        }
    }
}
