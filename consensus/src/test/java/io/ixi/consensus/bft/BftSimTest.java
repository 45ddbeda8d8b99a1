package io.ixi.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random networks under random faults, one per seed. A failure names its seed; {@code -Dixi.seed=N} runs only that one,
 * {@code -Dixi.seeds=N} runs N of them.
 */
class BftSimTest {
    private static final int SEEDS = Integer.getInteger("ixi.seeds", 120);
    private static final int[] SIZES = {1, 4, 4, 5, 6, 7, 10};

    @Test
    void agreesAndRecoversUnderEverySeed() {
        Long only = Long.getLong("ixi.seed");
        if (only != null) {
            run(only);
            return;
        }
        for (long seed = 1; seed <= SEEDS; seed++) {
            run(seed);
        }
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        for (long seed = 1; seed <= 5; seed++) {
            assertThat(run(seed)).isEqualTo(run(seed));
        }
    }

    private static String run(long seed) {
        try {
            SplittableRandom random = new SplittableRandom(seed);
            SimCluster cluster = cluster(seed, random);
            cluster.startAll();
            storm(cluster, random);
            cluster.heal();
            cluster.busy(random.nextBoolean());
            cluster.runUntilFinal(10, 120_000);
            return cluster.checker().trace() + " " + cluster.checker().height();
        } catch (Throwable failure) {
            throw new AssertionError("-Dixi.seed=" + seed + ": " + failure.getMessage(), failure);
        }
    }

    static SimCluster cluster(long seed, SplittableRandom random) {
        int n = SIZES[random.nextInt(SIZES.length)];
        List<Long> powers = new ArrayList<>();
        boolean equal = random.nextBoolean();
        for (int i = 0; i < n; i++) {
            powers.add(equal ? 1L : random.nextLong(1, 6));
        }
        long total = powers.stream().mapToLong(Long::longValue).sum();
        long tolerated = (total - 1) / 3;
        List<Boolean> byzantine = new ArrayList<>();
        boolean attacked = random.nextInt(3) > 0;
        for (int i = 0; i < n; i++) {
            boolean bad = attacked && powers.get(i) <= tolerated && random.nextBoolean();
            tolerated -= bad ? powers.get(i) : 0;
            byzantine.add(bad);
        }
        int observers = random.nextInt(4) == 0 ? 1 : 0;
        return new SimCluster(seed, powers, byzantine, observers, Timing.lan());
    }

    private static void storm(SimCluster cluster, SplittableRandom random) {
        int n = cluster.size();
        cluster.busy(random.nextBoolean());
        for (int i = 0; i < 25; i++) {
            cluster.runFor(random.nextInt(50, 1_500));
            int a = random.nextInt(n);
            int b = random.nextInt(n);
            switch (random.nextInt(12)) {
                case 0, 1 -> crash(cluster, a);
                case 2, 3 -> cluster.restart(a, random.nextBoolean());
                case 4 -> halves(cluster, random);
                case 5 -> cluster.cut(a, b, a != b);
                case 6 -> isolate(cluster, a);
                case 7 -> cluster.heal();
                case 8 ->
                    cluster.net().quality(1, random.nextInt(2, 350), random.nextDouble(0.5), random.nextDouble(0.3));
                case 9 -> killAll(cluster, random);
                case 10 -> cluster.busy(random.nextBoolean());
                case 11 -> cluster.node(a).roll();
                default -> throw new AssertionError();
            }
        }
    }

    static void crash(SimCluster cluster, int node) {
        if (cluster.node(node).honest()) {
            cluster.crash(node);
        }
    }

    static void killAll(SimCluster cluster, SplittableRandom random) {
        for (int i = 0; i < cluster.size(); i++) {
            crash(cluster, i);
        }
        for (int i = 0; i < cluster.size(); i++) {
            cluster.restart(i, random.nextBoolean());
        }
    }

    private static void halves(SimCluster cluster, SplittableRandom random) {
        boolean[] left = new boolean[cluster.size()];
        for (int i = 0; i < left.length; i++) {
            left[i] = random.nextBoolean();
        }
        for (int a = 0; a < left.length; a++) {
            for (int b = 0; b < left.length; b++) {
                cluster.cut(a, b, left[a] != left[b]);
            }
        }
    }

    private static void isolate(SimCluster cluster, int node) {
        for (int other = 0; other < cluster.size(); other++) {
            if (other != node) {
                cluster.cut(node, other, true);
                cluster.cut(other, node, true);
            }
        }
    }
}
