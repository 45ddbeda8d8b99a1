package io.ixi.testnet.sim;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Hash;
import io.ixi.node.journal.Journal;
import io.ixi.node.wire.PeerMessage;
import io.ixi.vm.kernel.exec.Executed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All promises of a run, and its measures. */
final class Checks {
    private final World world;
    private final Agreement agreement;
    private final OneVote oneVote;
    private final List<Checker> checkers;
    private final long[] views;
    private long nodeViews;
    private long height;
    private long transactions;
    private @Nullable SimNode lastFrom;
    private @Nullable PeerMessage lastMessage;

    Checks(World world) {
        this.world = world;
        this.views = new long[2 * world.scenario().holders()];
        this.agreement = new Agreement(world);
        this.oneVote = new OneVote(world);
        this.checkers = List.of(
                world.sets(),
                agreement,
                oneVote,
                new Survival(world),
                new StateRoots(world),
                new Invariants(world),
                new BoundedMemory(world));
    }

    /** The highest final height that an honest node has committed. */
    long height() {
        return height;
    }

    /** Transactions that became final. */
    long transactions() {
        return transactions;
    }

    /** Views that honest nodes went through, added up. A jump over many views counts as one. */
    long nodeViews() {
        return nodeViews;
    }

    /** Hash of the final block of this height; null: none yet. */
    @Nullable
    Hash finalAt(long at) {
        return agreement.at(at);
    }

    /** This key may vote twice from now on: it has lost all it knew. */
    void excuse(int index) {
        oneVote.excuse(index);
    }

    void started(SimNode node, Journal.Opened opened) {
        world.audit().add(node.address());
        if (node.honest()) {
            checkers.forEach(checker -> checker.started(node, opened));
        }
    }

    /** One message goes to many peers as the same object. */
    @SuppressWarnings("ReferenceEquality") // equal messages said again are checked again
    void sent(SimNode from, PeerMessage message) {
        if (message != lastMessage || from != lastFrom) {
            lastMessage = message;
            lastFrom = from;
            for (Checker checker : checkers) {
                checker.sent(from, message);
            }
        }
    }

    void finalized(SimNode node, Hash hash, BlockHeader header, Executed executed) {
        world.audit().add(hash);
        if (!node.honest()) {
            return;
        }
        for (Checker checker : checkers) {
            checker.finalized(node, hash, header, executed);
        }
        if (header.height() > height) {
            height = header.height();
            transactions += executed.transactions().size();
            world.note("final", height, header.view(), executed.transactions().size());
        }
        executed.transactions().forEach(tx -> world.clients().finalized(tx.id()));
    }

    void turned(SimNode node) {
        long view = node.replica().status().view();
        if (view != views[node.address()]) {
            views[node.address()] = view;
            nodeViews++;
        }
        if (node.honest()) {
            for (Checker checker : checkers) {
                checker.turned(node);
            }
        }
    }

    void penalized(SimNode by, SimNode who, String reason) {
        world.note("penalty", by.address(), who.address(), reason);
        if (by.honest() && who.honest()) {
            world.violated(
                    Violation.Kind.LIVENESS,
                    "node " + by.address() + " punishes honest node " + who.address() + ": " + reason);
        }
    }

    void ended() {
        checkers.forEach(Checker::ended);
    }
}
