package io.ixi.zkp.proof;

import java.util.Arrays;

/**
 * Many leaves of one Merkle tree under its root, with each missing node given once: level by level from the leaves,
 * from left to right. Which nodes are missing follows from the positions, so a proof carries no counts.
 */
final class Paths {
    private Paths() {}

    /**
     * Whether the leaves with these digests stand at these positions below {@code root}. Reads the missing nodes. The
     * positions are distinct, ascending and below 2^{@code depth}; the array of digests is used up.
     */
    static boolean lead(int[] positions, byte[] digests, int depth, byte[] root, Reader reader, Hasher hasher) {
        int[] at = positions.clone();
        int count = at.length;
        byte[] pair = new byte[2 * Shape.DIGEST];
        for (int level = 0; level < depth; level++) {
            int parents = 0;
            for (int i = 0; i < count; i++, parents++) {
                int own = at[i];
                boolean both = (own & 1) == 0 && i + 1 < count && at[i + 1] == own + 1;
                int side = (own & 1) * Shape.DIGEST;
                System.arraycopy(digests, i * Shape.DIGEST, pair, side, Shape.DIGEST);
                if (both) {
                    i++;
                    System.arraycopy(digests, i * Shape.DIGEST, pair, Shape.DIGEST, Shape.DIGEST);
                } else {
                    reader.bytes(pair, Shape.DIGEST - side, Shape.DIGEST);
                }
                if (reader.failed()) {
                    return false;
                }
                hasher.node(pair, 0, Shape.DIGEST, digests, parents * Shape.DIGEST);
                at[parents] = own >> 1;
            }
            count = parents;
        }
        return count == 1 && Arrays.equals(digests, 0, Shape.DIGEST, root, 0, Shape.DIGEST);
    }
}
