package io.ixi.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;
import io.ixi.node.store.Ledger;
import io.ixi.node.store.MemoryLedger;
import io.ixi.node.wire.PeerMessage;
import io.ixi.node.wire.PeerMessage.ProposalMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Missing data, lying leaders, lost memory and long absences. */
class FaultTest {
    @Test
    void fetchesTransactionsThatOnlyTheLeaderHas() {
        World world = new World(40, 4).startAll();
        List<Hash> sent = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            sent.add(world.submit(world.transfer(i / 3, 1), List.of(world.nodes.get(i / 3))));
            world.run(300);
        }
        world.await(5_000, "all final", () -> world.finalTransactions.containsAll(sent));
        assertThat(world.penalties).isEmpty();
    }

    @Test
    void blockThatLiesAboutItsParentsStateIsNullified() {
        World world = new World(41, 4);
        int liar = 1;
        world.nodes.get(liar).says =
                reproposes(world, liar, header -> with(header, Hash.ZERO, header.transactionsRoot(), 0));
        world.startAll();
        world.run(10_000);
        assertThat(world.finals.size()).isGreaterThan(8);
        for (long height = 1; height <= world.lowest(); height++) {
            BlockHeader header = world.nodes.get(0).ledger.header(height).orElseThrow();
            assertThat(header.proposer()).isNotEqualTo(liar);
        }
    }

    @Test
    void blockWithATransactionThatCannotBeIncludedIsNullified() {
        World world = new World(42, 4);
        int liar = 2;
        // sequence 7 when 0 is next: no block may hold it
        Bytes gap = world.signed(5, 7, 1, true);
        Hash id = world.decode(gap).id();
        world.nodes.get(liar).says = proposesOnly(world, liar, gap);
        world.startAll();
        world.nodes.forEach(node -> node.pool.keepRefused = true);
        world.submit(gap);
        world.run(10_000);
        assertThat(world.finals.size()).isGreaterThan(8);
        assertThat(world.finalTransactions).doesNotContain(id);
    }

    @Test
    void leaderWhoseTransactionHasABadSignatureIsNullifiedAndCutOff() {
        World world = new World(43, 4);
        int liar = 3;
        Bytes forged = world.signed(6, 0, 1, false);
        Hash id = world.decode(forged).id();
        world.nodes.get(liar).says = proposesOnly(world, liar, forged);
        world.startAll();
        world.run(8_000);
        assertThat(world.finalTransactions).doesNotContain(id);
        assertThat(world.penalties).anyMatch(line -> line.contains("-> 3: transactions that do not check"));
        assertThat(world.finals.size()).isGreaterThan(5);
    }

    @Test
    void laggingNodeSyncsAThousandBlocks() {
        World world = new World(44, 4).startAll();
        world.awaitHeight(2, 3_000);
        SimNode late = world.nodes.get(3);
        late.crash();
        for (int i = 0; world.highest() < 1_010; i++) {
            world.submit(world.transfer(i % 4, 1));
            world.run(20);
        }
        late.start();
        long target = world.highest();
        world.await(10_000, "caught up", () -> late.ledger.height() >= target);
        assertThat(late.ledger.latest().root()).isEqualTo(world.stateRoots.get(late.ledger.height()));
        world.run(1_000);
        assertThat(late.replica().status().syncing()).isFalse();
        world.nodes.get(0).crash();
        world.awaitHeight(world.highest() + 5, 15_000);
    }

    @Test
    void newNodeWithAnEmptyDiskCatchesUpAndVotes() {
        World world = new World(45, 4);
        for (int i = 0; i < 3; i++) {
            world.nodes.get(i).start();
        }
        world.awaitHeight(40, 60_000);
        world.nodes.get(3).start();
        world.awaitHeight(world.highest() + 2, 10_000);
        world.nodes.get(0).crash();
        world.awaitHeight(world.highest() + 5, 15_000);
    }

    @Test
    void keyThatLostItsJournalDoesNotVote() {
        World world = new World(46, 4).startAll();
        world.awaitHeight(5, 10_000);
        SimNode amnesiac = world.nodes.get(2);
        amnesiac.crash();
        amnesiac.disk = new SpyDisk();
        amnesiac.start();
        world.run(100);
        assertThat(amnesiac.replica().status().silent()).contains("journal is new");
        world.awaitHeight(world.highest() + 5, 15_000);
        world.nodes.get(0).crash();
        long stuck = world.highest();
        world.run(5_000);
        assertThat(world.highest()).isLessThanOrEqualTo(stuck + 1);
    }

    @Test
    void keyThatLostEverythingStopsVotingWhenItHearsItself() {
        World world = new World(47, 4).startAll();
        world.awaitHeight(5, 10_000);
        SimNode amnesiac = world.nodes.get(2);
        amnesiac.crash();
        amnesiac.disk = new SpyDisk();
        amnesiac.ledger = new MemoryLedger(Ledger.Options.DEFAULT);
        amnesiac.tuning = amnesiac.tuning.withListenMs(1_000);
        amnesiac.start();
        world.await(3_000, "silent", () -> amnesiac.replica().status().silent() != null);
        world.awaitHeight(world.highest() + 5, 15_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {50, 51})
    void sameSeedSameRun(long seed) {
        assertThat(fingerprint(seed)).isEqualTo(fingerprint(seed));
    }

    private static String fingerprint(long seed) {
        World world = new World(seed, 4).startAll();
        world.loss = 0.1;
        for (int i = 0; i < 20; i++) {
            world.submit(world.transfer(i % 4, 1));
            world.run(30);
        }
        world.run(2_000);
        return world.finals + " "
                + world.nodes.stream().map(node -> node.messages).toList();
    }

    /** A leader whose blocks hold this transaction and nothing else. */
    private static UnaryOperator<@Nullable PeerMessage> proposesOnly(World world, int liar, Bytes transaction) {
        List<Hash> ids = List.of(world.decode(transaction).id());
        UnaryOperator<@Nullable PeerMessage> other = message -> message instanceof ProposalMessage m
                ? proposal(
                        world, liar, with(m.header(), m.header().parentStateRoot(), Wire.transactionsRoot(ids), 1), ids)
                : message;
        return message -> message instanceof PeerMessage.Transactions m
                ? new PeerMessage.Transactions(m.block(), List.of(transaction))
                : other.apply(message);
    }

    private static UnaryOperator<@Nullable PeerMessage> reproposes(
            World world, int liar, UnaryOperator<BlockHeader> change) {
        return message -> message instanceof ProposalMessage m
                ? proposal(world, liar, change.apply(m.header()), m.ids())
                : message;
    }

    private static ProposalMessage proposal(World world, int liar, BlockHeader header, List<Hash> ids) {
        Subject subject = new Subject.Notarize(
                new Proposal(header.epoch(), header.view(), header.parentView(), Wire.headerHash(header)));
        return new ProposalMessage(new Vote(subject, liar, world.sign(liar, subject)), header, ids);
    }

    private static BlockHeader with(BlockHeader h, Hash parentStateRoot, Hash transactionsRoot, int count) {
        return new BlockHeader(
                h.chain(),
                h.protocol(),
                h.epoch(),
                h.height(),
                h.view(),
                h.parentView(),
                h.proposer(),
                h.timeMs(),
                h.parent(),
                parentStateRoot,
                h.parentReceiptsRoot(),
                transactionsRoot,
                count,
                h.validatorsHash());
    }
}
