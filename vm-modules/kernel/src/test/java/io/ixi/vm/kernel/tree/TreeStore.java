package io.ixi.vm.kernel.tree;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps the latest version's nodes, and complains about a stale key that it never had. */
final class TreeStore implements NodeSource {
    private final NavigableMap<Bytes, Bytes> nodes = new TreeMap<>();
    private long version = -1;
    private Hash root = Tree.EMPTY;

    @Override
    public byte @Nullable [] node(byte[] key) {
        Bytes node = nodes.get(Bytes.wrap(key));
        return node == null ? null : node.unsafeArray();
    }

    TreeUpdate apply(NavigableMap<Bytes, Optional<Bytes>> writes) {
        TreeUpdate update = Tree.apply(this, ++version, root, writes);
        for (Bytes stale : update.staleNodes()) {
            if (nodes.remove(stale) == null) {
                throw new AssertionError("stale but unknown: " + stale);
            }
        }
        nodes.putAll(update.newNodes());
        root = update.root();
        return update;
    }

    /** Takes the digests of quads off every node, as stores of before had none. */
    void strip() {
        nodes.replaceAll((key, node) -> {
            ByteBuffer in = ByteBuffer.wrap(node.unsafeArray());
            int inner = Integer.bitCount(in.getShort(0) & 0xffff);
            int leaves = Integer.bitCount(in.getShort(2) & 0xffff);
            return Bytes.wrap(Arrays.copyOf(node.unsafeArray(), 4 + 40 * inner + 64 * leaves));
        });
    }

    long version() {
        return version;
    }

    Hash root() {
        return root;
    }

    int size() {
        return nodes.size();
    }

    /** Number of nodes that the latest version reads. */
    int reachable() {
        return root.equals(Tree.EMPTY) ? 0 : count(version, 0, Hash.ZERO);
    }

    private int count(long written, int depth, Hash path) {
        Node node = Tree.load(this, Node.key(written, depth, path));
        int count = 1;
        for (int slot = 0; slot < Node.WIDTH; slot++) {
            if (node.get(slot) instanceof Node.Inner inner) {
                count += count(inner.version(), depth + 1, with(path, depth, slot));
            }
        }
        return count;
    }

    private static Hash with(Hash path, int depth, int slot) {
        byte[] bytes = path.toBytes();
        bytes[depth / 2] |= (byte) (slot << (depth % 2 == 0 ? 4 : 0));
        return Hash.of(bytes);
    }
}
