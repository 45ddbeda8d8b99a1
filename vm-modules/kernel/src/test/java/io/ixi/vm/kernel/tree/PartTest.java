package io.ixi.vm.kernel.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PartTest {
    @Test
    void thePartsOfEveryDepthJoinToTheRootOfTheTree() {
        Random random = new Random(7);
        for (int size : new int[] {0, 1, 2, 3, 5, 17, 100, 1_000}) {
            NavigableMap<Bytes, Optional<Bytes>> writes = new TreeMap<>();
            for (int i = 0; i < size; i++) {
                byte[] key = new byte[1 + random.nextInt(40)];
                random.nextBytes(key);
                writes.put(Bytes.wrap(key), Optional.of(Bytes.copyOf(new byte[random.nextInt(9)])));
            }
            Hash root = Tree.apply(key -> null, 0, Tree.EMPTY, writes).root();
            for (int depth : new int[] {0, 1, 2, 4, 5, 8}) {
                List<NavigableMap<Hash, Hash>> places = new ArrayList<>();
                for (int i = 0; i < 1 << depth; i++) {
                    places.add(new TreeMap<>());
                }
                writes.forEach((key, value) -> {
                    Hash path = Part.path(key.toArray());
                    places.get(Part.place(path, depth))
                            .put(path, Hash.sha256(value.orElseThrow().toArray()));
                });
                List<Part> parts =
                        places.stream().map(entries -> Part.of(depth, entries)).toList();
                assertThat(Part.join(parts).hash())
                        .as("%d entries, depth %d", size, depth)
                        .isEqualTo(root);
            }
        }
    }
}
