package io.ixi.vm.kernel.tree;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sixteen children: four binary levels stored together. Mutable while it is built.
 *
 * <pre>
 * inner   2 bytes   bit n: slot n holds another node
 * leaves  2 bytes   bit n: slot n holds a leaf
 * slots   those that hold something, ascending: a node as version (8 bytes) and hash, a leaf as key and value hash
 * quads   digests of four slots each that hold a node or more than one leaf: a change hashes its own four slots only
 * </pre>
 *
 * <p>Nodes of stores that were written before quads were have none.
 */
final class Node {
    static final int WIDTH = 16;

    /** Slots whose digest is stored. */
    private static final int QUAD = 4;

    private static final int HEAD = 4;
    private static final int INNER_BYTES = 8 + Hash.BYTES;
    private static final int LEAF_BYTES = 2 * Hash.BYTES;

    /** What hangs below a slot; absent: nothing. */
    sealed interface Child {}

    /** The only entry below its slot. */
    record Leaf(Hash key, Hash value) implements Child {}

    /** At least two entries: another node, written by {@code version}. */
    record Inner(long version, Hash hash) implements Child {}

    /**
     * The digest of a run of slots.
     *
     * @param single it holds exactly one leaf, so it stands for that leaf wherever it moves up
     */
    record Fold(Hash hash, boolean single) {
        static final Fold EMPTY = new Fold(Tree.EMPTY, false);

        boolean empty() {
            return hash.equals(Tree.EMPTY);
        }
    }

    private final byte[] stored;
    private final int storedInner;
    private final int storedLeaves;
    /** Those that were set or asked for; the others lie in {@link #stored}. */
    private final @Nullable Child[] children = new @Nullable Child[WIDTH];

    private final @Nullable Fold[] quads = new @Nullable Fold[WIDTH / QUAD];
    private int inner;
    private int leaves;
    /** Slots whose content is not the stored one. */
    private int changed;

    Node() {
        this(new byte[0], 0, 0);
    }

    private Node(byte[] stored, int inner, int leaves) {
        this.stored = stored;
        this.storedInner = inner;
        this.storedLeaves = leaves;
        this.inner = inner;
        this.leaves = leaves;
    }

    @Nullable
    Child get(int slot) {
        Child child = children[slot];
        if (child == null && ((inner | leaves) >> slot & 1) == 1) {
            ByteBuffer in = ByteBuffer.wrap(stored);
            int at = place(slot);
            child = (inner >> slot & 1) == 1
                    ? new Inner(in.getLong(at), Hash.at(in, at + 8))
                    : new Leaf(Hash.at(in, at), Hash.at(in, at + Hash.BYTES));
            children[slot] = child;
        }
        return child;
    }

    void set(int slot, @Nullable Child child) {
        children[slot] = child;
        int bit = 1 << slot;
        changed |= bit;
        inner = child instanceof Inner ? inner | bit : inner & ~bit;
        leaves = child instanceof Leaf ? leaves | bit : leaves & ~bit;
        quads[slot / QUAD] = null;
    }

    /** Where a slot lies in the stored bytes. */
    private int place(int slot) {
        int before = (1 << slot) - 1;
        return HEAD
                + INNER_BYTES * Integer.bitCount(storedInner & before)
                + LEAF_BYTES * Integer.bitCount(storedLeaves & before);
    }

    /** The leaf if it is the only child, else null. */
    @Nullable
    Leaf onlyLeaf() {
        boolean only = inner == 0 && Integer.bitCount(leaves) == 1;
        return only && get(Integer.numberOfTrailingZeros(leaves)) instanceof Leaf leaf ? leaf : null;
    }

    boolean isEmpty() {
        return (inner | leaves) == 0;
    }

    /** The digest of slots {@code from} to {@code from + count - 1}; {@code count} is a power of two. */
    Fold fold(Hasher hasher, int from, int count) {
        int range = ((1 << count) - 1) << from;
        int held = (inner | leaves) & range;
        if (held == 0) {
            return Fold.EMPTY;
        }
        if ((inner & range) == 0 && Integer.bitCount(held) == 1) {
            return new Fold(leaf(hasher, Integer.numberOfTrailingZeros(held)), true);
        }
        if (count == 1) {
            return new Fold(innerHash(from), false);
        }
        Fold known = count == QUAD ? quads[from / QUAD] : null;
        if (known != null) {
            return known;
        }
        Fold left = fold(hasher, from, count / 2);
        Fold right = fold(hasher, from + count / 2, count / 2);
        Fold whole = new Fold(hasher.inner(left.hash(), right.hash()), false);
        if (count == QUAD) {
            quads[from / QUAD] = whole;
        }
        return whole;
    }

