package io.ixi.consensus.codec;

import io.ixi.consensus.types.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * The binary hash tree of RFC 9162 section 2.1 over 32-byte items: a leaf is SHA-256(0 ‖ item), a node SHA-256(1 ‖
 * left ‖ right), the left side of a node is the largest power of two below its size, the empty tree is SHA-256 of
 * nothing. Leaf and node differ in their first byte, so an inner node never passes as an item.
 */
public final class Merkle {
    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    private static final Hash EMPTY = Hash.sha256(new byte[0]);

    private Merkle() {}

    public static Hash root(List<Hash> items) {
        return items.isEmpty() ? EMPTY : subtree(items);
    }

    /** The siblings from the item's leaf up to the root. Throws {@link IndexOutOfBoundsException} for a bad index. */
    public static List<Hash> prove(List<Hash> items, int index) {
        if (index < 0 || index >= items.size()) {
            throw new IndexOutOfBoundsException(index);
        }
        List<Hash> proof = new ArrayList<>();
        path(items, index, proof);
        return List.copyOf(proof);
    }

    /** Whether {@code item} stands at {@code index} of the {@code count} items under {@code root}. Total. */
    public static boolean verify(Hash root, int count, int index, Hash item, List<Hash> proof) {
        if (index < 0 || index >= count) {
            return false;
        }
        // RFC 9162 section 2.1.3.2: "node" and "last" climb together; the proof must end exactly at the root
        int node = index;
        int last = count - 1;
        Hash hash = leaf(item);
        for (Hash sibling : proof) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                hash = node(sibling, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = node(hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && hash.equals(root);
    }

    private static Hash subtree(List<Hash> items) {
        if (items.size() == 1) {
            return leaf(items.getFirst());
        }
        int split = split(items.size());
        return node(subtree(items.subList(0, split)), subtree(items.subList(split, items.size())));
    }

    private static void path(List<Hash> items, int index, List<Hash> proof) {
        if (items.size() == 1) {
            return;
        }
        int split = split(items.size());
        List<Hash> left = items.subList(0, split);
        List<Hash> right = items.subList(split, items.size());
        if (index < split) {
            path(left, index, proof);
            proof.add(subtree(right));
        } else {
            path(right, index - split, proof);
            proof.add(subtree(left));
        }
    }

    private static int split(int size) {
        return Integer.highestOneBit(size - 1);
    }

    private static Hash leaf(Hash item) {
        return Hash.sha256(LEAF, item.toBytes());
    }

    private static Hash node(Hash left, Hash right) {
        return Hash.sha256(NODE, left.toBytes(), right.toBytes());
    }
}
