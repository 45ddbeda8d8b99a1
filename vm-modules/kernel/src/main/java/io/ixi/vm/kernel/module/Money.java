package io.ixi.vm.kernel.module;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.state.Overlay;
import java.util.List;

/**
 * Balances, for modules. An asset id may be empty for the native one. Calls run inside the caller's transaction and are
 * undone with it. Handed to modules by whoever composes the chain.
 */
public interface Money {
    /** What the account can spend. */
    Amount free(Overlay state, Address account, String asset);

    /** What a module holds of the account under a reference. */
    Amount held(Overlay state, Address account, String asset, int module, Hash ref);

    /** Whether the account's free amounts may move now: neither is it frozen nor the asset paused. */
    boolean movable(Overlay state, Address account, String asset);

    /** All units of an asset, free and held; zero if there is no such asset. */
    Amount supply(Overlay state, String asset);

    boolean exists(Overlay state, String asset);

    /** Moves a free amount, module accounts included; zero moves nothing. */
    void move(Overlay state, Address from, Address to, String asset, Amount amount) throws RejectedException;

    /** Destroys a free amount. */
    void burn(Overlay state, Address from, String asset, Amount amount) throws RejectedException;

    /** Makes new units of the native asset: for the module that issues it, within its cap. */
    void issue(Overlay state, Address to, Amount amount) throws RejectedException;

    /** Sets an amount aside for a module; several holds under one reference add up. */
    void hold(Context context, Address account, String asset, Amount amount, int module, Hash ref)
            throws RejectedException;

    /** Frees a held amount for its owner. */
    void release(Context context, Address account, String asset, Amount amount, int module, Hash ref)
            throws RejectedException;

    /** Moves a held amount to another account, where it is free. */
    void capture(Context context, Address account, Address to, String asset, Amount amount, int module, Hash ref)
            throws RejectedException;

    /**
     * Opens an account that belongs to a module's object. No key speaks for it, it takes no transfers by messages, and
     * nobody knows its address before the block.
     */
    Address open(Context context, int module, Bytes object);

    /** Whose balances changed since the mark, and how; by account and asset. */
    List<BalanceChange> balanceChanges(Overlay state, int mark);

    /** Which holds changed since the mark, and how. */
    List<HoldChange> holdChanges(Overlay state, int mark);

    /** Totals are free and held together. */
    record BalanceChange(Address account, String asset, Amount totalBefore, Amount totalAfter) {}

    /** An amount held by a module under a reference. */
    record HoldChange(Address account, String asset, int module, Hash ref, Amount before, Amount after) {}
}
