package io.ixi.testnet.sim;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.exec.Executed;
import java.util.HashMap;
import java.util.Map;

/** The same blocks give the same state and receipts at every node, in every life. */
final class StateRoots implements Checker {
    private record Roots(Hash state, Hash receipts) {}

    private final World world;
    private final Map<Long, Roots> roots = new HashMap<>();

    StateRoots(World world) {
        this.world = world;
    }

    @Override
    public void finalized(SimNode node, Hash hash, BlockHeader header, Executed executed) {
        Roots own = new Roots(executed.stateRoot(), executed.receiptsRoot());
        Roots known = roots.putIfAbsent(header.height(), own);
        if (known != null && !known.equals(own)) {
            world.violated(
                    Violation.Kind.DIVERGENCE,
                    "node " + node.address() + " has " + own + " after block " + header.height() + ", others " + known);
        }
    }

    @Override
    public void ended() {
        for (SimNode node : world.nodes()) {
            Roots known = roots.get(node.ledger().height());
            if (node.honest()
                    && known != null
                    && !known.state().equals(node.ledger().latest().root())) {
                world.violated(
                        Violation.Kind.DIVERGENCE, "node " + node.address() + " stores another state than it executed");
            }
        }
    }
}
