package io.ixi.zkp.prover;

import io.ixi.zkp.proof.Hasher;
import io.ixi.zkp.proof.Shape;
import java.util.Arrays;

/** A complete Merkle tree: node i stands above nodes 2i and 2i + 1, the root is node 1, leaf i is node n + i. */
final class HashTree {
    private static final int PARTS = 16;

    private final int leaves;
    private final byte[] nodes;

    HashTree(int leaves) {
        this.leaves = leaves;
        nodes = new byte[2 * leaves * Shape.DIGEST];
    }

    /** The array that takes the leaves' digests; {@link #offset} says where. */
    byte[] nodes() {
        return nodes;
    }

    int offset(int leaf) {
        return (leaves + leaf) * Shape.DIGEST;
    }

    /** Computes all nodes above the leaves. */
    void grow(Workers workers, int until) {
        workers.each(PARTS, until, part -> {
            Hasher hasher = new Hasher();
            for (int level = leaves / 2; level >= PARTS; level /= 2) {
                int size = level / PARTS;
                hash(hasher, level + part * size, level + (part + 1) * size);
            }
        });
        hash(new Hasher(), 1, Math.min(PARTS, leaves));
    }

    private void hash(Hasher hasher, int from, int to) {
        for (int node = to - 1; node >= from; node--) {
            hasher.node(nodes, 2 * node * Shape.DIGEST, (2 * node + 1) * Shape.DIGEST, nodes, node * Shape.DIGEST);
        }
    }

    byte[] root() {
        return Arrays.copyOfRange(nodes, Shape.DIGEST, 2 * Shape.DIGEST);
    }

    /** Writes the nodes that a verifier lacks who knows these leaves: distinct and ascending. */
    void paths(int[] positions, Writer writer) {
        int[] at = positions.clone();
        int count = at.length;
        for (int level = leaves; level > 1; level /= 2) {
            int parents = 0;
            for (int i = 0; i < count; i++, parents++) {
                int own = at[i];
                if ((own & 1) == 0 && i + 1 < count && at[i + 1] == own + 1) {
                    i++;
                } else {
                    writer.bytes(nodes, (level + (own ^ 1)) * Shape.DIGEST, Shape.DIGEST);
                }
                at[parents] = own >> 1;
            }
            count = parents;
        }
    }
}
