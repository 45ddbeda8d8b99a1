package io.ixi.vm.economy.bank;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.bank.BankState.Balances;
import io.ixi.vm.economy.bank.BankState.HoldKey;
import io.ixi.vm.economy.bank.proto.Asset;
import io.ixi.vm.economy.bank.proto.BankError;
import io.ixi.vm.economy.bank.proto.Captured;
import io.ixi.vm.economy.bank.proto.Held;
import io.ixi.vm.economy.bank.proto.ObjectAccount;
import io.ixi.vm.economy.bank.proto.Released;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.HoldListener;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.state.Overlay;
import java.util.ArrayList;
import java.util.List;

/** Money for other modules: what they may do that no message can. Stateless. */
public final class Bank implements Money {
    Bank() {}

    @Override
    public Amount free(Overlay state, Address account, String asset) {
        return new BankState(state).balance(account, BankState.named(asset)).free();
    }

    @Override
    public Amount held(Overlay state, Address account, String asset, int module, Hash ref) {
        return new BankState(state).hold(new HoldKey(account, module, ref, BankState.named(asset)));
    }

    @Override
    public boolean movable(Overlay state, Address account, String asset) {
        return AssetRule.isMovable(new BankState(state), BankState.named(asset), account);
    }

    @Override
    public Amount supply(Overlay state, String asset) {
        Asset known = new BankState(state).asset(BankState.named(asset));
        return known == null ? Amount.ZERO : Amount.of(known.getSupply());
    }

    @Override
    public boolean exists(Overlay state, String asset) {
        return new BankState(state).asset(BankState.named(asset)) != null;
    }

    /**
     * An account may send to itself: nothing moves, but it must have the amount. Throws INSUFFICIENT_FREE,
     * UNKNOWN_ASSET, ASSET_PAUSED or FROZEN.
     */
    @Override
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

    /** Throws INSUFFICIENT_FREE, UNKNOWN_ASSET, ASSET_PAUSED or FROZEN. */
    @Override
    public void burn(Overlay overlay, Address from, String asset, Amount amount) throws RejectedException {
        BankState state = new BankState(overlay);
        String id = BankState.named(asset);
        Balances before = spendable(state, from, id, amount);
        state.putBalance(from, id, new Balances(before.free().minus(amount), before.held()));
        Balances totals = state.totals(id);
        state.putTotals(id, new Balances(totals.free().minus(amount), totals.held()));
        Asset known = AssetRule.known(state, id);
        state.putAsset(
                id,
                known.toBuilder()
                        .setSupply(Amount.of(known.getSupply()).minus(amount).toByteString())
                        .build());
    }

    @Override
    public void issue(Overlay overlay, Address to, Amount amount) throws RejectedException {
        create(new BankState(overlay), to, BankState.NATIVE, amount);
    }

    /** New units of any asset. */
    static void create(BankState state, Address to, String id, Amount amount) throws RejectedException {
        Asset asset = AssetRule.known(state, id);
        Balances balance = state.balance(to, id);
        Balances totals = state.totals(id);
        state.putAsset(
                id,
                asset.toBuilder()
                        .setSupply(Amount.of(asset.getSupply()).plus(amount).toByteString())
                        .build());
        state.putBalance(to, id, new Balances(balance.free().plus(amount), balance.held()));
        state.putTotals(id, new Balances(totals.free().plus(amount), totals.held()));
    }

    /** Throws INSUFFICIENT_FREE, UNKNOWN_ASSET, ASSET_PAUSED or FROZEN. */
    @Override
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

    /** Whatever was frozen or paused since. Throws INSUFFICIENT_HOLD. */
    @Override
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
        for (HoldListener listener : context.roles().holdListeners()) {
            listener.released(context, account, id, amount, module, ref);
        }
    }

    /** Whatever was frozen or paused since. Throws INSUFFICIENT_HOLD. */
    @Override
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
        for (HoldListener listener : context.roles().holdListeners()) {
            listener.captured(context, account, id, amount, module, ref);
        }
    }

    @Override
    public Address open(Context context, int module, Bytes object) {
        Address address = context.newAddress(module, object);
        new BankState(context.state())
                .putObject(
                        address,
                        ObjectAccount.newBuilder()
                                .setModule(module)
                                .setObject(ByteString.copyFrom(object.unsafeArray()))
                                .build());
        return address;
    }

    @Override
    public List<BalanceChange> balanceChanges(Overlay state, int mark) {
        List<BalanceChange> changes = new ArrayList<>();
        new BankState(state)
                .changes(
                        mark,
                        (account, asset, before, after) ->
                                changes.add(new BalanceChange(account, asset, total(before), total(after))),
                        (key, before, after) -> {});
        return changes;
    }

    @Override
    public List<HoldChange> holdChanges(Overlay state, int mark) {
        List<HoldChange> changes = new ArrayList<>();
        new BankState(state)
                .changes(
                        mark,
                        (account, asset, before, after) -> {},
                        (key, before, after) -> changes.add(
                                new HoldChange(key.account(), key.asset(), key.module(), key.ref(), before, after)));
        return changes;
    }

    private static Amount total(Balances balances) {
        return balances.free().plus(balances.held());
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
            AssetRule.known(state, asset);
            throw RejectedException.of(BankError.INSUFFICIENT_FREE);
        }
        if (!amount.isZero()) {
            AssetRule.requireMovable(state, asset, account);
        }
        return balance;
    }

    private static ByteString ref(Hash ref) {
        return ByteString.copyFrom(ref.toBytes());
    }
}
