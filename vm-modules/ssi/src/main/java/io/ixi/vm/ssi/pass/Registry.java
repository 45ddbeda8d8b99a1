package io.ixi.vm.ssi.pass;

import io.ixi.vm.ssi.pass.proto.Leaf;
import io.ixi.vm.ssi.pass.proto.Root;
import io.ixi.vm.ssi.pass.proto.Totals;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.statement.Credential;
import io.ixi.zkp.statement.Pass;
import io.ixi.zkp.statement.Tags;
import org.jspecify.annotations.Nullable;

/** The tree of issuers' trees: 16 levels, places are taken, changed and freed. An absent leaf is the word of zeros. */
final class Registry {
    /** Issuers' trees in it at most. */
    static final int PLACES = 1 << Pass.ISSUERS;

    /** Roots of empty trees of 0 to 16 levels. */
    private static final Quad[] EMPTY = empty();

    /** Most old roots that one change removes. */
    private static final int CLEARED = 4;

    private static final long MS = 1_000;

    private Registry() {}

    private static Quad[] empty() {
        Quad[] roots = new Quad[Pass.ISSUERS + 1];
        roots[0] = Quad.ZERO;
        for (int level = 1; level <= Pass.ISSUERS; level++) {
            roots[level] = Quad.hash(Tags.ISSUER_NODE, roots[level - 1], roots[level - 1]);
        }
        return roots;
    }

    static void plant(PassState state) {
        Quad root = EMPTY[Pass.ISSUERS];
        state.put(root, Root.getDefaultInstance());
        state.put(Totals.newBuilder()
                .setRoot(PassState.bytes(root))
                .setNextRoot(1)
                .build());
    }

    private static Quad node(PassState state, int level, int index) {
        Quad node = state.node(level, index);
        return node == null ? EMPTY[level] : node;
    }

    static Quad word(Leaf leaf) {
        return leaf.getRoot().isEmpty()
                ? Quad.ZERO
                : Credential.accreditation(PassState.word(leaf.getRoot()), leaf.getNumber());
    }

    /** Writes a place and the path above it; the root before serves on for its time. */
    static void set(PassState state, int position, Leaf leaf, long nowMs) {
        state.put(position, leaf);
        Quad node = word(leaf);
        int index = position;
        for (int level = 0; level < Pass.ISSUERS; level++) {
            state.put(level, index, node);
            Quad sibling = node(state, level, index ^ 1);
            node = (index & 1) == 0
                    ? Quad.hash(Tags.ISSUER_NODE, node, sibling)
                    : Quad.hash(Tags.ISSUER_NODE, sibling, node);
            index >>>= 1;
        }
        turn(state, node, nowMs);
    }

    private static void turn(PassState state, Quad root, long nowMs) {
        Totals totals = state.totals();
        Quad before = PassState.word(totals.getRoot());
        if (root.equals(before)) {
            return;
        }
        state.put(
                before,
                Root.newBuilder()
                        .setNumber(totals.getNextRoot() - 1)
                        .setUntilMs(nowMs)
                        .build());
        state.put(root, Root.newBuilder().setNumber(totals.getNextRoot()).build());
        long first = totals.getFirstRoot();
        for (int i = 0; i < CLEARED && first < totals.getNextRoot(); i++) {
            Root oldest = state.root(state.rootAt(first));
            boolean again = oldest == null || oldest.getNumber() != first;
            if (!again && endMs(state, oldest) > nowMs) {
                break;
            }
            state.deleteRoot(first++);
        }
        state.put(totals.toBuilder()
                .setRoot(PassState.bytes(root))
                .setFirstRoot(first)
                .setNextRoot(totals.getNextRoot() + 1)
                .build());
    }

    /** Until when a root serves; the latest one without end. */
    private static long endMs(PassState state, @Nullable Root root) {
        if (root == null) {
            return 0;
        }
        return root.getUntilMs() == 0
                ? Long.MAX_VALUE
                : root.getUntilMs() + state.parameters().getRootS() * MS;
    }

    /** Until when this root serves; 0: it is none, or its time is over. */
    static long servesUntil(PassState state, Quad root, long nowMs) {
        long end = endMs(state, state.root(root));
        return end > nowMs ? end : 0;
    }

    /** The root of all leaves, by the definition: for audits. */
    static Quad rootOf(PassState state) {
        int size = state.totals().getPlaces();
        Quad[] level = new Quad[size];
        for (int i = 0; i < size; i++) {
            level[i] = word(state.leaf(i));
        }
        for (int height = 0; height < Pass.ISSUERS; height++) {
            Quad[] above = new Quad[(level.length + 1) / 2];
            for (int i = 0; i < above.length; i++) {
                Quad right = 2 * i + 1 < level.length ? level[2 * i + 1] : EMPTY[height];
                above[i] = Quad.hash(Tags.ISSUER_NODE, level[2 * i], right);
            }
            level = above;
        }
        return level.length == 0 ? EMPTY[Pass.ISSUERS] : level[0];
    }
}
