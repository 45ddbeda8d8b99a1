package io.ixi.vm.kernel.tree;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.tree.Node.Child;
import io.ixi.vm.kernel.tree.Node.Inner;
import io.ixi.vm.kernel.tree.Node.Leaf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One batch of writes going down the tree and its new nodes coming up. Used once. */
final class Update {
    private final NodeSource source;
    private final long version;
    private final Hasher hasher = new Hasher();
    private final List<Write> writes;
    private final NavigableMap<Bytes, Bytes> newNodes = new TreeMap<>();
    private final List<Bytes> staleNodes = new ArrayList<>();

    /** @param value null: deleted */
    private record Write(Hash key, @Nullable Hash value) {}

    Update(NodeSource source, long version, NavigableMap<Bytes, Optional<Bytes>> entries) {
        this.source = source;
        this.version = version;
        this.writes = new ArrayList<>(entries.size());
        for (Map.Entry<Bytes, Optional<Bytes>> entry : entries.entrySet()) {
            Bytes value = entry.getValue().orElse(null);
            writes.add(new Write(
                    hasher.of(entry.getKey().unsafeArray()), value == null ? null : hasher.of(value.unsafeArray())));
        }
        writes.sort((a, b) -> a.key().compareTo(b.key()));
    }

    TreeUpdate run(Hash root) {
        Node top = new Node();
        if (!root.equals(Tree.EMPTY)) {
            top = load(version - 1, 0, root);
        }
        spread(top, 0, 0, writes.size());
        if (top.isEmpty()) {
            return new TreeUpdate(Tree.EMPTY, newNodes, staleNodes);
        }
        // the root is written in every version, so that a version finds it without knowing an older one
        newNodes.put(Node.key(version, 0, Hash.ZERO), top.encode(hasher));
        return new TreeUpdate(top.fold(hasher, 0, Node.WIDTH).hash(), newNodes, staleNodes);
    }

    /** What hangs below a slot after writes {@code from} to {@code to - 1}, all of which lead there. */
    private @Nullable Child below(@Nullable Child old, int depth, int from, int to) {
        if (from == to) {
            return old;
        }
        Node node;
        switch (old) {
            case Inner inner ->
                node = load(inner.version(), depth, writes.get(from).key());
            case Leaf leaf -> {
                if (to - from == 1 && leaf.key().equals(writes.get(from).key())) {
                    return leaf(writes.get(from));
                }
                node = new Node();
                node.set(Node.nibble(leaf.key(), depth), leaf);
            }
            case null -> {
                if (to - from == 1) {
                    return leaf(writes.get(from));
                }
                node = new Node();
            }
        }
        spread(node, depth, from, to);
        Leaf only = node.onlyLeaf();
        if (only != null || node.isEmpty()) {
            return only;
        }
        newNodes.put(Node.key(version, depth, writes.get(from).key()), node.encode(hasher));
        return new Inner(version, node.fold(hasher, 0, Node.WIDTH).hash());
    }

    private static @Nullable Leaf leaf(Write write) {
        return write.value() == null ? null : new Leaf(write.key(), write.value());
    }

    private void spread(Node node, int depth, int from, int to) {
        int at = from;
        while (at < to) {
            int slot = Node.nibble(writes.get(at).key(), depth);
            int end = at + 1;
            while (end < to && Node.nibble(writes.get(end).key(), depth) == slot) {
                end++;
            }
            node.set(slot, below(node.get(slot), depth + 1, at, end));
            at = end;
        }
    }

    private Node load(long written, int depth, Hash path) {
        Bytes key = Node.key(written, depth, path);
        staleNodes.add(key);
        return Tree.load(source, key);
    }
}
