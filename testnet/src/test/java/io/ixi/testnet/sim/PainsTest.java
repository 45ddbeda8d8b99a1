package io.ixi.testnet.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.node.net.Channel;
import io.ixi.node.replica.Tasks;
import io.ixi.node.replica.Tuning;
import io.ixi.node.store.Ledger;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The twelve troubles that keep coming back in other chains, each with the fault that brings it about. What guards
 * against each, and how its test fails without: {@code docs/simulation.md}.
 */
class PainsTest {
    /** commonware 4275, malachite 850: a quorum has given up a view, nobody heard it, and all come back. */
    @Test
    void pain01ClusterThatCrashedAfterItsNullifiesGoesOn() {
        World world = Worlds.started(Worlds.calm(101, 4));
        cutAll(world, true);
        world.run(1_000);
        assertThat(world.nodes()).allMatch(node -> node.replica().unfinalizedViews() > 0);
        world.nodes().forEach(node -> node.stop(false));
        cutAll(world, false);
        world.startAll();
        Worlds.goesOn(world, 5, 2_000);
        Worlds.isWell(world);
    }

    /** tempo 782, 1309: final blocks that no node has executed durably when all lose power. */
    @ParameterizedTest
    @ValueSource(longs = {201, 202, 203})
    void pain02BlocksThatNoLedgerKeptComeBackFromTheJournal(long seed) {
        World world = Worlds.calm(seed, 4, tuning(60_000, 1 << 30, 16));
        world.startAll();
        world.clients().open();
        world.run(600);
        long before = world.checks().height();
        assertThat(before).isGreaterThan(5);
        world.nodes().forEach(node -> node.stop(true));
        assertThat(world.nodes()).anyMatch(node -> node.ledger().height() < before);
        world.startAll();
        world.clients().close();
        Worlds.allFinal(world, 3_000);
        Worlds.goesOn(world, 3, 3_000);
        assertThat(world.checks().height()).isGreaterThan(before);
        Worlds.isWell(world);
    }

    /** besu 7642 ("round 10 expires in 4096 seconds"): after minutes of failed views the next leader is dead. */
    @Test
    void pain03TimersStayShortAfterMinutesOfFailedViews() {
        World world = Worlds.started(Worlds.calm(301, 4));
        world.net().mute(Channel.BLOCK, true);
        world.run(180_000);
        long height = world.checks().height();
        int leader = world.node(0).replica().status().leader();
        world.node(leader).stop(false);
        world.net().mute(Channel.BLOCK, false);
        Worlds.goesOn(world, 5, 10_000);
        assertThat(world.checks().height()).isGreaterThan(height);
        Worlds.isWell(world);
    }

    /** cosmos-sdk 23740, cometbft 2319: a node that catches up believes a liar's answers. */
    @ParameterizedTest
    @ValueSource(longs = {401, 402, 403, 404})
    void pain04CatchingUpFromALiarGivesTheRightState(long seed) {
        World world = Worlds.withLiar(seed, 4, 1, Liar.Trait.FORGED_SYNC, Liar.Trait.LYING_STATUS);
        SimNode late = world.node(3);
        for (SimNode node : world.nodes()) {
            if (node != late) {
                node.start();
            }
        }
        world.clients().open();
        assertThat(world.await(60_000, () -> world.checks().height() >= 80)).isTrue();
        late.start();
        long target = world.checks().height();
        assertThat(world.await(10_000, () -> late.ledger().height() >= target)).isTrue();
        world.clients().close();
        Worlds.allFinal(world, 5_000);
        Worlds.goesOn(world, 2, 5_000);
        Worlds.isWell(world);
    }

    /** cometbft 3398, malachite 1017: a node that ran all the time fell behind and stays behind. */
    @Test
    void pain05NodeThatFellBehindWhileRunningCatchesUpByItself() {
        World world = Worlds.started(Worlds.calm(501, 4));
        SimNode behind = world.node(2);
        for (SimNode other : world.nodes()) {
            world.net().cut(other.address(), 2, true);
            world.net().cut(2, other.address(), true);
        }
        world.clients().open();
        long start = world.checks().height();
        assertThat(world.await(60_000, () -> world.checks().height() >= start + 400))
                .isTrue();
        assertThat(behind.ledger().height()).isLessThan(start + 10);
        world.net().heal();
        long target = world.checks().height();
        assertThat(world.await(5_000, () -> behind.ledger().height() >= target)).isTrue();
        assertThat(world.await(2_000, () -> !behind.replica().status().syncing()))
                .isTrue();
        world.clients().close();
        Worlds.allFinal(world, 2_000);
        Worlds.isWell(world);
    }

