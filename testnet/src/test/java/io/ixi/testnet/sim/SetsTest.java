package io.ixi.testnet.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Subject;
import io.ixi.node.net.Channel;
import io.ixi.node.replica.Tuning;
import io.ixi.node.store.Ledger;
import io.ixi.node.wire.PeerMessage;
import io.ixi.vm.economy.staking.proto.ValidatorQuery;
import io.ixi.vm.economy.staking.proto.ValidatorResult;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.QuerySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Epochs and sets of validators that change, by ordinary transactions. Which guard each test is about and what happened
 * when it was taken out: {@code docs/simulation.md}.
 */
class SetsTest {
    private static long epoch(SimNode node) {
        return node.replica().status().validators().epoch();
    }

    private static boolean votes(World world, int holder) {
        return world.sets().index(world.sets().latest(), holder) >= 0;
    }

    private static void awaits(World world, long limitMs, java.util.function.BooleanSupplier holds) {
        boolean held = world.await(limitMs, holds);
        assertThat(world.violation()).isNull();
        assertThat(held)
                .as("within %d ms, in epoch %d", limitMs, world.sets().latest())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 7})
    void epochsFollowEachOther(int size) {
        World world = Worlds.started(Worlds.epochs(1201, size));
        awaits(world, 20_000, () -> world.nodes().stream().allMatch(node -> epoch(node) >= 6));
        Worlds.goesOn(world, 5, 3_000);
        Worlds.isWell(world);
    }

    /** axyl 84: a new member is counted; its votes are needed once another one is gone. */
    @Test
    void pain12WhoJoinsVotesAndWhoLeavesFollows() {
        World world = Worlds.started(Worlds.epochs(1202, 4, 1L));
        world.changes().join(4);
        awaits(
                world,
                20_000,
                () -> votes(world, 4) && epoch(world.node(4)) == world.sets().latest());
        world.node(0).stop(false);
        Worlds.goesOn(world, 15, 20_000);
        world.node(0).start();
        Worlds.goesOn(world, 5, 5_000);
        world.changes().leave(1);
        awaits(world, 20_000, () -> !votes(world, 1));
        Worlds.goesOn(world, 15, 10_000);
        assertThat(world.node(1).replica().status().index()).isEqualTo(-1);
        // the set is four again, without it: its silence does not matter
        world.node(1).stop(false);
        world.node(2).stop(false);
        Worlds.goesOn(world, 15, 20_000);
        Worlds.allFinal(world, 3_000);
        Worlds.isWell(world);
    }

    /** axyl 84, besu 8425: members that were never there must not be able to stop the chain. */
    @Test
    void pain12NewcomersThatNeverComeDoNotStopTheChain() {
        World world = Worlds.epochs(1203, 4, 1L, 1L, 1L);
        for (int i = 0; i < 4; i++) {
            world.node(i).start();
        }
        for (int joiner = 4; joiner < 7; joiner++) {
            world.changes().join(joiner);
        }
        awaits(world, 40_000, () -> world.sets().latest() >= 10);
        assertThat(votes(world, 4)).isTrue();
        assertThat(votes(world, 5)).isFalse();
        assertThat(votes(world, 6)).isFalse();
        for (int joiner = 4; joiner < 7; joiner++) {
            world.node(joiner).start();
        }
        awaits(world, 60_000, () -> votes(world, 5) && votes(world, 6));
        Worlds.goesOn(world, 5, 5_000);
        Worlds.allFinal(world, 3_000);
        Worlds.isWell(world);
    }

    /** The last block of an epoch is notarized, but its Finalize votes do not arrive for a while. */
    @ParameterizedTest
    @ValueSource(longs = {1204, 1205, 1206})
    void pain12NothingComesAfterTheLastBlockOfAnEpochUntilItIsFinal(long seed) {
        World world = Worlds.started(Worlds.epochs(seed, 4));
        boolean[] off = {true};
        world.net().meddler(new Meddler() {
            @Override
            public boolean takes(SimNode from, int to, Channel channel, @Nullable PeerMessage message) {
                return off[0]
                        && message instanceof PeerMessage.VoteMessage m
                        && m.vote().subject() instanceof Subject.Finalize;
            }
        });
        world.run(3_000);
        assertThat(world.violation()).isNull();
        long epoch = world.sets().latest();
        // views went by with the same block
        assertThat(world.node(0).replica().unfinalizedViews()).isGreaterThan(10);
        off[0] = false;
        awaits(world, 10_000, () -> world.nodes().stream().allMatch(node -> epoch(node) > epoch));
        Worlds.goesOn(world, 15, 5_000);
        Worlds.isWell(world);
    }

    /** A node that was away while the set changed several times follows from set to set. */
    @ParameterizedTest
    @ValueSource(longs = {1207, 1208})
    void pain05NodeThatMissedSeveralSetsCatchesUp(long seed) {
        World world = Worlds.started(Worlds.epochs(seed, 4, 1L, 1L));
        SimNode behind = world.node(3);
        world.changes().join(4);
        world.changes().join(5);
        awaits(world, 40_000, () -> votes(world, 4) && votes(world, 5));
        behind.stop(false);
        world.changes().leave(1);
        awaits(world, 40_000, () -> !votes(world, 1));
        world.changes().leave(2);
        awaits(world, 40_000, () -> !votes(world, 2));
        behind.start();
        awaits(world, 10_000, () -> epoch(behind) == world.sets().latest());
        Worlds.goesOn(world, 15, 5_000);
        Worlds.allFinal(world, 3_000);
        Worlds.isWell(world);
    }

    /** All lose power; ledgers fall back into epochs that are over, and the journals know better. */
    @ParameterizedTest
    @ValueSource(longs = {1209, 1210, 1211, 1212, 1213, 1214})
    void pain02LedgersThatFellBackOverTheEndOfAnEpochComeBack(long seed) {
        Tuning tuning = new Tuning(0, 500, 20, 40, 400, 150, 200, 0, 8 << 20, 16, 400, 32 << 10);
        World world = Worlds.started(Worlds.epochs(seed, 4, tuning, 1L));
        world.changes().join(4);
        for (int round = 0; round < 12; round++) {
            world.run(150 + 40L * round);
            assertThat(world.violation()).isNull();
            for (SimNode node : world.nodes()) {
                node.stop(true);
            }
            world.startAll();
            Worlds.goesOn(world, 2, 10_000);
        }
        awaits(world, 20_000, () -> votes(world, 4));
        Worlds.allFinal(world, 3_000);
        Worlds.isWell(world);
    }

    /** Whoever lost its journal is silent, and votes again when no vote that it may have forgotten counts any more. */
    @Test
    void pain08KeyThatLostItsJournalVotesAgainTwoEpochsLater() {
        World world = Worlds.started(Worlds.epochs(1215, 4));
        SimNode amnesiac = world.node(2);
        amnesiac.stop(false);
        amnesiac.forget(false);
        amnesiac.start();
        long found = epoch(amnesiac);
        assertThat(amnesiac.replica().status().silent()).isNotNull();
        awaits(world, 10_000, () -> epoch(amnesiac) == found + 1);
        assertThat(amnesiac.replica().status().silent()).isNotNull();
        awaits(world, 10_000, () -> epoch(amnesiac) == found + 2);
        awaits(world, 1_000, () -> amnesiac.replica().status().silent() == null);
        world.node(0).stop(false);
        Worlds.goesOn(world, 15, 10_000);
        Worlds.isWell(world);
    }

    private static ValidatorResult validator(SimNode node, int holder) {
        QuerySpec query = World.EXECUTOR.registry().query("staking/validator").orElseThrow();
        try {
            return (ValidatorResult) World.EXECUTOR.query(
                    query,
                    ValidatorQuery.newBuilder()
                            .setValidator(Clients.operator(holder).toByteString())
                            .build(),
                    node.ledger().latest());
        } catch (RejectedException e) {
            throw new AssertionError(e);
        }
    }

    /** tempo 1579: a validator that votes twice is found out, told on, slashed once and out for good. */
    @ParameterizedTest
    @ValueSource(longs = {1218, 1219, 1220})
    void pain12WhoVotesTwiceIsSlashedOnceAndOut(long seed) {
        World world = Worlds.epochs(seed, 4, 1L);
        world.keys().real(1, world.chainHash());
        Worlds.lies(world, 1, Liar.Trait.EQUIVOCATING_VOTER, Liar.Trait.NULLIFY_AND_FINALIZE);
        world.startAll();
        awaits(
                world,
                30_000,
                () -> world.lowest() > 0 && validator(world.node(0), 1).getTombstoned());
        awaits(world, 30_000, () -> !votes(world, 1));
        Worlds.goesOn(world, 40, 30_000);
        // a twentieth, once, however often it is told and whoever tells it
        assertThat(Amount.of(validator(world.node(2), 1).getTokens())).isEqualTo(Amount.of(Staking.UNIT * 95 / 100));
        Worlds.allFinal(world, 5_000);
        Worlds.isWell(world);
    }

    /** Everybody who knows of it is killed before the chain does, and the liar is gone. */
    @ParameterizedTest
    @ValueSource(longs = {1221, 1222})
    void pain12WhatProvesADoubleVoteOutlastsARestartOfAll(long seed) {
        World world = Worlds.epochs(seed, 4);
        world.keys().real(1, world.chainHash());
        Worlds.lies(world, 1, Liar.Trait.EQUIVOCATING_VOTER, Liar.Trait.NULLIFY_AND_FINALIZE);
        world.startAll();
        awaits(world, 30_000, () -> world.nodes().stream().anyMatch(SetsTest::knowsOfADoubleVote));
        world.nodes().forEach(node -> node.stop(false));
        assertThat(validator(world.node(0), 1).getTombstoned()).isFalse();
        for (SimNode node : world.nodes()) {
            if (node.honest()) {
                node.start();
            }
        }
        awaits(world, 30_000, () -> validator(world.node(0), 1).getTombstoned());
        awaits(world, 30_000, () -> !votes(world, 1));
        Worlds.isWell(world);
    }

    private static boolean knowsOfADoubleVote(SimNode node) {
        return node.honest() && node.up() && node.replica().status().accused() > 0;
    }

    /** What was said in one epoch is said again in others: it counts for nothing there. */
    @ParameterizedTest
    @ValueSource(longs = {1216, 1217})
    void pain12VotesOfOneEpochDoNotCountInAnother(long seed) {
        World world = Worlds.epochs(seed, 4, 1L);
        Worlds.lies(world, 1, Liar.Trait.STALE, Liar.Trait.FUTURE, Liar.Trait.BAD_CERTIFICATES);
        world.startAll();
        world.changes().join(4);
        Worlds.lies(world, 1, 600, 10);
        awaits(world, 20_000, () -> votes(world, 4));
        Worlds.allFinal(world, 5_000);
        Worlds.goesOn(world, 5, 10_000);
        Worlds.isWell(world);
    }

    /**
     * The same validators in each epoch, so their later signatures hold here, too: an answer that goes on into the next
     * epoch proves everything but that this epoch ended as it did.
     */
    @ParameterizedTest
    @ValueSource(longs = {1223, 1224})
    void pain04HeadersOfTheNextEpochAreNoAnswerInThisOne(long seed) {
        World world = Worlds.epochs(seed, 4);
        Worlds.lies(world, 0);
        SimNode liar = world.node(0);
        SimNode late = world.node(3);
        int[] bent = {0};
        world.net().meddler(new Meddler() {
            @Override
            public boolean takes(SimNode from, int to, Channel channel, @Nullable PeerMessage message) {
                return false;
            }

            @Override
            public PeerMessage bends(SimNode from, int to, PeerMessage message) {
                if (from != liar || !(message instanceof PeerMessage.SyncResponse m)) {
                    return message;
                }
                PeerMessage.SyncResponse further = intoTheNextEpoch(liar.ledger(), m);
                bent[0] += further.equals(m) ? 0 : 1;
                return further;
            }
        });
        for (SimNode node : world.nodes()) {
            if (node != late) {
                node.start();
            }
        }
        awaits(world, 30_000, () -> world.sets().latest() >= 5);
        late.start();
        awaits(world, 10_000, () -> epoch(late) == world.sets().latest());
        assertThat(bent[0]).isPositive();
        // each such answer costs the liar its connection
        assertThat(world.net().penalties()).isEqualTo(bent[0]);
        Worlds.goesOn(world, 5, 5_000);
        Worlds.isWell(world);
    }

    /** The chain's own headers from the answer's first one up to a final one of the next epoch, if it is there. */
    private static PeerMessage.SyncResponse intoTheNextEpoch(Ledger ledger, PeerMessage.SyncResponse m) {
        if (m.headers().isEmpty()) {
            return m;
        }
        List<BlockHeader> headers = new ArrayList<>();
        long epoch = m.headers().getFirst().epoch();
        for (long height = m.from(); height <= ledger.height(); height++) {
            BlockHeader header = ledger.header(height).orElseThrow();
            headers.add(header);
            Ledger.StoredCertificate certificate =
                    ledger.certificateAtOrAfter(height).orElse(null);
            if (header.epoch() == epoch + 1 && certificate != null && certificate.height() == height) {
                return new PeerMessage.SyncResponse(
                        m.from(), headers, Optional.of(certificate.certificate()), m.bodies());
            }
        }
        return m;
    }
}
