package io.ixi.vm.kernel.tree;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import java.util.List;
import java.util.NavigableMap;

/**
 * What a batch of writes does to the tree.
 *
 * @param newNodes nodes of the new version by key
 * @param staleNodes keys of nodes that the new version and later ones do not read
 */
public record TreeUpdate(Hash root, NavigableMap<Bytes, Bytes> newNodes, List<Bytes> staleNodes) {}
