package io.ixi.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;
import io.ixi.node.wire.PeerMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes twice, in part, badly copied or not at all, and a journal that is rolled meanwhile. */
class LossTest {
    /** Transactions that one node must fetch; each answer holds only the first that was asked for. */
    @Test
    void twoPeersMayAnswerTheSameFetch() {
        World world = new World(60, 4);
        SimNode asking = world.nodes.get(3);
        asking.tuning = new Tuning(2, 500, 1, 1, 2_000, 300, 1_000, 0, 64L << 20, 64, 1_000, 64L << 20);
        Map<Bytes, Integer> answered = new LinkedHashMap<>();
        for (SimNode node : world.nodes) {
            node.says = message -> {
                if (message instanceof PeerMessage.Transactions m
                        && !m.transactions().isEmpty()) {
                    Bytes first = m.transactions().getFirst();
                    answered.merge(first, 1, Integer::sum);
                    return new PeerMessage.Transactions(m.block(), List.of(first));
                }
                return message;
            };
        }
        world.startAll();
        List<Hash> sent = new ArrayList<>();
        for (int round = 0; round < 6; round++) {
            for (int account = 0; account < 4; account++) {
                sent.add(world.submit(world.transfer(account, 1), world.nodes.subList(0, 3)));
            }
            world.run(400);
        }
        world.await(5_000, "all final", () -> world.finalTransactions.containsAll(sent));
        world.awaitHeight(world.highest(), 5_000);
        assertThat(answered.values()).as("the same answer came twice").anyMatch(times -> times > 1);
        assertThat(world.penalties).isEmpty();
    }

    /** A block holds a badly signed copy; while it is executed a good one comes to wait. Only the bad one goes. */
    @Test
    void aBadCopyDoesNotCostThePoolItsGoodOne() {
        World world = new World(61, 4);
        SimNode slow = world.nodes.get(3);
        slow.executeMs = 80;
        world.startAll();
        List<Hash> sent = new ArrayList<>();
        List<Bytes> goods = new ArrayList<>();
        for (long sequence = 0; sequence < 30; sequence++) {
            Bytes good = world.signed(2, sequence, 1, true);
            goods.add(good);
            world.submit(world.signed(2, sequence, 1, false), List.of(slow));
            world.run(10);
            sent.add(world.submit(good, world.nodes.subList(0, 3)));
            world.run(50);
            world.submit(good, List.of(slow));
            world.run(200);
        }
        world.await(20_000, "all final", () -> world.finalTransactions.containsAll(sent));
        world.awaitHeight(world.highest(), 5_000);
        assertThat(slow.events.getOrDefault(Event.SignaturesFailed.class, 0))
                .as("bad copies reached blocks")
                .isPositive();
        assertThat(slow.pool.refused).allSatisfy(tx -> assertThat(goods).doesNotContain(tx.bytes()));
        assertThat(world.penalties).isEmpty();
    }

    /** One node never hears the votes of two others: it asks for their signatures, and for those alone. */
    @ParameterizedTest
    @ValueSource(ints = {0, 50})
    void whoMissesVotesAsksForTheSignaturesItLacks(int lostShares) {
        World world = new World(62 + lostShares, 4);
        int deaf = 3;
        int[] wants = {0};
        int[] shares = {0};
        for (SimNode node : world.nodes) {
            node.drops = (to, message) -> switch (message) {
                case PeerMessage.VoteMessage m -> to == deaf && (node.index == 1 || node.index == 2);
                case PeerMessage.CertShares m -> {
                    shares[0] += to == deaf ? 1 : 0;
                    yield to == deaf && world.random.nextInt(100) < lostShares;
                }
                case PeerMessage.CertWant m -> {
                    wants[0] += node.index == deaf ? 1 : 0;
                    yield false;
                }
                default -> false;
            };
        }
        world.startAll();
        List<Hash> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add(world.submit(world.transfer(i % 4, 1)));
            world.run(150);
        }
        world.await(5_000, "all final", () -> world.finalTransactions.containsAll(sent));
        world.awaitHeight(world.highest(), 3_000);
        assertThat(wants[0]).as("asked").isPositive();
        assertThat(shares[0]).as("answered").isPositive();
        assertThat(world.penalties).isEmpty();
        if (lostShares == 0) {
            assertThat(world.nodes.get(deaf).replica().status().syncing()).isFalse();
        }
    }

    /** Small journals: every node rolls its own many times, dies at any moment, and never votes twice. */
    @ParameterizedTest
    @ValueSource(longs = {64, 65, 66})
    void aJournalIsRolledWhileTheClusterRuns(long seed) {
        World world = new World(seed, 4);
        Map<String, Subject> votes = new LinkedHashMap<>();
        for (SimNode node : world.nodes) {
            node.tuning = new Tuning(2, 500, 100, 100, 2_000, 300, 1_000, 0, 64L << 20, 64, 100, 32 << 10);
            node.says = message -> {
                Vote vote = voteOf(message);
                if (vote != null) {
                    Subject subject = vote.subject();
                    Subject before =
                            votes.putIfAbsent(vote.signer() + " " + subject.getClass() + " " + subject.view(), subject);
                    assertThat(before == null ? subject : before)
                            .as("seed %d", seed)
                            .isEqualTo(subject);
                }
                return message;
            };
        }
        world.startAll();
        for (int round = 0; round < 40; round++) {
            for (int i = 0; i < 4; i++) {
                world.submit(world.transfer(i, 1));
            }
            world.run(world.random.nextInt(20, 200));
            if (round % 5 == 4) {
                SimNode node = world.nodes.get(world.random.nextInt(4));
                if (world.random.nextBoolean()) {
                    node.crash();
                } else {
                    node.powerLoss();
                }
                world.run(world.random.nextInt(100));
                node.start();
            }
        }
        world.awaitHeight(world.highest() + 5, 15_000);
        assertThat(world.nodes).allSatisfy(node -> assertThat(lastSegment(node)).isGreaterThan(5));
        assertThat(world.nodes).allSatisfy(node -> assertThat(node.disk.list()).hasSizeLessThan(6));
    }

    private static @Nullable Vote voteOf(@Nullable PeerMessage message) {
        return switch (message) {
            case PeerMessage.VoteMessage m -> m.vote();
            case PeerMessage.ProposalMessage m -> m.vote();
            case null, default -> null;
        };
    }

    /** A segment's file has its number in its name; each roll begins another. */
    private static long lastSegment(SimNode node) {
        return node.disk.list().stream()
                .map(name -> name.replaceAll("[^0-9]", ""))
                .filter(digits -> !digits.isEmpty())
                .mapToLong(Long::parseLong)
                .max()
                .orElse(0);
    }
}
