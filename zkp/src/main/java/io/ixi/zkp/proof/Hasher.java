package io.ixi.zkp.proof;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 of tree leaves and nodes. A leaf is the hash of 0, the tree's number and the values in eight bytes each,
 * little end first; a node the hash of 1 and its two children. One thread at a time.
 */
public final class Hasher {
    /** The tree of the trace and the batch mask. */
    public static final int TRACE = 1;

    /** The tree of the quotient's segments. */
    public static final int QUOTIENT = 2;

    /** The tree of the first layer of the low degree test; later layers have the next numbers. */
    public static final int LAYER = 3;

    private static final int HEAD = 2;

    private final MessageDigest sha;
    private final byte[] node = new byte[1 + 2 * Shape.DIGEST];
    private ByteBuffer leaf = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);

    public Hasher() {
        sha = sha256();
        node[0] = 1;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Writes the digest of the leaf with the {@code count} values {@code values[from + i * step]} to {@code out[to]}.
     */
    public void leaf(int tree, long[] values, int from, int step, int count, byte[] out, int to) {
        int length = HEAD + Long.BYTES * count;
        if (leaf.capacity() < length) {
            leaf = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        }
        leaf.clear().put((byte) 0).put((byte) tree);
        for (int i = 0; i < count; i++) {
            leaf.putLong(values[from + i * step]);
        }
        sha.update(leaf.array(), 0, length);
        finish(out, to);
    }

    /** Writes the digest of the node above the digests at {@code left} and {@code right} to {@code out[to]}. */
    public void node(byte[] digests, int left, int right, byte[] out, int to) {
        System.arraycopy(digests, left, node, 1, Shape.DIGEST);
        System.arraycopy(digests, right, node, 1 + Shape.DIGEST, Shape.DIGEST);
        sha.update(node);
        finish(out, to);
    }

    private void finish(byte[] out, int to) {
        try {
            sha.digest(out, to, Shape.DIGEST);
        } catch (DigestException e) {
            throw new IllegalStateException("the buffer holds a digest", e);
        }
    }
}
