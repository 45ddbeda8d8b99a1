package io.ixi.node;

import io.ixi.consensus.types.ValidatorSet;
import io.ixi.node.replica.ReplicaStatus;
import io.ixi.rpc.Backend.Readiness;
import java.util.ArrayList;
import java.util.List;

/** Whether a node can serve: in sync, connected to a quorum of the stake, and voting if it is a validator. */
final class Health {
    /** Blocks that a node may be behind the best peer. */
    private static final long IN_SYNC = 16;

    private Health() {}

    static Readiness of(ReplicaStatus now) {
        ValidatorSet validators = now.validators();
        int me = now.index();
        List<Readiness.Check> checks = new ArrayList<>();
        long behind = Math.max(0, now.highestPeer() - now.height());
        checks.add(new Readiness.Check(
                "synced", !now.syncing() && behind <= IN_SYNC, behind + " blocks behind the best peer"));
        long reached = me >= 0 ? validators.get(me).power() : 0;
        for (int peer : now.peers()) {
            reached += validators.get(peer).power();
        }
        checks.add(new Readiness.Check(
                "peers",
                reached >= validators.quorum(),
                now.peers().size() + " validators connected; with this node " + reached + " of "
                        + validators.totalPower() + " stake, a quorum is " + validators.quorum()));
        String silent = now.silent();
        checks.add(new Readiness.Check("votes", silent == null, silent == null ? "this node takes part" : silent));
        return new Readiness(checks.stream().allMatch(Readiness.Check::ok), checks);
    }
}
