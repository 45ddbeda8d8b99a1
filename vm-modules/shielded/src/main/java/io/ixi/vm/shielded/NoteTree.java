package io.ixi.vm.shielded;

import io.ixi.vm.shielded.proto.Root;
import io.ixi.vm.shielded.proto.Tree;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.statement.Tags;
import io.ixi.zkp.statement.Transfer;
import java.util.ArrayList;
import java.util.List;

/**
 * The tree of notes as the chain keeps it: its root, and at each level the left node that waits for its sibling. Notes
 * come in pairs. An absent leaf is the word of zeros.
 */
final class NoteTree {
    /** Roots of empty trees of 0 to 32 levels. */
    private static final Quad[] EMPTY = empty();

    /** Most old roots, and most old encrypted notes, that one block or note pair removes. */
    private static final int CLEARED = 4;

    private static final long MS = 1_000;

    private NoteTree() {}

    private static Quad[] empty() {
        Quad[] roots = new Quad[Transfer.DEPTH + 1];
        roots[0] = Quad.ZERO;
        for (int level = 1; level <= Transfer.DEPTH; level++) {
            roots[level] = Quad.hash(Tags.NOTE_NODE, roots[level - 1], roots[level - 1]);
        }
        return roots;
    }

    /** The empty tree, whose root is the first anchor. */
    static void plant(ShieldedState state) {
        Quad root = EMPTY[Transfer.DEPTH];
        state.put(root, Root.newBuilder().setNumber(0).build());
        state.put(Tree.newBuilder()
                .setRoot(ShieldedState.bytes(root))
                .setListed(ShieldedState.bytes(root))
                .setNextRoot(1)
                .build());
    }

    /** Adds two leaves. Returns the first one's position. */
    static long append(ShieldedState state, Quad first, Quad second) {
        Tree tree = state.tree();
        long position = tree.getSize();
        long index = position >>> 1;
        Quad node = Quad.hash(Tags.NOTE_NODE, first, second);
        boolean open = false;
        for (int level = 1; level < Transfer.DEPTH; level++) {
            boolean right = (index & 1) == 1;
            if (!right && !open) {
                state.putLeft(level, node);
                open = true;
            }
            node = right
                    ? Quad.hash(Tags.NOTE_NODE, state.left(level), node)
                    : Quad.hash(Tags.NOTE_NODE, node, EMPTY[level]);
            index >>>= 1;
        }
        state.put(tree.toBuilder()
                .setSize(position + 2)
                .setRoot(ShieldedState.bytes(node))
                .build());
        return position;
    }

    /** Whether a root may serve as anchor. */
    static boolean serves(ShieldedState state, Quad anchor, long nowMs) {
        Root root = state.root(anchor);
        return root != null && isYoung(state, root, nowMs);
    }

    private static boolean isYoung(ShieldedState state, Root root, long nowMs) {
        return root.getUntilMs() == 0 || root.getUntilMs() + state.parameters().getRootS() * MS > nowMs;
    }

    /** At the end of a block: lists the root if it is new, and clears old ones. */
    static void list(ShieldedState state, long nowMs) {
        Tree tree = state.tree();
        if (tree.getRoot().equals(tree.getListed())) {
            return;
        }
        Quad before = ShieldedState.word(tree.getListed());
        state.put(
                before,
                Root.newBuilder()
                        .setNumber(tree.getNextRoot() - 1)
                        .setUntilMs(nowMs)
                        .build());
        state.put(
                ShieldedState.word(tree.getRoot()),
                Root.newBuilder().setNumber(tree.getNextRoot()).build());
        long first = tree.getFirstRoot();
        for (int i = 0; i < CLEARED && first < tree.getNextRoot(); i++) {
            Root oldest = state.root(state.rootAt(first));
            if (oldest == null || isYoung(state, oldest, nowMs)) {
                break;
            }
            state.deleteRoot(first++);
        }
        state.put(tree.toBuilder()
                .setListed(tree.getRoot())
                .setFirstRoot(first)
                .setNextRoot(tree.getNextRoot() + 1)
                .build());
    }

    /** Removes the oldest encrypted notes whose time is over, as many as are added and as many again. */
    static void forget(ShieldedState state, long nowMs) {
        Tree tree = state.tree();
        long first = tree.getFirstSealed();
        long keptMs = state.parameters().getSealedS() * MS;
        for (int i = 0; i < CLEARED && first < tree.getSize(); i++) {
            if (state.encrypted(first).getFromMs() + keptMs > nowMs) {
                break;
            }
            state.deleteSealed(first++);
        }
        if (first != tree.getFirstSealed()) {
            state.put(tree.toBuilder().setFirstSealed(first).build());
        }
    }

    /** The root of these leaves, by the definition: for audits. */
    static Quad rootOf(List<Quad> leaves) {
        List<Quad> level = leaves;
        for (int i = 0; i < Transfer.DEPTH; i++) {
            List<Quad> above = new ArrayList<>();
            for (int j = 0; j < level.size(); j += 2) {
                Quad right = j + 1 < level.size() ? level.get(j + 1) : EMPTY[i];
                above.add(Quad.hash(Tags.NOTE_NODE, level.get(j), right));
            }
            level = above;
        }
        return level.isEmpty() ? EMPTY[Transfer.DEPTH] : level.getFirst();
    }
}
