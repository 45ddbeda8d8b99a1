package io.ixi.vm.kernel.module;

import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.Prices;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Tx;

/** What transactions cost and who is paid. Exactly one module of a chain is this. */
public interface Fees {
    /** The prices of the block after {@code state}; they do not change within a block. */
    Prices prices(Overlay state);

    /** What the transaction costs, in base units of the asset that it pays with. Throws if that asset pays no fees. */
    Amount quote(Overlay state, Tx tx, Prices prices) throws RejectedException;

    /**
     * Whether the payer can and wants to give this fee. Throws INSUFFICIENT_FEE_BALANCE, or why the sponsor does not
     * pay.
     *
     * @param roles of the chain's modules
     * @param timeMs the parent block's time
     */
    void covers(Roles roles, Overlay state, Tx tx, Amount fee, long timeMs) throws RejectedException;

    /** Takes a fee that {@link #covers} found covered. Stays if the transaction fails. */
    void charge(Context context, Tx tx, Amount fee);

    /** The transaction is over; what is written stays. Called only if somebody else than its account pays. */
    void ended(Context context, Tx tx, boolean succeeded);
}
