package io.ixi.vm.kernel.tree;

import org.jspecify.annotations.Nullable;

/** Where the authenticated tree's nodes come from: a store, or an overlay of blocks that are not final yet. */
@FunctionalInterface
public interface NodeSource {
    /** The stored bytes of a node, or null if there is none. The caller does not write to the result. */
    byte @Nullable [] node(byte[] key);
}
