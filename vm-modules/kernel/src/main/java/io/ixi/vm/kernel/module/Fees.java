package io.ixi.vm.kernel.module;

import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.Prices;
import io.ixi.vm.kernel.state.Overlay;

/** What transactions cost and who is paid. Exactly one module of a chain is this. */
public interface Fees {
    /** The prices of the block after {@code state}; they do not change within a block. */
    Prices prices(Overlay state);

    /** Whether the payer can give this fee. */
    boolean covers(Overlay state, Address payer, Amount fee);

    /** Takes a fee that {@link #covers} found covered. Stays if the transaction fails. */
    void charge(Context context, Address payer, Amount fee);
}
