package io.ixi.testnet.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.bft.Timing;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.consensus.types.Vote;
import io.ixi.node.store.Ledger;
import io.ixi.node.wire.PeerMessage;
import io.ixi.node.wire.PeerMessage.CertHave;
import io.ixi.node.wire.PeerMessage.VoteMessage;
import io.ixi.node.wire.Signers;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A checker that never fires proves nothing: each is shown what it must not let pass. */
class CheckersTest {
    private static final Proposal ONE = new Proposal(0, 5, 4, new Hash(1, 1, 1, 1));
    private static final Proposal OTHER = new Proposal(0, 5, 4, new Hash(2, 2, 2, 2));

    private final World world = Worlds.calm(1, 4);

    private void says(int node, Subject subject) {
        Vote vote = new Vote(subject, node, world.keys().sign(node, subject));
        sends(node, new VoteMessage(vote));
    }

    private void sends(int node, PeerMessage message) {
        world.checks().sent(world.node(node), message);
    }

    private void finds(Violation.Kind kind, String what) {
        Violation violation = Objects.requireNonNull(world.violation(), "nothing found");
        assertThat(violation.kind()).isEqualTo(kind);
        assertThat(violation.what()).contains(what);
    }

    @Test
    void sameVoteAgainAndNullifyAfterNotarizeAreHonest() {
        says(1, new Subject.Notarize(ONE));
        says(1, new Subject.Notarize(ONE));
        says(1, new Subject.Nullify(0, 5));
        says(2, new Subject.Notarize(OTHER));
        assertThat(world.violation()).isNull();
    }

    @Test
    void twoNotarizes() {
        says(1, new Subject.Notarize(ONE));
        says(1, new Subject.Notarize(OTHER));
        finds(Violation.Kind.SAFETY, "another Notarize");
    }

    @Test
    void twoFinalizes() {
        says(1, new Subject.Finalize(ONE));
        says(1, new Subject.Finalize(OTHER));
        finds(Violation.Kind.SAFETY, "another Finalize");
    }

    @Test
    void nullifyAndFinalize() {
        says(1, new Subject.Finalize(ONE));
        says(1, new Subject.Nullify(0, 5));
        finds(Violation.Kind.SAFETY, "Nullify and Finalize");
    }

    @Test
    void viewThatIsNullifiedAndFinalized() {
        sends(1, new CertHave(new Subject.Finalize(ONE), Signers.of(0, 1, 2)));
        sends(2, new CertHave(new Subject.Nullify(0, 5), Signers.of(1, 2, 3)));
        finds(Violation.Kind.SAFETY, "also nullified");
    }

    @Test
    void viewWithTwoFinalBlocks() {
        sends(1, new CertHave(new Subject.Finalize(ONE), Signers.of(0, 1, 2)));
        sends(2, new CertHave(new Subject.Finalize(OTHER), Signers.of(1, 2, 3)));
        finds(Violation.Kind.SAFETY, "two blocks are final");
    }

    @Test
    void voteThatIsNotInTheJournal() {
        Worlds.started(world);
        says(1, new Subject.Nullify(0, 999));
        world.node(1).stop(false);
        world.node(1).start();
        finds(Violation.Kind.SAFETY, "its journal does not know it");
    }

    @Test
    void twoBlocksOfOneHeight() {
        finalized(0, header(1, 1), executed(1, Hash.ZERO));
        finalized(1, header(1, 2), executed(1, Hash.ZERO));
        finds(Violation.Kind.SAFETY, "as final block 1");
    }

    @Test
    void blockThatIsNotOnTheChain() {
        finalized(0, header(2, 1), executed(2, Hash.ZERO));
        finds(Violation.Kind.SAFETY, "not on the final chain");
    }

    @Test
    void twoStatesOfOneBlock() {
        finalized(0, header(1, 1), executed(1, new Hash(1, 0, 0, 0)));
        finalized(1, header(1, 1), executed(1, new Hash(2, 0, 0, 0)));
        finds(Violation.Kind.DIVERGENCE, "after block 1");
    }

    @Test
    void transactionThatIsFinalTwice() throws RejectedException {
        Tx tx = World.EXECUTOR.decode(world.clients().unpayable(1), world.chainHash());
        BlockHeader first = header(1, 1);
        finalized(0, first, executed(1, Hash.ZERO, tx));
        finalized(0, on(Wire.headerHash(first), header(2, 2)), executed(2, Hash.ZERO, tx));
        finds(Violation.Kind.SAFETY, "is final at");
    }

    @Test
    void finalTransactionThatANodeLost() throws RejectedException {
        Worlds.started(world);
        Tx tx = World.EXECUTOR.decode(world.clients().unpayable(1), world.chainHash());
        Survival survival = new Survival(world);
        survival.finalized(world.node(0), Hash.ZERO, header(1, 1), executed(1, Hash.ZERO, tx));
        survival.ended();
        finds(Violation.Kind.SAFETY, "lost final transaction");
    }

    @Test
    void twoSetsOfOneEpoch() {
        ValidatorSet set = world.chain().validators();
        world.sets()
                .learn(new ValidatorSet(
                        set.epoch(), set.seed(), set.validators().subList(0, 3)));
        finds(Violation.Kind.SAFETY, "different validators in epoch 0");
    }

    @Test
    void finalBlockOfAnotherSet() {
        BlockHeader header = header(1, 1);
        finalized(0, Headers.of(header).validatorsHash(Hash.ZERO), executed(1, Hash.ZERO));
        finds(Violation.Kind.SAFETY, "names another set");
    }

