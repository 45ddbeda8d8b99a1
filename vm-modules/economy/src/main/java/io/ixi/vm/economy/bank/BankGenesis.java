package io.ixi.vm.economy.bank;

import io.ixi.vm.economy.bank.BankState.Balances;
import io.ixi.vm.economy.bank.proto.Asset;
import io.ixi.vm.economy.bank.proto.BankError;
import io.ixi.vm.economy.bank.proto.GenesisAsset;
import io.ixi.vm.economy.bank.proto.GenesisBalance;
import io.ixi.vm.economy.bank.proto.GenesisState;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.proto.KernelError;

/** Writes the first assets and balances. */
final class BankGenesis {
    private BankGenesis() {}

    static void run(Context context, GenesisState genesis) throws RejectedException {
        BankState state = new BankState(context.state());
        for (GenesisAsset asset : genesis.getAssetsList()) {
            add(state, asset);
        }
        for (GenesisBalance entry : genesis.getBalancesList()) {
            String id = BankState.named(entry.getAsset());
            Amount amount = SendHandler.positive(entry.getAmount());
            Asset asset = state.asset(id);
            if (asset == null) {
                throw RejectedException.of(BankError.UNKNOWN_ASSET, id);
            }
            Address account = Address.of(entry.getAccount());
            if (account.isModule()) {
                throw RejectedException.of(BankError.MODULE_ACCOUNT);
            }
            credit(state, account, id, asset, amount);
        }
    }

    private static void add(BankState state, GenesisAsset asset) throws RejectedException {
        String id = asset.getAsset();
        if (!id.equals(BankState.NATIVE) && !CreateAssetHandler.isSymbol(id)) {
            throw RejectedException.of(BankError.BAD_SYMBOL, id);
        }
        if (Integer.compareUnsigned(asset.getDecimals(), CreateAssetHandler.MAX_DECIMALS) > 0) {
            throw RejectedException.of(BankError.BAD_DECIMALS, id);
        }
        if (state.asset(id) != null) {
            throw RejectedException.of(KernelError.BAD_STATE, "asset twice: " + id);
        }
        state.putAsset(
                id,
                Asset.newBuilder()
                        .setSymbol(id)
                        .setDecimals(asset.getDecimals())
                        .build());
    }

    private static void credit(BankState state, Address account, String id, Asset asset, Amount amount)
            throws RejectedException {
        try {
            Amount supply = Amount.of(asset.getSupply()).plus(amount);
            Balances balance = state.balance(account, id);
            Balances totals = state.totals(id);
            state.putAsset(
                    id, asset.toBuilder().setSupply(supply.toByteString()).build());
            state.putBalance(account, id, new Balances(balance.free().plus(amount), balance.held()));
            state.putTotals(id, new Balances(totals.free().plus(amount), totals.held()));
        } catch (ArithmeticException e) {
            throw RejectedException.of(KernelError.OVERFLOW, id);
        }
    }
}
