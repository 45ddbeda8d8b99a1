package io.ixi.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Named accidents, each with the incident that it stands for. */
class BftScenarioTest {
    private static SimCluster cluster(int n) {
        return new SimCluster(1, SimCluster.equalPowers(n), SimCluster.allHonest(n), 0, Timing.lan());
    }

    /** commonware 4275, malachite 850: all journal a Nullify, crash, and come back one vote short for ever. */
    @Test
    void allCrashAfterNullifyWhileOneIsDown() {
        for (int n : new int[] {4, 6}) {
            SimCluster cluster = cluster(n);
            cluster.busy(true);
            cluster.startAll();
            int down = cluster.node(0).core().leader(1);
            cluster.crash(down);
            cutAll(cluster, true);
            cluster.runFor(2_000);
            for (int i = 0; i < n; i++) {
                cluster.crash(i);
            }
            cutAll(cluster, false);
            long before = cluster.checker().height();
            for (int i = 0; i < n; i++) {
                if (i != down) {
                    cluster.restart(i, false);
                }
            }
            cluster.runFor(10_000);
            assertThat(cluster.checker().height()).as("n = %d", n).isGreaterThan(before + 10);
        }
    }

    /** All hold a notarization, none a finalization, and the verdicts are lost with the crash. */
    @Test
    void allCrashBetweenNotarizationAndFinalize() {
        SimCluster cluster = cluster(4);
        cluster.busy(true);
        cluster.startAll();
        while (cluster.node(0).core().view() == 1) {
            cluster.clock().step(10_000);
        }
        cutAll(cluster, true);
        cluster.runFor(10);
        for (int i = 0; i < 4; i++) {
            cluster.crash(i);
        }
        cutAll(cluster, false);
        for (int i = 0; i < 4; i++) {
            cluster.restart(i, true);
        }
        assertThat(cluster.runUntilFinal(10, 20_000)).isPositive();
    }

    /** tendermint 3398: a node a thousand views behind follows within seconds. */
    @Test
    void laggardCatchesUpOverAThousandViews() {
        SimCluster cluster = cluster(4);
        cluster.busy(true);
        cluster.startAll();
        cluster.runFor(1_000);
        cluster.crash(3);
        while (cluster.checker().height() < 1_000) {
            cluster.runFor(1_000);
        }
        cluster.restart(3, false);
        cluster.runFor(3_000);
        assertThat(cluster.node(3).core().lastFinalized())
                .isGreaterThan(cluster.checker().height() - 20);
    }

    /** Besu 7642: after a long halt the timers must not have grown for hours. */
    @Test
    void resumesSoonAfterALongHalt() {
        SimCluster cluster = cluster(4);
        cluster.busy(true);
        cluster.startAll();
        cluster.runFor(1_000);
        cluster.crash(0);
        cluster.crash(1);
        cluster.runFor(3_600_000);
        cluster.restart(0, false);
        assertThat(finalWithin(cluster, List.of(0, 2, 3), 10_000)).isTrue();
    }

    /** The lossy figure of commonware's own suite: n = 5, 200 +- 150 ms, half of all messages lost. */
    @Test
    void halfOfAllMessagesLost() {
        SimCluster cluster = new SimCluster(
                7,
                SimCluster.equalPowers(5),
                SimCluster.allHonest(5),
                0,
                new Timing(1_000, 2_000, 1_000, 5_000, 1_000, 8));
        cluster.busy(true);
        cluster.net().quality(50, 350, 0.5, 0.1);
        cluster.startAll();
        assertThat(cluster.runUntilFinal(10, 600_000)).isPositive();
    }

    /** One dead validator costs a quick nullification, not a timer, once it is known to be silent. */
    @Test
    void silentLeaderIsPassedOverQuickly() {
        SimCluster cluster = cluster(4);
        cluster.busy(true);
        cluster.startAll();
        cluster.crash(2);
        cluster.runFor(10_000);
        long before = cluster.checker().height();
        cluster.runFor(10_000);
        assertThat(cluster.checker().height() - before).isGreaterThan(100);
    }

    @Test
    void idleNetworkBeatsSlowlyAndWakesAtOnce() {
        SimCluster cluster = cluster(4);
        cluster.startAll();
        cluster.runFor(30_000);
        assertThat(cluster.checker().height()).isBetween(20L, 30L);
        long idle = cluster.checker().height();
        cluster.busy(true);
        cluster.runFor(500);
        assertThat(cluster.checker().height()).isGreaterThan(idle + 3);
    }

    private static boolean finalWithin(SimCluster cluster, List<Integer> nodes, long ms) {
        long before = cluster.checker().height();
        cluster.runFor(ms);
        return nodes.stream().allMatch(i -> cluster.node(i).core().lastFinalized() > before + 10);
    }

    private static void cutAll(SimCluster cluster, boolean isCut) {
        for (int a = 0; a < cluster.size(); a++) {
            for (int b = 0; b < cluster.size(); b++) {
                cluster.cut(a, b, isCut && a != b);
            }
        }
    }
}
