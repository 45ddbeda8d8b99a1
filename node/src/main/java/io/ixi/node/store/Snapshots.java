package io.ixi.node.store;

import io.ixi.consensus.types.Bytes;
import io.ixi.node.wire.Handover;
import io.ixi.node.wire.SnapshotChunk;
import io.ixi.node.wire.SnapshotManifest;
import java.util.List;
import java.util.Optional;

/** Snapshots that this node gives to others, and the one that it builds a new store from. Every method may block. */
public interface Snapshots {
    /** A node this many blocks behind fetches a snapshot instead of the blocks. */
    long minimumLag();

    /** The newest one, to offer to a peer. */
    Optional<SnapshotManifest> newest();

    /** A chunk's bytes. Empty: not here any more. */
    Optional<Bytes> chunk(long height, int index);

    /**
     * Begins to build a store from a snapshot, or goes on where an earlier run stopped.
     *
     * @param handovers of the epochs from this node's to the snapshot's, checked
     */
    Joining join(SnapshotManifest manifest, List<Handover> handovers);

    /** A store that is being built. One thread at a time. */
    interface Joining extends AutoCloseable {
        /** The chunk to put next: so many are in the store, durably or not. */
        int next();

        /** Puts the next chunk, which was checked. */
        void put(SnapshotChunk chunk);

        /** All chunks are here: the store is made durable and replaces the present one when the node starts next. */
        void finish();

        @Override
        void close();
    }
}
