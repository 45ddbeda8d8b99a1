package io.ixi.vm.kernel.tree;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Reader;
import io.ixi.consensus.codec.Writer;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.tree.Node.Child;
import io.ixi.vm.kernel.tree.Node.Fold;
import io.ixi.vm.kernel.tree.Node.Inner;
import io.ixi.vm.kernel.tree.Node.Leaf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way from the root to where a key is or would be.
 *
 * <pre>
 * end       1 byte   0 nothing there, 1 the key's leaf, 2 another leaf: its key hash and value hash follow
 * depth     2 bytes  number of siblings, 0 to 256
 * present   depth/8 bytes rounded up; bit i, from the highest: sibling i (0 below the root) is not empty
 * siblings  32 bytes each, those present, from the root down
 * </pre>
 */
final class Proof {
    private static final int NOTHING = 0;
    private static final int FOUND = 1;
    private static final int OTHER = 2;
    private static final int MAX_DEPTH = 8 * Hash.BYTES;

    private final Hash key;
    private final Hasher hasher = new Hasher();
    private final List<Hash> siblings = new ArrayList<>();
    private @Nullable Leaf leaf;

    private Proof(Hash key) {
        this.key = key;
    }

    static Bytes of(NodeSource source, long version, Bytes key) {
        Proof proof = new Proof(Hash.sha256(key.unsafeArray()));
        if (source.node(Node.key(version, 0, Hash.ZERO).unsafeArray()) != null) {
            proof.walk(source, version);
        }
        return proof.encode();
    }

    private void walk(NodeSource source, long version) {
        long written = version;
        for (int depth = 0; ; depth++) {
            Node node = Tree.load(source, Node.key(written, depth, key));
            int from = 0;
            for (int count = Node.WIDTH; ; count /= 2) {
                Leaf only = only(node, from, count);
                if (only != null || node.fold(hasher, from, count).empty()) {
                    leaf = only;
                    return;
                }
                if (count == 1) {
                    break;
                }
                int half = count / 2;
                boolean right = (Node.nibble(key, depth) & half) != 0;
                siblings.add(node.fold(hasher, right ? from : from + half, half).hash());
                from = right ? from + half : from;
            }
            if (!(node.get(from) instanceof Inner inner)) {
                throw new IllegalStateException("a slot with neither nothing, nor a leaf, nor a node");
            }
            written = inner.version();
        }
    }

    private @Nullable Leaf only(Node node, int from, int count) {
        Fold fold = node.fold(hasher, from, count);
        if (!fold.single()) {
            return null;
        }
        for (int slot = from; slot < from + count; slot++) {
            Child child = node.get(slot);
            if (child instanceof Leaf found) {
                return found;
            }
        }
        return null;
    }

    private Bytes encode() {
        Writer out = new Writer();
        Leaf end = leaf;
        if (end == null) {
            out.u8(NOTHING);
        } else if (end.key().equals(key)) {
            out.u8(FOUND);
        } else {
            out.u8(OTHER).hash(end.key()).hash(end.value());
        }
        out.u16(siblings.size());
        byte[] present = new byte[(siblings.size() + 7) / 8];
        for (int i = 0; i < siblings.size(); i++) {
            if (!siblings.get(i).equals(Tree.EMPTY)) {
                present[i / 8] |= (byte) (0x80 >> i % 8);
            }
        }
        out.raw(Bytes.wrap(present));
        siblings.stream().filter(hash -> !hash.equals(Tree.EMPTY)).forEach(out::hash);
        return out.toBytes();
    }

    static boolean verify(Hash root, Bytes key, @Nullable Bytes value, Bytes proof) {
        try {
            return Reader.decode(proof.unsafeArray(), in -> root(in, key, value))
                    .equals(root);
        } catch (MalformedException e) {
            return false;
        }
    }

    /** The root that the proof leads to. */
    private static Hash root(Reader in, Bytes key, @Nullable Bytes value) {
        Hasher hasher = new Hasher();
        Hash path = hasher.of(key.unsafeArray());
        int end = in.u8();
        Hash hash = Tree.EMPTY;
        Hash other = path;
        if (end == FOUND && value != null) {
            hash = hasher.leaf(path, hasher.of(value.unsafeArray()));
        } else if (end == OTHER && value == null) {
            other = in.hash();
            hash = hasher.leaf(other, in.hash());
            require(!other.equals(path));
        } else {
            require(end == NOTHING && value == null);
        }
        int depth = in.u16();
        require(depth <= MAX_DEPTH);
        Bytes present = in.raw((depth + 7) / 8);
        require(depth % 8 == 0 || (present.at(depth / 8) & 0xff >> depth % 8) == 0);
        Hash[] siblings = new Hash[depth];
        for (int i = 0; i < depth; i++) {
            require(Node.bit(path, i) == Node.bit(other, i));
            boolean given = (present.at(i / 8) & 0x80 >> i % 8) != 0;
            siblings[i] = given ? in.hash() : Tree.EMPTY;
            require(given != siblings[i].equals(Tree.EMPTY));
        }
        for (int i = depth - 1; i >= 0; i--) {
            hash = Node.bit(path, i) ? hasher.inner(siblings[i], hash) : hasher.inner(hash, siblings[i]);
        }
        return hash;
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new MalformedException("not a proof");
        }
    }
}
