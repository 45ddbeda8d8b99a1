package io.ixi.vm.kernel.module;

import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;

/** A module that wants to know when what an account has staked changes. */
public interface StakeListener {
    /** The account staked more, took stake back or moved it. */
    void stakeChanged(Context context, Address account) throws RejectedException;
}
