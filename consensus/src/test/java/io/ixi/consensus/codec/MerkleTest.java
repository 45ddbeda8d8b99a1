package io.ixi.consensus.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MerkleTest {
    private static List<Hash> items(int count) {
        return Stream.iterate(1, i -> i + 1)
                .limit(count)
                .map(i -> new Hash(i, 0, 0, i))
                .toList();
    }

    @Test
    void rootOfFiveIsTheTreeDrawnByHand() {
        List<Hash> x = items(5);
        Hash left = node(node(leaf(x.get(0)), leaf(x.get(1))), node(leaf(x.get(2)), leaf(x.get(3))));
        assertThat(Merkle.root(x)).isEqualTo(node(left, leaf(x.get(4))));
    }

    @Test
    void emptyTreeIsTheHashOfNothing() {
        // RFC 9162 section 2.1.1; value from FIPS 180-4's empty message
        assertThat(Merkle.root(List.of()).hex())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void everyItemIsProvedAndOnlyAtItsPlace() {
        for (int count = 1; count <= 17; count++) {
            List<Hash> items = items(count);
            Hash root = Merkle.root(items);
            for (int i = 0; i < count; i++) {
                List<Hash> proof = Merkle.prove(items, i);
                assertThat(Merkle.verify(root, count, i, items.get(i), proof)).isTrue();
                for (int j = 0; j < count; j++) {
                    assertThat(Merkle.verify(root, count, j, items.get(i), proof))
                            .as("item %d at %d of %d", i, j, count)
                            .isEqualTo(i == j);
                }
            }
        }
    }

    @Test
    void bentProofsFail() {
        List<Hash> items = items(11);
        Hash root = Merkle.root(items);
        List<Hash> proof = Merkle.prove(items, 6);
        Hash item = items.get(6);
        List<Hash> longer = new ArrayList<>(proof);
        longer.add(Hash.ZERO);
        assertThat(Merkle.verify(root, 11, 6, item, longer)).isFalse();
        assertThat(Merkle.verify(root, 11, 6, item, proof.subList(0, proof.size() - 1)))
                .isFalse();
        for (int i = 0; i < proof.size(); i++) {
            List<Hash> bent = new ArrayList<>(proof);
            bent.set(i, Hash.ZERO);
            assertThat(Merkle.verify(root, 11, 6, item, bent)).isFalse();
        }
        assertThat(Merkle.verify(root, 11, -1, item, proof)).isFalse();
        assertThat(Merkle.verify(root, 0, 0, item, proof)).isFalse();
        assertThat(Merkle.verify(root, Integer.MAX_VALUE, 6, item, proof)).isFalse();
    }

    @Test
    void innerNodeIsNoItem() {
        List<Hash> items = items(2);
        Hash root = Merkle.root(items);
        assertThat(Merkle.verify(root, 1, 0, root, List.of())).isFalse();
        assertThat(Merkle.root(List.of(root))).isNotEqualTo(root);
    }

    private static Hash leaf(Hash item) {
        return Hash.sha256(new byte[] {0}, item.toBytes());
    }

    private static Hash node(Hash left, Hash right) {
        return Hash.sha256(new byte[] {1}, left.toBytes(), right.toBytes());
    }
}
