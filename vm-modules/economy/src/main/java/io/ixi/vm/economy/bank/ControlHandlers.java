package io.ixi.vm.economy.bank;

import io.ixi.vm.economy.bank.BankState.Balances;
import io.ixi.vm.economy.bank.proto.AcceptRole;
import io.ixi.vm.economy.bank.proto.Asset;
import io.ixi.vm.economy.bank.proto.AssetRole;
import io.ixi.vm.economy.bank.proto.BankError;
import io.ixi.vm.economy.bank.proto.Clawback;
import io.ixi.vm.economy.bank.proto.ClawedBack;
import io.ixi.vm.economy.bank.proto.Freeze;
import io.ixi.vm.economy.bank.proto.FreezeChanged;
import io.ixi.vm.economy.bank.proto.OfferRole;
import io.ixi.vm.economy.bank.proto.PauseAsset;
import io.ixi.vm.economy.bank.proto.PauseChanged;
import io.ixi.vm.economy.bank.proto.RoleChanged;
import io.ixi.vm.economy.bank.proto.Unfreeze;
import io.ixi.vm.economy.bank.proto.UnpauseAsset;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.proto.KernelError;

/** What an asset's roles do, as far as the asset declared it when it was created. */
final class ControlHandlers {
    private ControlHandlers() {}

    static void freeze(Context context, Freeze message) throws RejectedException {
        freeze(context, message.getAsset(), Address.of(message.getAccount()), true);
    }

    static void unfreeze(Context context, Unfreeze message) throws RejectedException {
        freeze(context, message.getAsset(), Address.of(message.getAccount()), false);
    }

    private static void freeze(Context context, String id, Address account, boolean frozen) throws RejectedException {
        BankState state = new BankState(context.state());
        Asset asset = AssetRule.known(state, id);
        AssetRule.declared(asset.getRules().getFreezable());
        AssetRule.requireRole(asset, AssetRole.ROLE_FREEZER, context.signer());
        if (state.isFrozen(account, id) == frozen) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        state.putFrozen(account, id, frozen, context.block().height());
        context.emit(FreezeChanged.newBuilder()
                .setAsset(id)
                .setAccount(account.toByteString())
                .setFrozen(frozen)
                .build());
    }

    static void pause(Context context, PauseAsset message) throws RejectedException {
        pause(context, message.getAsset(), true);
    }

    static void unpause(Context context, UnpauseAsset message) throws RejectedException {
        pause(context, message.getAsset(), false);
    }

    private static void pause(Context context, String id, boolean paused) throws RejectedException {
        BankState state = new BankState(context.state());
        Asset asset = AssetRule.known(state, id);
        AssetRule.declared(asset.getRules().getPausable());
        AssetRule.requireRole(asset, AssetRole.ROLE_PAUSER, context.signer());
        if (asset.getPaused() == paused) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        state.putAsset(id, asset.toBuilder().setPaused(paused).build());
        context.emit(PauseChanged.newBuilder().setAsset(id).setPaused(paused).build());
    }

    static void clawback(Context context, Clawback message) throws RejectedException {
        Amount amount = SendHandler.positive(message.getAmount());
        BankState state = new BankState(context.state());
        String id = message.getAsset();
        Asset asset = AssetRule.known(state, id);
        AssetRule.declared(asset.getRules().getClawback());
        AssetRule.requireRole(asset, AssetRole.ROLE_FREEZER, context.signer());
        Address from = Address.of(message.getFrom());
        if (!state.isFrozen(from, id) || from.equals(context.signer())) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        Balances theirs = state.balance(from, id);
        if (theirs.free().compareTo(amount) < 0) {
            throw RejectedException.of(BankError.INSUFFICIENT_FREE);
        }
        Balances ours = state.balance(context.signer(), id);
        state.putBalance(from, id, new Balances(theirs.free().minus(amount), theirs.held()));
        state.putBalance(context.signer(), id, new Balances(ours.free().plus(amount), ours.held()));
        context.emit(ClawedBack.newBuilder()
                .setAsset(id)
                .setFrom(message.getFrom())
                .setTo(context.signer().toByteString())
                .setAmount(message.getAmount())
                .build());
    }

    static void offer(Context context, OfferRole message) throws RejectedException {
        BankState state = new BankState(context.state());
        Asset asset = AssetRule.known(state, message.getAsset());
        AssetRule.requireRole(asset, AssetRole.ROLE_OWNER, context.signer());
        Address to = Address.of(message.getTo());
        state.putOffer(message.getRole().getNumber(), message.getAsset(), to);
        emit(context, message.getAsset(), message.getRole(), to, false);
    }

    static void accept(Context context, AcceptRole message) throws RejectedException {
        BankState state = new BankState(context.state());
        Asset asset = AssetRule.known(state, message.getAsset());
        int role = message.getRole().getNumber();
        if (!context.signer().equals(state.offered(role, message.getAsset()))) {
            throw RejectedException.of(BankError.NO_OFFER);
        }
        state.deleteOffer(role, message.getAsset());
        state.putAsset(
                message.getAsset(),
                asset.toBuilder()
                        .setRoles(role, context.signer().toByteString())
                        .build());
        emit(context, message.getAsset(), message.getRole(), context.signer(), true);
    }

    private static void emit(Context context, String id, AssetRole role, Address account, boolean taken) {
        context.emit(RoleChanged.newBuilder()
                .setAsset(id)
                .setRole(role)
                .setAccount(account.toByteString())
                .setTaken(taken)
                .build());
    }
}
