package io.ixi.vm.kernel.tree;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Sixteen children: four binary levels stored together. Mutable while it is built. */
final class Node {
    static final int WIDTH = 16;

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

    private final @Nullable Child[] children = new @Nullable Child[WIDTH];

    @Nullable
    Child get(int slot) {
        return children[slot];
    }

    void set(int slot, @Nullable Child child) {
        children[slot] = child;
    }

    /** The leaf if it is the only child, else null. */
    @Nullable
    Leaf onlyLeaf() {
        Leaf only = null;
        for (Child child : children) {
            if (child instanceof Inner || (child != null && only != null)) {
                return null;
            }
            if (child instanceof Leaf leaf) {
                only = leaf;
            }
        }
        return only;
    }

    boolean isEmpty() {
        for (Child child : children) {
            if (child != null) {
                return false;
            }
        }
        return true;
    }

    /** The digest of slots {@code from} to {@code from + count - 1}; {@code count} is a power of two. */
    Fold fold(Hasher hasher, int from, int count) {
        if (count == 1) {
            return switch (children[from]) {
                case null -> Fold.EMPTY;
                case Leaf(Hash key, Hash value) -> new Fold(hasher.leaf(key, value), true);
                case Inner inner -> new Fold(inner.hash(), false);
            };
        }
        Fold left = fold(hasher, from, count / 2);
        Fold right = fold(hasher, from + count / 2, count / 2);
        if (left.empty() && (right.single() || right.empty())) {
            return right;
        }
        if (right.empty() && left.single()) {
            return left;
        }
        return new Fold(hasher.inner(left.hash(), right.hash()), false);
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

    /** Bit sets of inner and leaf slots (2 bytes each), then the children in order. */
    Bytes encode() {
        int inner = 0;
        int leaves = 0;
        for (int slot = 0; slot < WIDTH; slot++) {
            inner |= children[slot] instanceof Inner ? 1 << slot : 0;
            leaves |= children[slot] instanceof Leaf ? 1 << slot : 0;
        }
        ByteBuffer out = ByteBuffer.allocate(4 + 40 * Integer.bitCount(inner) + 64 * Integer.bitCount(leaves));
        out.putShort((short) inner).putShort((short) leaves);
        for (Child child : children) {
            switch (child) {
                case null -> {}
                case Leaf(Hash key, Hash value) -> {
                    put(out, key);
                    put(out, value);
                }
                case Inner(long version, Hash hash) -> put(out.putLong(version), hash);
            }
        }
        return Bytes.wrap(out.array());
    }

    /** Reads what {@link #encode} wrote. Anything else means a damaged store: {@link IllegalStateException}. */
    static Node decode(byte[] bytes) {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            int inner = in.getShort() & 0xffff;
            int leaves = in.getShort() & 0xffff;
            Node node = new Node();
            for (int slot = 0; slot < WIDTH; slot++) {
                if ((inner >> slot & 1) == 1) {
                    node.children[slot] = new Inner(in.getLong(), hash(in));
                } else if ((leaves >> slot & 1) == 1) {
                    node.children[slot] = new Leaf(hash(in), hash(in));
                }
            }
            if (in.hasRemaining() || (inner & leaves) != 0) {
                throw new IllegalStateException("a tree node is damaged");
            }
            return node;
        } catch (BufferUnderflowException e) {
            throw new IllegalStateException("a tree node is damaged", e);
        }
    }

    private static void put(ByteBuffer out, Hash hash) {
        out.putLong(hash.w0()).putLong(hash.w1()).putLong(hash.w2()).putLong(hash.w3());
    }

    private static Hash hash(ByteBuffer in) {
        return new Hash(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }
}
