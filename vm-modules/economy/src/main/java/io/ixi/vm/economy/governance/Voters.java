package io.ixi.vm.economy.governance;

import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.state.Overlay;

/** What votes weigh, for governance to ask whoever keeps stake. */
public interface Voters {
    /** What an account has staked. */
    Amount stake(Overlay state, Address account);

    /** What everybody has staked. */
    Amount all(Overlay state);
}
