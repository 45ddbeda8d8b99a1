package io.ixi.vm.economy.bank;

import com.google.protobuf.ByteString;
import io.ixi.vm.economy.bank.proto.BankError;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.economy.bank.proto.Transfer;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;

/** Moves an amount of one asset. */
final class SendHandler {
    private static final Bank BANK = new Bank();

    private SendHandler() {}

    static void run(Context context, Send message) throws RejectedException {
        transfer(context, message.getTo(), BankState.named(message.getAsset()), message.getAmount());
    }

    static void transfer(Context context, ByteString receiver, String asset, ByteString wanted)
            throws RejectedException {
        Amount amount = positive(wanted);
        Address to = Address.of(receiver);
        if (to.isModule()) {
            throw RejectedException.of(BankError.MODULE_ACCOUNT);
        }
        Address from = context.signer();
        BANK.move(context.state(), from, to, asset, amount);
        context.emit(Transfer.newBuilder()
                .setFrom(from.toByteString())
                .setTo(receiver)
                .setAsset(asset)
                .setAmount(wanted)
                .build());
    }

    static Amount positive(ByteString wanted) throws RejectedException {
        if (wanted.isEmpty()) {
            throw RejectedException.of(BankError.ZERO_AMOUNT);
        }
        return Amount.of(wanted);
    }
}
