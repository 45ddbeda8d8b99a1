package io.ixi.vm.repositorium.storage;

import io.ixi.consensus.codec.Merkle;
import io.ixi.consensus.types.Hash;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The hash tree over a shard: {@link Merkle} over SHA-256 of each leaf of 512 bytes. A shard's chunks of 256 leaves are
 * whole subtrees, so that roots of chunks give the root, and a path from them and one chunk. Not thread-safe.
 */
public final class ShardTree {
    public static final int LEAF_BYTES = 512;
    public static final int CHUNK_LEAVES = 256;
    public static final int CHUNK_BYTES = LEAF_BYTES * CHUNK_LEAVES;

    private static final byte[] NODE = {1};

    private final List<Hash> chunks = new ArrayList<>();

    /** Adds the next chunk; all but the last one have {@link #CHUNK_BYTES}. */
    public void add(byte[] chunk, int length) {
        chunks.add(Merkle.root(items(chunk, length)));
    }

    public List<Hash> chunks() {
        return List.copyOf(chunks);
    }

    public Hash root() {
        return root(chunks);
    }

    private static List<Hash> items(byte[] chunk, int length) {
        List<Hash> items = new ArrayList<>(length / LEAF_BYTES);
        for (int at = 0; at < length; at += LEAF_BYTES) {
            items.add(Hash.sha256(Arrays.copyOfRange(chunk, at, at + LEAF_BYTES)));
        }
        return items;
    }

    /** The root over these roots of chunks. */
    public static Hash root(List<Hash> chunks) {
        if (chunks.size() <= 1) {
            return chunks.isEmpty() ? Merkle.root(List.of()) : chunks.getFirst();
        }
        int split = Integer.highestOneBit(chunks.size() - 1);
        return node(root(chunks.subList(0, split)), root(chunks.subList(split, chunks.size())));
    }

    private static Hash node(Hash left, Hash right) {
        return Hash.sha256(NODE, left.toBytes(), right.toBytes());
    }

    /**
     * The siblings of a leaf, as {@code Answer.path} carries them.
     *
     * @param leaf number within the shard
     * @param chunk bytes of the leaf's chunk
     */
    public static byte[] path(List<Hash> chunks, long leaf, byte[] chunk, int length) {
        List<Hash> path = new ArrayList<>(Merkle.prove(items(chunk, length), (int) (leaf % CHUNK_LEAVES)));
        climb(chunks, (int) (leaf / CHUNK_LEAVES), path);
        ByteBuffer out = ByteBuffer.allocate(path.size() * Hash.BYTES);
        path.forEach(hash -> out.put(hash.toBytes()));
        return out.array();
    }

    private static void climb(List<Hash> chunks, int index, List<Hash> path) {
        if (chunks.size() <= 1) {
            return;
        }
        int split = Integer.highestOneBit(chunks.size() - 1);
        List<Hash> left = chunks.subList(0, split);
        List<Hash> right = chunks.subList(split, chunks.size());
        if (index < split) {
            climb(left, index, path);
            path.add(root(right));
        } else {
            climb(right, index - split, path);
            path.add(root(left));
        }
    }

    /** Whether these bytes are that leaf of the shard with this root. Total. */
    public static boolean verify(Hash root, long leaves, long index, byte[] leaf, byte[] path) {
        if (leaf.length != LEAF_BYTES || path.length % Hash.BYTES != 0 || leaves > Integer.MAX_VALUE || index < 0) {
            return false;
        }
        List<Hash> siblings = new ArrayList<>();
        for (int at = 0; at < path.length; at += Hash.BYTES) {
            siblings.add(Hash.of(Arrays.copyOfRange(path, at, at + Hash.BYTES)));
        }
        return index < leaves && Merkle.verify(root, (int) leaves, (int) index, Hash.sha256(leaf), siblings);
    }
}
