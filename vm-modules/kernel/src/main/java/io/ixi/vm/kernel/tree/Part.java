package io.ixi.vm.kernel.tree;

import io.ixi.consensus.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * What hangs at one place of the tree, as one value: parts of places side by side join to the part above them, up to
 * the root. So whoever holds all parts of one depth can check each of them alone.
 *
 * @param hash of the subtree; {@link Tree#EMPTY} if there is none
 */
public record Part(Kind kind, Hash hash) {
    /** How many leaves there are: a single one moves up until it meets another. */
    public enum Kind {
        EMPTY,
        LEAF,
        INNER
    }

    public static final Part EMPTY = new Part(Kind.EMPTY, Tree.EMPTY);

    public Part {
        if ((kind == Kind.EMPTY) != hash.equals(Tree.EMPTY)) {
            throw new IllegalArgumentException("only an empty part has the empty hash");
        }
    }

    /** Where a key lies in the tree. */
    public static Hash path(byte[] key) {
        return Hash.sha256(key);
    }

    /** The first bits of a path as a number; {@code depth} is 0 to 31. */
    public static int place(Hash path, int depth) {
        return depth == 0 ? 0 : (int) (path.w0() >>> (Long.SIZE - depth));
    }

    /**
     * The part that holds exactly these entries.
     *
     * @param depth number of bits that all paths share
     * @param entries by path, SHA-256 of the value
     */
    public static Part of(int depth, NavigableMap<Hash, Hash> entries) {
        return of(new Hasher(), depth, List.copyOf(entries.entrySet()));
    }

    private static Part of(Hasher hasher, int depth, List<Map.Entry<Hash, Hash>> entries) {
        if (entries.isEmpty()) {
            return EMPTY;
        }
        Map.Entry<Hash, Hash> first = entries.getFirst();
        if (entries.size() == 1) {
            return new Part(Kind.LEAF, hasher.leaf(first.getKey(), first.getValue()));
        }
        int split = 0;
        while (split < entries.size() && !Node.bit(entries.get(split).getKey(), depth)) {
            split++;
        }
        return join(
                hasher,
                of(hasher, depth + 1, entries.subList(0, split)),
                of(hasher, depth + 1, entries.subList(split, entries.size())));
    }

    /** The part above these, which are all of one depth, in the order of their places; a power of two of them. */
    public static Part join(List<Part> parts) {
        if (Integer.bitCount(parts.size()) != 1) {
            throw new IllegalArgumentException(parts.size() + " parts");
        }
        Hasher hasher = new Hasher();
        List<Part> level = parts;
        while (level.size() > 1) {
            List<Part> above = new ArrayList<>(level.size() / 2);
            for (int i = 0; i < level.size(); i += 2) {
                above.add(join(hasher, level.get(i), level.get(i + 1)));
            }
            level = above;
        }
        return level.getFirst();
    }

    private static Part join(Hasher hasher, Part left, Part right) {
        if (left.kind == Kind.EMPTY && right.kind != Kind.INNER) {
            return right;
        }
        if (right.kind == Kind.EMPTY && left.kind != Kind.INNER) {
            return left;
        }
        return new Part(Kind.INNER, hasher.inner(left.hash, right.hash));
    }
}
