package io.ixi.zkp.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Many leaves under one root, against a tree that is written out node by node. */
class PathsTest {
    private static final int DEPTH = 7;
    private static final int LEAVES = 1 << DEPTH;

    private final Random random = new Random(17);
    private final byte[][] nodes = new byte[2 * LEAVES][Shape.DIGEST];

    PathsTest() throws NoSuchAlgorithmException {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        for (int leaf = 0; leaf < LEAVES; leaf++) {
            random.nextBytes(nodes[LEAVES + leaf]);
        }
        for (int node = LEAVES - 1; node > 0; node--) {
            sha.update((byte) 1);
            sha.update(nodes[2 * node]);
            nodes[node] = sha.digest(nodes[2 * node + 1]);
        }
    }

    /** The nodes that nobody can compute and somebody needs: not above an opened leaf, but the sibling is. */
    private byte[] missing(int[] positions) {
        boolean[] known = new boolean[2 * LEAVES];
        for (int position : positions) {
            for (int node = LEAVES + position; node > 0; node /= 2) {
                known[node] = true;
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int level = LEAVES; level > 1; level /= 2) {
            for (int node = level; node < 2 * level; node++) {
                if (!known[node] && known[node ^ 1]) {
                    out.writeBytes(nodes[node]);
                }
            }
        }
        return out.toByteArray();
    }

    private boolean lead(int[] positions, byte[] digests, byte[] proof) {
        Reader reader = new Reader(proof);
        return Paths.lead(positions, digests.clone(), DEPTH, nodes[1], reader, new Hasher()) && reader.complete();
    }

    private byte[] digests(int[] positions) {
        byte[] digests = new byte[positions.length * Shape.DIGEST];
        for (int i = 0; i < positions.length; i++) {
            System.arraycopy(nodes[LEAVES + positions[i]], 0, digests, i * Shape.DIGEST, Shape.DIGEST);
        }
        return digests;
    }

    private int[] positions(int count) {
        TreeSet<Integer> positions = new TreeSet<>();
        while (positions.size() < count) {
            positions.add(random.nextInt(LEAVES));
        }
        return positions.stream().mapToInt(Integer::intValue).toArray();
    }

    @Test
    void everySetOfLeavesLeadsToTheRoot() {
        for (int count = 1; count <= LEAVES; count++) {
            int[] positions = positions(count);
            assertThat(lead(positions, digests(positions), missing(positions))).isTrue();
        }
        assertThat(missing(positions(LEAVES))).isEmpty();
    }

    /** Also of pairs of neighbours, which authenticate each other. */
    @Test
    void everyLeafAndEveryNodeIsAuthenticated() {
        for (int[] positions : new int[][] {{0, 1}, {6, 7, 8}, {126, 127}, positions(9), positions(40)}) {
            byte[] digests = digests(positions);
            byte[] proof = missing(positions);
            for (int at = 0; at < digests.length; at += 5) {
                byte[] changed = digests.clone();
                changed[at] ^= 4;
                assertThat(lead(positions, changed, proof)).isFalse();
            }
            for (int at = 0; at < proof.length; at += 5) {
                byte[] changed = proof.clone();
                changed[at] ^= 4;
                assertThat(lead(positions, digests, changed)).isFalse();
            }
            assertThat(lead(positions, digests, Arrays.copyOf(proof, proof.length + Shape.DIGEST)))
                    .isFalse();
            for (int cut : new int[] {1, Shape.DIGEST}) {
                assertThat(lead(positions, digests, Arrays.copyOf(proof, proof.length - cut)))
                        .isFalse();
            }
        }
    }

    @Test
    void leavesStandAtTheirPositions() {
        int[] positions = {3, 10, 11, 64};
        byte[] proof = missing(positions);
        byte[] swapped = digests(new int[] {3, 11, 10, 64});
        assertThat(lead(positions, swapped, proof)).isFalse();
        assertThat(lead(new int[] {3, 10, 11, 65}, digests(positions), proof)).isFalse();
        assertThat(lead(new int[] {2, 10, 11, 64}, digests(positions), proof)).isFalse();
    }
}
