package io.ixi.node.replica;

import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.ValidatorSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a replica stands; a snapshot for other threads.
 *
 * @param validators the running epoch's
 * @param index this node's among them; -1: it is none of them
 * @param height of the ledger's tip
 * @param highestPeer largest height that a connected peer claims; -1: none
 * @param peers connected validators by index
 * @param silent why this validator does not vote; null if it does or is no validator
 * @param accused double votes that this node can prove and the chain has not punished yet
 * @param lastProgressMs {@link Clock#nowMs} of the last final block
 */
public record ReplicaStatus(
        ValidatorSet validators,
        int index,
        long view,
        int leader,
        long height,
        Hash hash,
        boolean syncing,
        long highestPeer,
        List<Integer> peers,
        @Nullable String silent,
        int accused,
        long lastProgressMs) {
    public ReplicaStatus {
        peers = List.copyOf(peers);
    }
}