    /** cometbft 1972, oasis 6286: pruned, but the disk only grows. */
    @Test
    void pain06DiskStaysFlat() {
        Tuning tuning = tuning(100, 64 << 10, 16);
        World world = Worlds.calm(601, 4, tuning);
        world.ledgerOptions(new Ledger.Options(16));
        for (SimNode node : world.nodes()) {
            node.forget(true);
        }
        Worlds.started(world);
        world.clients().open();
        long most = 0;
        for (int i = 0; i < 40; i++) {
            world.run(500);
            for (SimNode node : world.nodes()) {
                most = Math.max(most, node.disk().used());
            }
        }
        assertThat(world.checks().height()).isGreaterThan(500);
        // twice the size at which it is rolled, and two spare files
        assertThat(most).isLessThan(6 * tuning.journalBytes());
        for (SimNode node : world.nodes()) {
            assertThat(node.ledger().earliest()).isGreaterThan(node.ledger().height() - 200);
        }
        world.clients().close();
        Worlds.allFinal(world, 2_000);
        Worlds.isWell(world);
    }

    /** cometbft 1058, left-curve 2200: junk costs every node its checks, and final blocks are checked once more. */
    @Test
    void pain07JunkCostsNoSignatureChecks() {
        World world = Worlds.withLiar(701, 4, 3, Liar.Trait.FLOOD);
        Worlds.started(world);
        world.clients().open();
        Worlds.lies(world, 3, 400, 5);
        world.clients().close();
        Worlds.allFinal(world, 3_000);
        assertThat(world.checks().transactions()).isGreaterThan(5);
        // at each node once when it arrives and once for its block; the leader's block is built and executed
        assertThat(world.signatureChecks()).isLessThan(4 * 3 * world.clients().sent());
        for (SimNode node : world.nodes()) {
            assertThat(Objects.requireNonNull(node.mempool()).pendingCount()).isZero();
        }
        Worlds.isWell(world);
    }

    /** tmkms 249, telcoin 391: the journal is lost and the key is not; or the key runs twice. */
    @Test
    void pain08KeyWithoutItsJournalDoesNotVote() {
        World world = Worlds.started(Worlds.calm(801, 4));
        SimNode amnesiac = world.node(2);
        amnesiac.stop(false);
        amnesiac.forget(false);
        amnesiac.start();
        assertThat(world.await(2_000, () -> amnesiac.replica().status().silent() != null))
                .isTrue();
        Worlds.goesOn(world, 5, 5_000);
        // with it and another one gone there is no quorum: so it really does not vote
        world.node(0).stop(false);
        long stuck = world.checks().height();
        world.run(5_000);
        assertThat(world.checks().height()).isLessThanOrEqualTo(stuck + 1);
        world.node(0).start();
        Worlds.goesOn(world, 5, 5_000);
        Worlds.isWell(world);
    }

    /** Seed 558: silent in its first run after the loss, it voted again after the next restart. */
    @Test
    void pain08KeyWithoutItsJournalStaysSilentAfterMoreRestarts() {
        World world = Worlds.started(Worlds.calm(803, 4));
        SimNode amnesiac = world.node(2);
        // a ledger that falls back to the genesis tells nothing of votes either
        assertThat(world.await(5_000, () -> amnesiac.ledger().durableHeight() >= 1))
                .isTrue();
        amnesiac.stop(false);
        amnesiac.forget(false);
        for (int restart = 0; restart < 40; restart++) {
            amnesiac.killAfter(1 + 3L * restart, restart % 2 == 0);
            amnesiac.start();
            if (amnesiac.up()) {
                assertThat(amnesiac.replica().status().silent()).isNotNull();
            }
            world.await(300, () -> !amnesiac.up());
            assertThat(world.violation()).isNull();
            assertThat(world.await(1_000, amnesiac::up)).isTrue();
            world.run(20L * (restart % 7));
            assertThat(amnesiac.replica().status().silent()).isNotNull();
            amnesiac.stop(false);
        }
        amnesiac.start();
        Worlds.goesOn(world, 5, 5_000);
        Worlds.isWell(world);
    }

    @Test
    void pain08KeyThatLostEverythingFallsSilentWhenItHearsItself() {
        World world = Worlds.started(Worlds.calm(802, 4));
        Worlds.goesOn(world, 5, 2_000);
        SimNode amnesiac = world.node(2);
        amnesiac.stop(false);
        amnesiac.forget(true);
        amnesiac.tuning(world.scenario().tuning().withListenMs(500));
        amnesiac.start();
        assertThat(world.await(3_000, () -> amnesiac.replica().status().silent() != null))
                .isTrue();
        Worlds.goesOn(world, 5, 5_000);
        Worlds.isWell(world);
    }

