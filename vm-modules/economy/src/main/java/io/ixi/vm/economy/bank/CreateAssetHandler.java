package io.ixi.vm.economy.bank;

import io.ixi.vm.economy.bank.BankState.Balances;
import io.ixi.vm.economy.bank.proto.Asset;
import io.ixi.vm.economy.bank.proto.AssetCreated;
import io.ixi.vm.economy.bank.proto.AssetRules;
import io.ixi.vm.economy.bank.proto.BankError;
import io.ixi.vm.economy.bank.proto.CreateAsset;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Gates;
import io.ixi.vm.kernel.proto.KernelError;

/** Creates an asset: its supply is fixed unless it declares otherwise. */
final class CreateAssetHandler {
    static final int MAX_DECIMALS = 18;

    /** Hex digits of the object id in an asset's id. */
    private static final int ID_DIGITS = 16;

    private CreateAssetHandler() {}

    static void run(Context context, CreateAsset message) throws RejectedException {
        if (!isSymbol(message.getSymbol())) {
            throw RejectedException.of(BankError.BAD_SYMBOL);
        }
        if (Integer.compareUnsigned(message.getDecimals(), MAX_DECIMALS) > 0) {
            throw RejectedException.of(BankError.BAD_DECIMALS);
        }
        AssetRules rules = message.getRules();
        Amount supply =
                rules.getMintable() ? Amount.of(message.getSupply()) : SendHandler.positive(message.getSupply());
        if (!rules.getCap().isEmpty() && supply.compareTo(Amount.of(rules.getCap())) > 0) {
            throw RejectedException.of(BankError.CAP);
        }
        if (rules.hasGate()) {
            Gates.require(context, rules.getGate());
        }
        Address issuer = context.signer();
        String id = message.getSymbol() + "." + context.newId("asset").hex().substring(0, ID_DIGITS);
        BankState state = new BankState(context.state());
        // 64 bits of an id can be made to meet by whoever tries often enough
        if (state.asset(id) != null) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        Asset.Builder asset = Asset.newBuilder()
                .setSymbol(message.getSymbol())
                .setDecimals(message.getDecimals())
                .setIssuer(issuer.toByteString())
                .setSupply(message.getSupply());
        if (message.hasRules()) {
            asset.setRules(rules);
            for (int role = 0; role < AssetRule.ROLES; role++) {
                asset.addRoles(issuer.toByteString());
            }
        }
        state.putAsset(id, asset.build());
        Balances all = new Balances(supply, Amount.ZERO);
        state.putBalance(issuer, id, all);
        state.putTotals(id, all);
        context.emit(AssetCreated.newBuilder()
                .setAsset(id)
                .setIssuer(issuer.toByteString())
                .setSupply(message.getSupply())
                .build());
    }

    static boolean isSymbol(String text) {
        return text.matches("[A-Z][A-Z0-9]{1,15}");
    }
}