    @Test
    void leaderThatRunsAwayFromItsLedger() {
        BlockHeader far = header(100, 1);
        Subject subject = new Subject.Notarize(ONE);
        Vote vote = new Vote(subject, 1, world.keys().sign(1, subject));
        sends(1, new PeerMessage.ProposalMessage(vote, far, List.of()));
        finds(Violation.Kind.CRASH, "blocks above its ledger");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void moreBytesThanTheBound(boolean pool) {
        Worlds.started(world);
        // bounds that nobody keeps, for a node that holds next to nothing
        BoundedMemory bounded = new BoundedMemory(world, pool ? 1 << 20 : -1L << 40, pool ? -1 : 1 << 20);
        for (int turn = 0; turn < 2_000; turn++) {
            bounded.turned(world.node(0));
        }
        finds(Violation.Kind.CRASH, pool ? "bytes of transactions" : "bytes of blocks and votes");
    }

    @Test
    void balanceThatIsGone() {
        Worlds.started(world);
        world.nodes().forEach(node -> node.stop(false));
        Ledger ledger = world.node(0).ledger();
        byte[] owner = Clients.address(0).toByteString().toByteArray();
        NavigableMap<Bytes, Optional<Bytes>> writes = new TreeMap<>();
        ledger.latest().scan(new byte[0], null, (key, value) -> {
            if (Bytes.wrap(key).hex().contains(Bytes.wrap(owner).hex())) {
                writes.put(Bytes.wrap(key), Optional.empty());
            }
            return true;
        });
        assertThat(writes).isNotEmpty();
        Ledger.Tip tip = ledger.tip();
        BlockHeader header = on(
                tip.hash(),
                Headers.of(Headers.of(header(tip.height() + 1, 1)).parentStateRoot(tip.stateRoot()))
                        .parentReceiptsRoot(tip.receiptsRoot()));
        Executed executed = new Executed(
                header.height(),
                List.of(),
                List.of(),
                writes,
                new TreeMap<>(),
                List.of(),
                new Hash(9, 9, 9, 9),
                Hash.ZERO);
        ledger.commit(header, Wire.headerHash(header), executed, null);
        new Invariants(world).ended();
        finds(Violation.Kind.DIVERGENCE, "node 0 at height " + header.height());
    }

    @Test
    void stateThatIsNotTheOneExecuted() {
        Worlds.started(world);
        StateRoots roots = new StateRoots(world);
        long height = world.node(2).ledger().height();
        roots.finalized(world.node(2), Hash.ZERO, header(height, 1), executed(height, new Hash(7, 7, 7, 7)));
        roots.ended();
        finds(Violation.Kind.DIVERGENCE, "stores another state than it executed");
    }

    @Test
    void honestNodeThatIsCutOff() {
        Worlds.started(world);
        world.net().penalize(world.node(0), 1, "nothing");
        finds(Violation.Kind.LIVENESS, "punishes honest node 1: nothing");
    }

    @Test
    void processThatEndsByItself() {
        world.crashed(world.node(0), new IllegalStateException("nothing"));
        finds(Violation.Kind.CRASH, "node 0");
    }

    /** An idle block in twenty seconds only: ten of them are not there in time. */
    @Test
    void networkThatIsNotWellWithinTheBound() {
        Timing slow = new Timing(30_000, 60_000, 90_000, 240_000, 20_000, 8);
        Scenario scenario = Scenario.of(1, 4, Mix.CALM).withTiming(slow).withEpochBlocks(0);
        Violation violation = Objects.requireNonNull(
                Simulation.run(scenario, new Trace(false)).violation());
        assertThat(violation.kind()).isEqualTo(Violation.Kind.LIVENESS);
        assertThat(violation.what()).contains(Simulation.BOUND_MS + " ms after the last fault");
    }

    @Test
    void networkWithoutAQuorumIsNotLive() {
        world.node(0).start();
        assertThat(world.await(5_000, () -> world.checks().height() > 0)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Violation.Kind.class)
    void everyKindHasItsExitCode(Violation.Kind kind) {
        List<Integer> codes = new ArrayList<>();
        for (Violation.Kind any : Violation.Kind.values()) {
            codes.add(any.exitCode());
        }
        assertThat(codes).doesNotHaveDuplicates().contains(kind.exitCode()).allMatch(code -> code >= 10);
    }

    private void finalized(int node, BlockHeader header, Executed executed) {
        world.checks().finalized(world.node(node), Wire.headerHash(header), header, executed);
    }

    private BlockHeader header(long height, long timeMs) {
        return on(
                world.genesisHash(),
                Headers.of(Headers.of(world.chain().genesis()).height(height)).timeMs(timeMs));
    }

    private static BlockHeader on(Hash parent, BlockHeader h) {
        return new BlockHeader(
                h.chain(),
                h.protocol(),
                h.epoch(),
                h.height(),
                h.height(),
                h.height() - 1,
                0,
                h.timeMs(),
                parent,
                h.parentStateRoot(),
                h.parentReceiptsRoot(),
                h.transactionsRoot(),
                0,
                h.validatorsHash());
    }

    private static Executed executed(long height, Hash root, Tx... transactions) {
        NavigableMap<Bytes, Optional<Bytes>> none = new TreeMap<>();
        return new Executed(
                height, List.of(transactions), List.of(), none, new TreeMap<>(), List.of(), root, Hash.ZERO);
    }
}
