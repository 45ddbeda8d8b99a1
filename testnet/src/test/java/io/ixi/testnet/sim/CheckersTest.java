package io.ixi.testnet.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;
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
