package io.ixi.vm.kernel.tree;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import java.util.NavigableMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Updates, proves and verifies; see the package for what is hashed. Stateless. */
public final class Tree {
    /** Root of the tree without entries. */
    public static final Hash EMPTY = Hash.ZERO;

    private Tree() {}

    /**
     * Applies writes to the tree of version {@code version - 1}.
     *
     * @param version height of the block that writes, at least 0
     * @param root that tree's root; {@link #EMPTY} needs no nodes
     * @param writes keys to new values; empty means deleted, and deleting what is absent changes nothing
     */
    public static TreeUpdate apply(
            NodeSource source, long version, Hash root, NavigableMap<Bytes, Optional<Bytes>> writes) {
        return new Update(source, version, writes).run(root);
    }

    /** Proves the presence or absence of a key in the tree of a version that the source still holds. */
    public static Bytes prove(NodeSource source, long version, Bytes key) {
        return Proof.of(source, version, key);
    }

    /**
     * Whether the proof shows that the tree with this root maps the key to the value, or, for a null value, has no such
     * key. Total: false for whatever is not a proof.
     */
    public static boolean verify(Hash root, Bytes key, @Nullable Bytes value, Bytes proof) {
        return Proof.verify(root, key, value, proof);
    }

    static Node load(NodeSource source, Bytes key) {
        byte[] node = source.node(key.unsafeArray());
        if (node == null) {
            throw new IllegalStateException("the store lacks tree node " + key.hex());
        }
        return Node.decode(node);
    }
}
