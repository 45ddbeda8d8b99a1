package io.ixi.vm.economy.fee;

import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.state.Overlay;

/** What fees need of the module that keeps the native asset. */
public interface Purse {
    /** What the account can spend. */
    Amount free(Overlay state, Address account);

    /** Moves a free amount. */
    void move(Overlay state, Address from, Address to, Amount amount) throws RejectedException;

    /** Destroys a free amount. */
    void burn(Overlay state, Address from, Amount amount) throws RejectedException;
}
