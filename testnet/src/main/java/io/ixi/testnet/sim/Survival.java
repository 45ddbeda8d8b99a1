package io.ixi.testnet.sim;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Hash;
import io.ixi.node.store.Ledger;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.tx.Tx;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A final transaction is final once, stays where it is, and every node can show it, unless it began anew with a
 * snapshot above.
 */
final class Survival implements Checker {
    private record Place(long height, int index) {}

    private final World world;
    private final Map<Hash, Place> places = new LinkedHashMap<>();

    Survival(World world) {
        this.world = world;
    }

    @Override
    public void finalized(SimNode node, Hash hash, BlockHeader header, Executed executed) {
        int index = 0;
        for (Tx tx : executed.transactions()) {
            Place place = new Place(header.height(), index++);
            Place known = places.putIfAbsent(tx.id(), place);
            if (known != null && !known.equals(place)) {
                world.violated(
                        Violation.Kind.SAFETY, "transaction " + tx.id() + " is final at " + known + " and at " + place);
            }
        }
    }

    @Override
    public void ended() {
        for (SimNode node : world.nodes()) {
            if (node.honest()) {
                places.forEach((id, place) -> {
                    Optional<Ledger.StoredTransaction> stored = node.ledger().transaction(id);
                    boolean there = place.height() <= node.joinedAt()
                            || place.height() > node.ledger().height()
                            || stored.filter(tx -> tx.height() == place.height() && tx.index() == place.index())
                                    .isPresent();
                    if (!there) {
                        world.violated(
                                Violation.Kind.SAFETY,
                                "node " + node.address() + " lost final transaction " + id + " of " + place);
                    }
                });
            }
        }
    }
}