    private Hash leaf(Hasher hasher, int slot) {
        return children[slot] instanceof Leaf(Hash key, Hash value)
                ? hasher.leaf(key, value)
                : hasher.leaf(stored, place(slot));
    }

    private Hash innerHash(int slot) {
        return children[slot] instanceof Inner(long version, Hash hash)
                ? hash
                : Hash.at(ByteBuffer.wrap(stored), place(slot) + 8);
    }

    /**
     * Where a node is stored: version (8 bytes), depth in nibbles (1), path (a nibble each, padded with zero).
     *
     * @param path any key's hash below the node
     */
    static Bytes key(long version, int depth, Hash path) {
        byte[] key = new byte[9 + (depth + 1) / 2];
        ByteBuffer.wrap(key).putLong(version).put((byte) depth);
        for (int i = 0; i < depth; i++) {
            key[9 + i / 2] |= (byte) (nibble(path, i) << (i % 2 == 0 ? 4 : 0));
        }
        return Bytes.wrap(key);
    }

    static int nibble(Hash hash, int index) {
        return (int) (word(hash, index >> 4) >>> (60 - 4 * (index & 15))) & 15;
    }

    static boolean bit(Hash hash, int index) {
        return (word(hash, index >> 6) >>> (63 - (index & 63)) & 1) == 1;
    }

    private static long word(Hash hash, int index) {
        return switch (index) {
            case 0 -> hash.w0();
            case 1 -> hash.w1();
            case 2 -> hash.w2();
            default -> hash.w3();
        };
    }

    Bytes encode(Hasher hasher) {
        ByteBuffer out = ByteBuffer.allocate(slotBytes(inner, leaves) + quadBytes(inner, leaves));
        out.putShort((short) inner).putShort((short) leaves);
        for (int held = inner | leaves; held != 0; held &= held - 1) {
            int slot = Integer.numberOfTrailingZeros(held);
            if ((changed >> slot & 1) == 0) {
                out.put(stored, place(slot), (inner >> slot & 1) == 1 ? INNER_BYTES : LEAF_BYTES);
                continue;
            }
            switch (children[slot]) {
                case null -> throw new IllegalStateException("a slot holds what was not set");
                case Leaf(Hash key, Hash value) -> {
                    put(out, key);
                    put(out, value);
                }
                case Inner(long version, Hash hash) -> put(out.putLong(version), hash);
            }
        }
        for (int from = 0; from < WIDTH; from += QUAD) {
            if (hasDigest(inner, leaves, from)) {
                put(out, fold(hasher, from, QUAD).hash());
            }
        }
        return Bytes.wrap(out.array());
    }

    /** Whether four slots have a digest that is neither that of nothing nor a leaf's. */
    private static boolean hasDigest(int inner, int leaves, int from) {
        int range = ((1 << QUAD) - 1) << from;
        return (inner & range) != 0 || Integer.bitCount(leaves & range) > 1;
    }

    private static int slotBytes(int inner, int leaves) {
        return HEAD + INNER_BYTES * Integer.bitCount(inner) + LEAF_BYTES * Integer.bitCount(leaves);
    }

    private static int quadBytes(int inner, int leaves) {
        int bytes = 0;
        for (int from = 0; from < WIDTH; from += QUAD) {
            bytes += hasDigest(inner, leaves, from) ? Hash.BYTES : 0;
        }
        return bytes;
    }

    /** Reads what {@link #encode} wrote. Anything else means a damaged store: {@link IllegalStateException}. */
    static Node decode(byte[] bytes) {
        if (bytes.length < HEAD) {
            throw new IllegalStateException("a tree node is damaged");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int inner = in.getShort(0) & 0xffff;
        int leaves = in.getShort(2) & 0xffff;
        int at = slotBytes(inner, leaves);
        boolean bare = bytes.length == at;
        if ((inner & leaves) != 0 || (!bare && bytes.length != at + quadBytes(inner, leaves))) {
            throw new IllegalStateException("a tree node is damaged");
        }
        Node node = new Node(bytes, inner, leaves);
        for (int from = 0; from < WIDTH && !bare; from += QUAD) {
            if (hasDigest(inner, leaves, from)) {
                node.quads[from / QUAD] = new Fold(Hash.at(in, at), false);
                at += Hash.BYTES;
            }
        }
        return node;
    }

    private static void put(ByteBuffer out, Hash hash) {
        out.putLong(hash.w0()).putLong(hash.w1()).putLong(hash.w2()).putLong(hash.w3());
    }
}
