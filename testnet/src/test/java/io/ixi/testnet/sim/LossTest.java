package io.ixi.testnet.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.net.Channel;
import io.ixi.node.replica.Tasks;
import io.ixi.node.replica.Tuning;
import io.ixi.node.wire.PeerMessage;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes twice, in part, badly copied or not at all, and a journal that is rolled meanwhile. */
class LossTest {
    private static final int DEAF = 3;

    /** Transactions that one node must fetch; each answer holds only the first that was asked for. */
    @Test
    void twoPeersMayAnswerTheSameFetch() {
        World world = Worlds.calm(60, 4, new Tuning(0, 500, 1, 1, 400, 150, 200, 0, 8 << 20, 16, 100, 64 << 10));
        Map<Bytes, Integer> answered = new LinkedHashMap<>();
        world.net().meddler(new Meddler() {
            @Override
            public boolean takes(SimNode from, int to, Channel channel, @Nullable PeerMessage message) {
                return channel == Channel.TRANSACTION && to == DEAF;
            }

            @Override
            public PeerMessage bends(SimNode from, int to, PeerMessage message) {
                if (message instanceof PeerMessage.Transactions m
                        && !m.transactions().isEmpty()) {
                    Bytes first = m.transactions().getFirst();
                    answered.merge(first, 1, Integer::sum);
                    return new PeerMessage.Transactions(m.block(), List.of(first));
                }
                return message;
            }
        });
        Worlds.started(world);
        for (int round = 0; round < 8; round++) {
            for (int account = 0; account < 4; account++) {
                world.clients().transfer(account, 1);
            }
            world.run(200);
        }
        Worlds.allFinal(world, 5_000);
        Worlds.goesOn(world, 2, 5_000);
        assertThat(answered.values()).as("the same answer came twice").anyMatch(times -> times > 1);
        assertThat(world.net().penalties()).isZero();
        Worlds.isWell(world);
    }

    /**
     * A node fetches badly signed copies from a liar; while they are executed good ones come to wait in its mempool.
     * Those must stay there until they are final.
     */
    @Test
    void aBadCopyDoesNotCostThePoolItsGoodOne() {
        World world = Worlds.withLiar(61, 4, 1);
        world.slowness(Tasks.Lane.EXECUTE, 60_000);
        SimNode node = world.node(DEAF);
        Set<Hash> bent = new LinkedHashSet<>();
        Set<Hash> kept = new LinkedHashSet<>();
        world.net().meddler(new Meddler() {
            @Override
            public boolean takes(SimNode from, int to, Channel channel, @Nullable PeerMessage message) {
                return channel == Channel.TRANSACTION && to == DEAF;
            }

            @Override
            public PeerMessage bends(SimNode from, int to, PeerMessage message) {
                if (to == DEAF
                        && from.index() == 1
                        && message instanceof PeerMessage.Transactions m
                        && m.transactions().size() == 1
                        && bent.add(Clients.id(m.transactions().getFirst()))) {
                    Bytes good = m.transactions().getFirst();
                    world.time().after(12 * VirtualTime.MS, () -> node.submit(good, kept::add));
                    byte[] bad = good.toArray();
                    // the signature is the last field: its end is no part of what is hashed
                    bad[bad.length - 2_420] ^= (byte) 1;
                    return new PeerMessage.Transactions(m.block(), List.of(Bytes.wrap(bad)));
                }
                return message;
            }
        });
        Worlds.started(world);
        for (int i = 0; i < 30; i++) {
            world.clients().transfer(i % Clients.ACCOUNTS, 1);
            boolean all = world.await(20_000, () -> {
                for (Hash id : kept) {
                    boolean there = node.ledger().transaction(id).isPresent()
                            || Objects.requireNonNull(node.mempool()).find(id).isPresent();
                    assertThat(there).as("transaction %s waits", id).isTrue();
                }
                return world.clients().waiting() == 0;
            });
            assertThat(all).isTrue();
        }
        assertThat(kept).as("good copies came in time").isNotEmpty();
        Worlds.goesOn(world, 2, 5_000);
        Worlds.isWell(world);
    }

    /** One node never hears the votes of two others: it asks for their signatures, and for those alone. */
    @ParameterizedTest
    @ValueSource(ints = {0, 50})
    void whoMissesVotesAsksForTheSignaturesItLacks(int lostShares) {
        World world = Worlds.calm(62 + lostShares, 4);
        SplittableRandom random = new SplittableRandom(lostShares);
        int[] wants = {0};
        int[] shares = {0};
        world.net().meddler((from, to, channel, message) -> switch (message) {
            case PeerMessage.VoteMessage m -> to == DEAF && (from.index() == 1 || from.index() == 2);
            case PeerMessage.CertShares m -> {
                shares[0] += to == DEAF ? 1 : 0;
                yield to == DEAF && random.nextInt(100) < lostShares;
            }
            case PeerMessage.CertWant m -> {
                wants[0] += from.index() == DEAF ? 1 : 0;
                yield false;
            }
            case null, default -> false;
        });
        world.startAll();
        for (int i = 0; i < 20; i++) {
            world.clients().transfer(i % 4, 1);
            world.run(100);
        }
        Worlds.allFinal(world, 5_000);
        Worlds.goesOn(world, 5, 5_000);
        assertThat(wants[0]).as("asked").isPositive();
        assertThat(shares[0]).as("answered").isPositive();
        assertThat(world.net().penalties()).isZero();
        Worlds.isWell(world);
    }

    /** Small journals: every node rolls its own many times, dies at any moment, and never votes twice. */
    @ParameterizedTest
    @ValueSource(longs = {64, 65, 66})
    void aJournalIsRolledWhileTheClusterRuns(long seed) {
        World world = Worlds.calm(seed, 4, new Tuning(0, 500, 20, 40, 400, 150, 200, 0, 8 << 20, 16, 100, 32 << 10));
        SplittableRandom random = new SplittableRandom(seed);
        world.startAll();
        world.clients().open();
        for (int round = 0; round < 40; round++) {
            world.run(random.nextInt(20, 200));
            if (round % 5 == 4) {
                SimNode node = world.node(random.nextInt(4));
                node.stop(random.nextBoolean());
                world.run(random.nextInt(100));
                node.start();
            }
        }
        world.clients().close();
        Worlds.allFinal(world, 5_000);
        Worlds.goesOn(world, 5, 5_000);
        assertThat(world.nodes())
                .allSatisfy(node -> assertThat(lastSegment(node)).isGreaterThan(5));
        assertThat(world.nodes())
                .allSatisfy(node -> assertThat(node.disk().list()).hasSizeLessThan(8));
        Worlds.isWell(world);
    }

    /** A segment's file has its number in its name; each roll begins another. */
    private static long lastSegment(SimNode node) {
        return node.disk().list().stream()
                .map(name -> name.replaceAll("[^0-9]", ""))
                .filter(digits -> !digits.isEmpty())
                .mapToLong(Long::parseLong)
                .max()
                .orElse(0);
    }
}
