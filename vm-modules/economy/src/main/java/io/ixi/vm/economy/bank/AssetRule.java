package io.ixi.vm.economy.bank;

import io.ixi.vm.economy.bank.proto.Asset;
import io.ixi.vm.economy.bank.proto.AssetRole;
import io.ixi.vm.economy.bank.proto.BankError;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;

/** What the issuer of an asset may do, and who may do it. */
final class AssetRule {
    static final int ROLES = 5;

    private AssetRule() {}

    static Asset known(BankState state, String id) throws RejectedException {
        Asset asset = state.asset(id);
        if (asset == null) {
            throw RejectedException.of(BankError.UNKNOWN_ASSET);
        }
        return asset;
    }

    static void declared(boolean rule) throws RejectedException {
        if (!rule) {
            throw RejectedException.of(BankError.NOT_DECLARED);
        }
    }

    static void requireRole(Asset asset, AssetRole role, Address signer) throws RejectedException {
        boolean has = asset.getRolesCount() == ROLES
                && Address.of(asset.getRoles(role.getNumber())).equals(signer);
        if (!has) {
            throw RejectedException.of(BankError.NO_ROLE, role.name());
        }
    }

    /** Whether the account may send, lock or destroy the asset now. The native asset has no rules: not asked. */
    static void requireMovable(BankState state, String id, Address from) throws RejectedException {
        if (id.equals(BankState.NATIVE)) {
            return;
        }
        Asset asset = known(state, id);
        if (asset.getPaused()) {
            throw RejectedException.of(BankError.ASSET_PAUSED);
        }
        requireUnfrozen(state, asset, id, from);
    }

    static boolean isMovable(BankState state, String id, Address from) {
        Asset asset = id.equals(BankState.NATIVE) ? Asset.getDefaultInstance() : state.asset(id);
        return asset != null && !asset.getPaused() && !(asset.getRules().getFreezable() && state.isFrozen(from, id));
    }

    static void requireUnfrozen(BankState state, Asset asset, String id, Address account) throws RejectedException {
        if (asset.getRules().getFreezable() && state.isFrozen(account, id)) {
            throw RejectedException.of(BankError.FROZEN);
        }
    }
}
