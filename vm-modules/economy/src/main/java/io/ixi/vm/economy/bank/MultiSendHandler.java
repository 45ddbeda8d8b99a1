package io.ixi.vm.economy.bank;

import io.ixi.vm.economy.bank.proto.BankError;
import io.ixi.vm.economy.bank.proto.MultiSend;
import io.ixi.vm.economy.bank.proto.Output;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;

/** Moves amounts of one asset to many accounts. */
final class MultiSendHandler {
    private MultiSendHandler() {}

    static void run(Context context, MultiSend message) throws RejectedException {
        if (message.getOutputsCount() == 0) {
            throw RejectedException.of(BankError.NO_OUTPUTS);
        }
        String asset = BankState.named(message.getAsset());
        for (Output output : message.getOutputsList()) {
            SendHandler.transfer(context, output.getTo(), asset, output.getAmount());
        }
    }
}
