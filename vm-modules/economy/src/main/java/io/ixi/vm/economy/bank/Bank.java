package io.ixi.vm.economy.bank;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.bank.BankState.Balances;
import io.ixi.vm.economy.bank.BankState.HoldKey;
import io.ixi.vm.economy.bank.proto.Asset;
import io.ixi.vm.economy.bank.proto.BankError;
import io.ixi.vm.economy.bank.proto.Captured;
import io.ixi.vm.economy.bank.proto.Held;
import io.ixi.vm.economy.bank.proto.Released;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.state.Overlay;

/**
 * Money for other modules: what they may do that no message can. An asset id may be empty for the native one. Calls run
 * inside the caller's transaction and are undone with it. Stateless.
 */
public final class Bank {
    Bank() {}

    /** What the account can spend. */
    public Amount free(Overlay state, Address account, String asset) {
        return new BankState(state).balance(account, BankState.named(asset)).free();
    }

    /**
     * Moves a free amount, module accounts included. An account may send to itself: nothing moves, but it must have the
     * amount. Zero moves nothing. Throws INSUFFICIENT_FREE or UNKNOWN_ASSET.
     */
    public void move(Overlay overlay, Address from, Address to, String asset, Amount amount) throws RejectedException {
        BankState state = new BankState(overlay);
        String id = BankState.named(asset);
        Balances before = spendable(state, from, id, amount);
        Balances after = new Balances(before.free().minus(amount), before.held());
        state.putBalance(from, id, after);
        Balances received = state.balance(to, id);
        Balances then = new Balances(received.free().plus(amount), received.held());
        state.putBalance(to, id, then);
        Amount left = before.free().plus(received.free());
        Amount right = after.free().plus(then.free());
        if (!left.equals(right)) {
            Balances totals = state.totals(id);
            state.putTotals(id, new Balances(totals.free().plus(right).minus(left), totals.held()));
        }
    }

    /** Destroys a free amount. Throws INSUFFICIENT_FREE or UNKNOWN_ASSET. */
    public void burn(Overlay overlay, Address from, String asset, Amount amount) throws RejectedException {
        BankState state = new BankState(overlay);
        String id = BankState.named(asset);
        Balances before = spendable(state, from, id, amount);
        state.putBalance(from, id, new Balances(before.free().minus(amount), before.held()));
        Balances totals = state.totals(id);
        state.putTotals(id, new Balances(totals.free().minus(amount), totals.held()));
        Asset known = known(state, id);
        state.putAsset(
                id,
                known.toBuilder()
                        .setSupply(Amount.of(known.getSupply()).minus(amount).toByteString())
                        .build());
    }

    /**
     * Sets an amount of the account aside for a module. Several holds of one module and reference add up.
     *
     * @param module id of the module that alone may release or capture it
     * @param ref the module's name for what the amount is held for
     */
    public void hold(Context context, Address account, String asset, Amount amount, int module, Hash ref)
            throws RejectedException {
        BankState state = new BankState(context.state());
        String id = BankState.named(asset);
        Balances before = spendable(state, account, id, amount);
        HoldKey key = new HoldKey(account, module, ref, id);
        state.putBalance(
                account,
                id,
                new Balances(before.free().minus(amount), before.held().plus(amount)));
        state.putHold(key, state.hold(key).plus(amount));
        Balances totals = state.totals(id);
        state.putTotals(
                id, new Balances(totals.free().minus(amount), totals.held().plus(amount)));
        context.emit(Held.newBuilder()
                .setAccount(account.toByteString())
                .setAsset(id)
                .setAmount(amount.toByteString())
                .setModule(module)
                .setRef(ref(ref))
                .build());
    }

    /** Frees a held amount. Throws INSUFFICIENT_HOLD. */
    public void release(Context context, Address account, String asset, Amount amount, int module, Hash ref)
            throws RejectedException {
        String id = BankState.named(asset);
        unhold(context, new HoldKey(account, module, ref, id), account, amount);
        context.emit(Released.newBuilder()
                .setAccount(account.toByteString())
                .setAsset(id)
                .setAmount(amount.toByteString())
                .setModule(module)
                .setRef(ref(ref))
                .build());
    }

    /** Moves a held amount to another account, where it is free. Throws INSUFFICIENT_HOLD. */
    public void capture(Context context, Address account, Address to, String asset, Amount amount, int module, Hash ref)
            throws RejectedException {
        String id = BankState.named(asset);
        unhold(context, new HoldKey(account, module, ref, id), to, amount);
        context.emit(Captured.newBuilder()
                .setAccount(account.toByteString())
                .setTo(to.toByteString())
                .setAsset(id)
                .setAmount(amount.toByteString())
                .setModule(module)
                .setRef(ref(ref))
                .build());
    }

    private static void unhold(Context context, HoldKey key, Address to, Amount amount) throws RejectedException {
        BankState state = new BankState(context.state());
        Amount held = state.hold(key);
        if (held.compareTo(amount) < 0) {
            throw RejectedException.of(BankError.INSUFFICIENT_HOLD);
        }
        state.putHold(key, held.minus(amount));
        Balances owner = state.balance(key.account(), key.asset());
        state.putBalance(
                key.account(),
                key.asset(),
                new Balances(owner.free(), owner.held().minus(amount)));
        Balances receiver = state.balance(to, key.asset());
        state.putBalance(to, key.asset(), new Balances(receiver.free().plus(amount), receiver.held()));
        Balances totals = state.totals(key.asset());
        state.putTotals(
                key.asset(),
                new Balances(totals.free().plus(amount), totals.held().minus(amount)));
    }

    private static Balances spendable(BankState state, Address account, String asset, Amount amount)
            throws RejectedException {
        Balances balance = state.balance(account, asset);
        if (balance.free().compareTo(amount) < 0) {
            known(state, asset);
            throw RejectedException.of(BankError.INSUFFICIENT_FREE);
        }
        return balance;
    }

    private static Asset known(BankState state, String asset) throws RejectedException {
        Asset known = state.asset(asset);
        if (known == null) {
            throw RejectedException.of(BankError.UNKNOWN_ASSET);
        }
        return known;
    }

    private static ByteString ref(Hash ref) {
        return ByteString.copyFrom(ref.toBytes());
    }
}
