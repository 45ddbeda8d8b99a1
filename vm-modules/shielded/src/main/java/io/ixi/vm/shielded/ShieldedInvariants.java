package io.ixi.vm.shielded;

import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.shielded.proto.Pool;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.statement.Total;
import java.util.ArrayList;
import java.util.List;

/** The pool's account holds exactly what came in and did not go out; the tree is that of the notes. */
final class ShieldedInvariants {
    private static final String NATIVE = "ixi";

    private ShieldedInvariants() {}

    /** The native pool and those that the block wrote. */
    static void check(ShieldedState state, Money money, Overlay block) {
        Pool own = state.pool(NATIVE);
        if (own != null) {
            pool(money, block, NATIVE, own);
        }
        state.touchedPools((asset, pool) -> pool(money, block, asset, pool));
    }

    private static void pool(Money money, Overlay state, String asset, Pool pool) {
        Amount in = Amount.of(pool.getDeposited());
        Amount out = Amount.of(pool.getWithdrawn());
        require(in.compareTo(out) >= 0, asset + ": more left the pool than came in");
        require(
                money.free(state, ShieldedModule.POOL, asset).equals(in.minus(out)),
                asset + ": the pool's account does not hold its balance");
    }

    static void audit(ShieldedState state, Money money, Overlay overlay) {
        long[] pools = new long[1];
        state.scanPools((asset, pool) -> {
            pool(money, overlay, asset, pool);
            pools[0]++;
        });
        require(pools[0] == state.totals().getAssets(), "pools are miscounted");
        List<Quad> leaves = new ArrayList<>();
        state.scanNotes(note -> leaves.add(ShieldedState.word(note.getCommitment())));
        require(leaves.size() == state.tree().getSize(), "notes are miscounted");
        require(
                NoteTree.rootOf(leaves).equals(ShieldedState.word(state.tree().getRoot())),
                "the root is not that of the notes");
        require(state.countNullifiers() == state.totals().getNullifiers(), "nullifiers are miscounted");
        require(state.totals().getNullifiers() == leaves.size(), "notes and nullifiers come in equal numbers");
        state.scanSeries((id, series) -> require(
                state.records(id, Total.SMALL + 1).size() == series.getRecords(), id + ": records are miscounted"));
    }

    private static void require(boolean holds, String fault) {
        if (!holds) {
            throw new BrokenInvariantException("shielded: " + fault);
        }
    }
}
