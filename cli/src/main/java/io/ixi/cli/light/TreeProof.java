package io.ixi.cli.light;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Reader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import org.jspecify.annotations.Nullable;

/**
 * Proofs in the state's tree, a binary Merkle tree over SHA-256(key) in which a subtree with one leaf is that leaf:
 * empty = 32 zero bytes, leaf = SHA-256(0, SHA-256(key), SHA-256(value)), inner = SHA-256(1, left, right).
 *
 * <p>A proof: what is at the end of the way (0 nothing, 1 the key, 2 another leaf, whose two hashes follow), the number
 * of siblings (2 bytes), a bit for each that says whether it is not empty, and those that are not, root first.
 */
final class TreeProof {
    private static final int NOTHING = 0;
    private static final int HERE = 1;
    private static final int OTHER = 2;
    private static final int BITS = 256;
    private static final byte[] LEAF = {0};
    private static final byte[] INNER = {1};

    private TreeProof() {}

    /** Whether the tree of this root maps the key to the value, or to nothing for null. Total. */
    static boolean holds(Hash root, Bytes key, @Nullable Bytes value, Bytes proof) {
        try {
            return Reader.decode(proof.toArray(), in -> root(in, Hash.sha256(key.toArray()), value))
                    .equals(root);
        } catch (MalformedException e) {
            return false;
        }
    }

    private static Hash root(Reader in, Hash way, @Nullable Bytes value) {
        int kind = in.u8();
        Hash end = Hash.ZERO;
        Hash other = way;
        if (kind == HERE) {
            if (value == null) {
                throw new MalformedException("the key is there");
            }
            end = Hash.sha256(LEAF, way.toBytes(), Hash.sha256(value.toArray()).toBytes());
        } else if (kind == NOTHING || kind == OTHER) {
            if (value != null) {
                throw new MalformedException("the key is not there");
            }
            if (kind == OTHER) {
                other = in.hash();
                end = Hash.sha256(LEAF, other.toBytes(), in.hash().toBytes());
            }
        } else {
            throw new MalformedException("an end of kind " + kind);
        }
        if (kind == OTHER && other.equals(way)) {
            throw new MalformedException("the other leaf is the key's own");
        }
        return climb(in, way.toBytes(), other.toBytes(), end);
    }

    private static Hash climb(Reader in, byte[] way, byte[] other, Hash end) {
        int depth = in.u16();
        if (depth > BITS) {
            throw new MalformedException("a way of " + depth + " steps");
        }
        byte[] filled = in.raw((depth + 7) / 8).toArray();
        Hash[] siblings = new Hash[depth];
        for (int i = 0; i < depth; i++) {
            boolean given = bit(filled, i);
            siblings[i] = given ? in.hash() : Hash.ZERO;
            if ((given && siblings[i].equals(Hash.ZERO)) || bit(way, i) != bit(other, i)) {
                throw new MalformedException("not the canonical form");
            }
        }
        for (int i = depth; i < filled.length * 8; i++) {
            if (bit(filled, i)) {
                throw new MalformedException("a bit for no sibling");
            }
        }
        Hash hash = end;
        for (int i = depth - 1; i >= 0; i--) {
            byte[] own = hash.toBytes();
            byte[] sibling = siblings[i].toBytes();
            hash = bit(way, i) ? Hash.sha256(INNER, sibling, own) : Hash.sha256(INNER, own, sibling);
        }
        return hash;
    }

    private static boolean bit(byte[] bits, int i) {
        return (bits[i / 8] & 0x80 >> i % 8) != 0;
    }
}
