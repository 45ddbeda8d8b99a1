package io.ixi.vm.economy.bank;

import io.ixi.vm.economy.bank.BankState.Balances;
import io.ixi.vm.economy.bank.proto.Asset;
import io.ixi.vm.economy.bank.proto.AssetCreated;
import io.ixi.vm.economy.bank.proto.BankError;
import io.ixi.vm.economy.bank.proto.CreateAsset;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;

/** Creates an asset with a fixed supply. */
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
        Amount supply = SendHandler.positive(message.getSupply());
        Address issuer = context.signer();
        String id = message.getSymbol() + "." + context.newId("asset").hex().substring(0, ID_DIGITS);
        BankState state = new BankState(context.state());
        state.putAsset(
                id,
                Asset.newBuilder()
                        .setSymbol(message.getSymbol())
                        .setDecimals(message.getDecimals())
                        .setIssuer(issuer.toByteString())
                        .setSupply(message.getSupply())
                        .build());
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
