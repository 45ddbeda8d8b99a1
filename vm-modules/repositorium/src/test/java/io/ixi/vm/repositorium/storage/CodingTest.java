package io.ixi.vm.repositorium.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ixi.consensus.codec.Merkle;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.testkit.MemoryChain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Shards give the whole back; leaves are leaves; losses show. */
class CodingTest {
    @Property(tries = 200)
    void anyDataShardsGiveTheRest(
            @ForAll @IntRange(min = 1, max = 32) int total,
            @ForAll @IntRange(min = 1, max = 32) int wish,
            @ForAll long seed) {
        int data = Math.min(wish, total);
        Random random = new Random(seed);
        ReedSolomon code = new ReedSolomon(data, total);
        byte[][] known = new byte[data][64];
        for (byte[] cell : known) {
            random.nextBytes(cell);
        }
        byte[][] all = new byte[total][64];
        for (int shard = 0; shard < total; shard++) {
            code.encode(known, shard, all[shard]);
        }
        assertThat(Arrays.copyOf(all, data)).as("the first are the data").isDeepEqualTo(known);
        List<Integer> order = new ArrayList<>();
        for (int shard = 0; shard < total; shard++) {
            order.add(shard);
        }
        java.util.Collections.shuffle(order, random);
        int[] from = order.stream().limit(data).mapToInt(i -> i).toArray();
        byte[][] kept = Arrays.stream(from).mapToObj(i -> all[i]).toArray(byte[][]::new);
        byte[] out = new byte[64];
        for (int wanted = 0; wanted < total; wanted++) {
            ReedSolomon.combine(code.coefficients(from, wanted), kept, out);
            assertThat(out).isEqualTo(all[wanted]);
        }
    }

    /** GF(2^8) with 0x11d: 2^8 = 0x1d, and the example of Plank's tutorial: 3 * 7 = 9. */
    @Test
    void theFieldIsTheUsualOne() {
        assertThat(ReedSolomon.times(2, 128)).isEqualTo(0x1d);
        assertThat(ReedSolomon.times(3, 7)).isEqualTo(9);
        for (int a = 1; a < 256; a++) {
            int product = 0;
            for (int bit = 0; bit < 8; bit++) {
                int shifted = a << bit;
                for (int top = 15; top >= 8; top--) {
                    shifted ^= (shifted >> top & 1) == 1 ? 0x11d << (top - 8) : 0;
                }
                product ^= (0xb7 >> bit & 1) == 1 ? shifted : 0;
            }
            assertThat(ReedSolomon.times(a, 0xb7)).isEqualTo(product);
        }
    }

    @Property(tries = 60)
    void chunksAreSubtreesOfTheWhole(@ForAll @IntRange(min = 1, max = 1_200) int leaves, @ForAll long seed) {
        Random random = new Random(seed);
        byte[] shard = new byte[leaves * ShardTree.LEAF_BYTES];
        random.nextBytes(shard);
        ShardTree tree = new ShardTree();
        for (int at = 0; at < shard.length; at += ShardTree.CHUNK_BYTES) {
            byte[] chunk = Arrays.copyOfRange(shard, at, Math.min(shard.length, at + ShardTree.CHUNK_BYTES));
            tree.add(chunk, chunk.length);
        }
        List<Hash> items = new ArrayList<>();
        for (int at = 0; at < shard.length; at += ShardTree.LEAF_BYTES) {
            items.add(Hash.sha256(Arrays.copyOfRange(shard, at, at + ShardTree.LEAF_BYTES)));
        }
        assertThat(tree.root()).isEqualTo(Merkle.root(items));
        int index = random.nextInt(leaves);
        int from = index / ShardTree.CHUNK_LEAVES * ShardTree.CHUNK_BYTES;
        byte[] chunk = Arrays.copyOfRange(shard, from, Math.min(shard.length, from + ShardTree.CHUNK_BYTES));
        byte[] path = ShardTree.path(tree.chunks(), index, chunk, chunk.length);
        int at = index * ShardTree.LEAF_BYTES;
        byte[] leaf = Arrays.copyOfRange(shard, at, at + ShardTree.LEAF_BYTES);
        assertThat(ShardTree.verify(tree.root(), leaves, index, leaf, path)).isTrue();
        leaf[random.nextInt(leaf.length)] ^= 1;
        assertThat(ShardTree.verify(tree.root(), leaves, index, leaf, path)).isFalse();
        assertThat(ShardTree.verify(tree.root(), leaves, index, new byte[3], path))
                .isFalse();
        assertThat(ShardTree.verify(tree.root(), leaves, -1, leaf, new byte[5])).isFalse();
    }

    /**
     * Who lost 1 % is caught within a day's 24 epochs with probability 1 - 0.99^240 = 0.9104: measured over 4,000 days,
     * whose standard deviation is 0.0045.
     */
    @Test
    void aLossOfOnePercentIsCaughtWithinADay() {
        Random random = new Random(20_261_123);
        long leaves = 1_000_000;
        int days = 4_000;
        int caught = 0;
        for (int day = 0; day < days; day++) {
            long lost = random.nextLong(leaves);
            boolean found = false;
            for (int epoch = 0; epoch < 24 && !found; epoch++) {
                byte[] seed = new byte[32];
                random.nextBytes(seed);
                for (int i = 0; i < Challenge.LEAVES && !found; i++) {
                    long position = Challenge.position(Hash.of(seed), MemoryChain.account(1), i, leaves);
                    found = Math.floorMod(position - lost, leaves) < leaves / 100;
                }
            }
            caught += found ? 1 : 0;
        }
        System.out.println("a loss of 1 % was caught on " + caught + " of " + days + " days");
        assertThat(caught / (double) days).isCloseTo(1 - Math.pow(0.99, 240), within(0.0135));
    }
}
