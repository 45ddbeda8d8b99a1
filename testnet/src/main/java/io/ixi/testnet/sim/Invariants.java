package io.ixi.testnet.sim;

import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.exec.State;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import java.util.LinkedHashSet;
import java.util.Set;

/** Every module's invariants over the whole state, supply among them, at every honest node's last block. */
final class Invariants implements Checker {
    private final World world;

    Invariants(World world) {
        this.world = world;
    }

    @Override
    public void ended() {
        Set<Hash> audited = new LinkedHashSet<>();
        for (SimNode node : world.nodes()) {
            State state = node.ledger().latest();
            // equal roots are equal states, but the first one may be stored wrongly: two are enough to see that
            if (node.honest() && (audited.add(state.root()) || audited.size() < 2)) {
                try {
                    World.EXECUTOR.audit(state);
                } catch (BrokenInvariantException e) {
                    world.violated(
                            Violation.Kind.DIVERGENCE,
                            "node " + node.address() + " at height " + state.height() + ": " + e.getMessage());
                }
            }
        }
    }
}
