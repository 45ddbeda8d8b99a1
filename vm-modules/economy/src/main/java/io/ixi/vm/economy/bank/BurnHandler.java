package io.ixi.vm.economy.bank;

import io.ixi.vm.economy.bank.proto.Burn;
import io.ixi.vm.economy.bank.proto.Burned;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;

/** Destroys an amount of the signer's. */
final class BurnHandler {
    private BurnHandler() {}

    static void run(Context context, Burn message) throws RejectedException {
        Amount amount = SendHandler.positive(message.getAmount());
        String asset = BankState.named(message.getAsset());
        new Bank().burn(context.state(), context.signer(), asset, amount);
        context.emit(Burned.newBuilder()
                .setAccount(context.signer().toByteString())
                .setAsset(asset)
                .setAmount(message.getAmount())
                .build());
    }
}