    /** cosmos-sdk 23683: one operator upgrades before the others. */
    @Test
    void pain09LeaderThatUpgradedTooEarlyDoesNotStopTheOthers() {
        World world = Worlds.withLiar(901, 4, 1, Liar.Trait.UPGRADED);
        world.startAll();
        world.clients().open();
        assertThat(world.await(20_000, () -> world.checks().height() >= 60)).isTrue();
        assertThat(world.node(0).replica().status().view()).isGreaterThan(70);
        for (long height = 1; height <= world.node(0).ledger().height(); height++) {
            BlockHeader header = world.node(0).ledger().header(height).orElseThrow();
            assertThat(header.protocol()).isEqualTo(1);
        }
        world.clients().close();
        Worlds.allFinal(world, 3_000);
        Worlds.isWell(world);
    }

    /** tendermint 2826, cometbft 564: whoever listens to final blocks is slow, and consensus runs away from it. */
    @Test
    void pain10SlowListenersSlowTheChainAndDoNotFillIt() {
        World world = Worlds.calm(1001, 4, tuning(100, 64 << 10, 8));
        world.slowness(Tasks.Lane.COMMIT, 400_000);
        world.startAll();
        world.clients().open();
        // BoundedMemory holds it to 8 blocks above the ledger
        world.run(20_000);
        assertThat(world.violation()).isNull();
        assertThat(world.checks().height()).isGreaterThan(50);
        world.slowness(Tasks.Lane.COMMIT, 300);
        world.clients().close();
        Worlds.allFinal(world, 5_000);
        Worlds.goesOn(world, 5, 5_000);
        Worlds.isWell(world);
    }

    /** logos 3029, tendermint 573: power goes while votes are on their way to the disk. */
    @ParameterizedTest
    @ValueSource(longs = {1101, 1102, 1103})
    void pain11PowerLossTakesNoVoteBackThatWasHeard(long seed) {
        World world = Worlds.started(Worlds.calm(seed, 4));
        world.clients().open();
        for (int round = 0; round < 40; round++) {
            SimNode node = world.node(round % 4);
            node.killAfter(1 + 7L * round, true);
            world.await(500, () -> !node.up());
            assertThat(world.violation()).isNull();
            node.start();
            world.run(30);
        }
        world.clients().close();
        Worlds.allFinal(world, 5_000);
        Worlds.goesOn(world, 3, 5_000);
        Worlds.isWell(world);
    }

    /** malachite 1434 and Linux' fsync: the failed write is read back, believed and never written. */
    @ParameterizedTest
    @ValueSource(longs = {1111, 1112, 1113, 1114})
    void pain11WhatAFailedSyncLeftInMemoryIsWrittenAgain(long seed) {
        World world = Worlds.started(Worlds.calm(seed, 4));
        SimNode node = world.node(0);
        for (int round = 0; round < 8; round++) {
            node.disk().failNextSync();
            world.faults().expect(node);
            assertThat(world.await(2_000, () -> !node.up())).isTrue();
            // what the failed sync did not write is read back
            assertThat(world.await(2_000, node::up)).isTrue();
            world.run(60);
            node.stop(true);
            node.start();
            world.run(60);
            assertThat(world.violation()).isNull();
            assertThat(node.lost()).isNull();
        }
        Worlds.goesOn(world, 3, 5_000);
        Worlds.isWell(world);
    }

    /** tempo 1579, besu 11102: a leader that equivocates, and anything else that can be said. */
    @ParameterizedTest
    @ValueSource(longs = {1201, 1202, 1203, 1204})
    void pain12NothingThatAValidatorSaysStopsAnother(long seed) {
        World world = Worlds.withLiar(seed, 4, 2, Liar.Trait.values());
        world.startAll();
        world.clients().open();
        Worlds.lies(world, 2, 600, 10);
        world.clients().close();
        Worlds.allFinal(world, 10_000);
        Worlds.goesOn(world, 5, 10_000);
        Worlds.isWell(world);
    }

    private static void cutAll(World world, boolean off) {
        for (SimNode a : world.nodes()) {
            for (SimNode b : world.nodes()) {
                world.net().cut(a.address(), b.address(), off);
            }
        }
    }

    private static Tuning tuning(int ledgerSyncMs, long journalBytes, int maxUncommitted) {
        return new Tuning(0, 500, 20, 40, 400, 150, 200, 0, 8 << 20, maxUncommitted, ledgerSyncMs, journalBytes);
    }
}
