package io.ixi.vm.kernel.module;

import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;

/** A module whose orders lock money and can be called off. */
public interface OpenOrders {
    /**
     * Calls off what the hold was for, so that it is released. Does nothing if it is no longer open or is at a stage
     * that the owner could not leave either.
     *
     * @param ref under which the module holds the owner's money
     */
    void cancel(Context context, Address owner, Hash ref) throws RejectedException;
}
