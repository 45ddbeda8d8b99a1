package io.ixi.vm.kernel.module;

import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;

/** A module that wants to know what becomes of held money. */
public interface HoldListener {
    /**
     * An amount was released to its owner.
     *
     * @param module id of the module that had held it
     */
    void released(Context context, Address owner, String asset, Amount amount, int module, Hash ref);

    /** An amount went to somebody else than its owner. */
    void captured(Context context, Address owner, String asset, Amount amount, int module, Hash ref);
}
