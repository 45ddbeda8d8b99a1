package io.ixi.vm.kernel.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The tree against a recomputation that knows nothing of nodes, versions or batches. */
class TreePropertyTest {
    /** The root by definition: split by the next bit until a run is empty or a single leaf. */
    static Hash naive(NavigableMap<Hash, Hash> leaves, int bit) {
        if (leaves.isEmpty()) {
            return Tree.EMPTY;
        }
        Hasher hasher = new Hasher();
        if (leaves.size() == 1) {
            return hasher.leaf(leaves.firstKey(), leaves.firstEntry().getValue());
        }
        NavigableMap<Hash, Hash> left = new TreeMap<>();
        NavigableMap<Hash, Hash> right = new TreeMap<>();
        leaves.forEach((key, value) -> (Node.bit(key, bit) ? right : left).put(key, value));
        return hasher.inner(naive(left, bit + 1), naive(right, bit + 1));
    }

    static Hash naive(NavigableMap<Bytes, Bytes> entries) {
        NavigableMap<Hash, Hash> leaves = new TreeMap<>();
        entries.forEach((key, value) -> leaves.put(Hash.sha256(key.unsafeArray()), Hash.sha256(value.unsafeArray())));
        return naive(leaves, 0);
    }

    static Bytes key(int n) {
        return Bytes.wrap(new byte[] {(byte) (n >> 8), (byte) n});
    }

    @Property(tries = 50)
    void everyVersionHasTheRootOfItsEntriesAndProvesThem(
            @ForAll @Size(max = 12)
                    List<@Size(max = 60) List<@IntRange(min = -200_000, max = 400_000) Integer>> batches) {
        TreeStore store = new TreeStore();
        NavigableMap<Bytes, Bytes> model = new TreeMap<>();
        for (List<Integer> batch : batches) {
            NavigableMap<Bytes, Optional<Bytes>> writes = new TreeMap<>();
            for (int write : batch) {
                Bytes key = key(Math.floorMod(write, 600));
                if (write < 0) {
                    writes.put(key, Optional.empty());
                    model.remove(key);
                } else {
                    Bytes value = key(write / 600);
                    writes.put(key, Optional.of(value));
                    model.put(key, value);
                }
            }
            store.apply(writes);
            assertThat(store.root()).isEqualTo(naive(model));
        }
        for (int n = 0; n < 600; n += 7) {
            Bytes proof = Tree.prove(store, store.version(), key(n));
            Bytes value = model.get(key(n));
            assertThat(Tree.verify(store.root(), key(n), value, proof)).isTrue();
            assertThat(Tree.verify(store.root(), key(n), value == null ? key(1) : null, proof))
                    .isFalse();
            assertThat(Tree.verify(store.root(), key(n), key(4000), proof)).isFalse();
        }
        assertThat(store.size()).isEqualTo(store.reachable());
    }

    @Property(tries = 100)
    void historyLeavesNoTrace(@ForAll @Size(min = 1, max = 80) List<@IntRange(max = 3000) Integer> keys) {
        TreeStore once = new TreeStore();
        NavigableMap<Bytes, Optional<Bytes>> all = new TreeMap<>();
        keys.forEach(n -> all.put(key(n), Optional.of(key(n + 1))));
        once.apply(all);

        TreeStore slowly = new TreeStore();
        for (int i = keys.size() - 1; i >= 0; i--) {
            NavigableMap<Bytes, Optional<Bytes>> one = new TreeMap<>();
            one.put(key(keys.get(i)), Optional.of(key(7)));
            one.put(key(5000 + i), Optional.of(key(i)));
            slowly.apply(one);
        }
        NavigableMap<Bytes, Optional<Bytes>> last = new TreeMap<>(all);
        for (int i = 0; i < keys.size(); i++) {
            last.put(key(5000 + i), Optional.empty());
        }
        slowly.apply(last);
        assertThat(slowly.root()).isEqualTo(once.root());
        assertThat(slowly.size()).isEqualTo(once.size());
    }

    @Property(tries = 50)
    void storesWithoutDigestsOfQuadsGiveTheSameRoots(
            @ForAll @Size(min = 1, max = 6) List<@Size(max = 60) List<@IntRange(max = 3000) Integer>> batches) {
        TreeStore with = new TreeStore();
        TreeStore without = new TreeStore();
        for (List<Integer> batch : batches) {
            NavigableMap<Bytes, Optional<Bytes>> writes = new TreeMap<>();
            batch.forEach(n -> writes.put(key(n), n % 4 == 0 ? Optional.empty() : Optional.of(key(n + batch.size()))));
            with.apply(writes);
            without.apply(writes);
            without.strip();
            assertThat(without.root()).isEqualTo(with.root());
        }
        for (int n = 0; n < 3000; n += 211) {
            assertThat(Tree.prove(without, without.version(), key(n)))
                    .isEqualTo(Tree.prove(with, with.version(), key(n)));
        }
    }

    @Property(tries = 150)
    void noChangeOfAProofIsAccepted(
            @ForAll @IntRange(max = 400) int target,
            @ForAll @IntRange(max = 4000) int at,
            @ForAll @IntRange(min = 1, max = 255) int flip,
            @ForAll @Size(max = 40) byte[] noise) {
        TreeStore store = new TreeStore();
        NavigableMap<Bytes, Optional<Bytes>> writes = new TreeMap<>();
        for (int n = 0; n < 300; n++) {
            writes.put(key(n), Optional.of(key(n)));
        }
        store.apply(writes);
        Bytes value = target < 300 ? key(target) : null;
        byte[] proof = Tree.prove(store, store.version(), key(target)).toArray();
        assertThat(Tree.verify(store.root(), key(target), value, Bytes.copyOf(proof)))
                .isTrue();
        proof[at % proof.length] ^= (byte) flip;
        assertThat(Tree.verify(store.root(), key(target), value, Bytes.wrap(proof)))
                .isFalse();
        assertThat(Tree.verify(store.root(), key(target), value, Bytes.wrap(noise)))
                .isFalse();
    }

    @Property(tries = 50)
    void longerOrShorterProofsAreRefused(@ForAll @IntRange(max = 299) int target) {
        TreeStore store = new TreeStore();
        NavigableMap<Bytes, Optional<Bytes>> writes = new TreeMap<>();
        for (int n = 0; n < 300; n++) {
            writes.put(key(n), Optional.of(key(n)));
        }
        store.apply(writes);
        byte[] proof = Tree.prove(store, store.version(), key(target)).toArray();
        List<byte[]> wrong = new ArrayList<>();
        wrong.add(Arrays.copyOf(proof, proof.length + 1));
        wrong.add(Arrays.copyOf(proof, proof.length - 1));
        wrong.add(new byte[0]);
        for (byte[] bytes : wrong) {
            assertThat(Tree.verify(store.root(), key(target), key(target), Bytes.wrap(bytes)))
                    .isFalse();
        }
    }
}
