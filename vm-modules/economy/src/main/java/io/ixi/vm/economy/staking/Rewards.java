package io.ixi.vm.economy.staking;

import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;

/** Where rewards come from besides issuance: what transactions paid for validators. */
@FunctionalInterface
public interface Rewards {
    /** Moves what has come together to the account and says how much it was. */
    Amount take(Context context, Address to) throws RejectedException;
}
