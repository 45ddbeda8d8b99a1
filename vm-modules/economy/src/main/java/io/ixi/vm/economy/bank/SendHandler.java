package io.ixi.vm.economy.bank;

import com.google.protobuf.ByteString;
import io.ixi.vm.economy.bank.BankState.Balances;
import io.ixi.vm.economy.bank.proto.Asset;
import io.ixi.vm.economy.bank.proto.BankError;
import io.ixi.vm.economy.bank.proto.MultiSend;
import io.ixi.vm.economy.bank.proto.Output;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.economy.bank.proto.Transfer;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Inbound;

/** Moves amounts of one asset. */
final class SendHandler {
    private static final Bank BANK = new Bank();

    private final Inbound inbound;

    SendHandler(Inbound inbound) {
        this.inbound = inbound;
    }

    void send(Context context, Send message) throws RejectedException {
        transfer(context, message.getTo(), BankState.named(message.getAsset()), message.getAmount());
    }

    void multiSend(Context context, MultiSend message) throws RejectedException {
        if (message.getOutputsCount() == 0) {
            throw RejectedException.of(BankError.NO_OUTPUTS);
        }
        String asset = BankState.named(message.getAsset());
        for (Output output : message.getOutputsList()) {
            transfer(context, output.getTo(), asset, output.getAmount());
        }
    }

    private void transfer(Context context, ByteString receiver, String asset, ByteString wanted)
            throws RejectedException {
        Amount amount = positive(wanted);
        Address to = Address.of(receiver);
        Address from = context.signer();
        if (to.isModule() || to.isObject()) {
            throw RejectedException.of(BankError.MODULE_ACCOUNT);
        }
        BANK.move(context.state(), from, to, asset, amount);
        requireReceivable(context, from, to, asset, amount);
        context.emit(Transfer.newBuilder()
                .setFrom(from.toByteString())
                .setTo(receiver)
                .setAsset(asset)
                .setAmount(wanted)
                .build());
    }

    /** Not by closed or frozen accounts, those outside the asset's gate, and those who do not know the asset. */
    void requireReceivable(Context context, Address from, Address to, String id, Amount amount)
            throws RejectedException {
        if (to.equals(from)) {
            return;
        }
        BankState state = new BankState(context.state());
        Balances now = state.balance(to, id);
        boolean first = now.free().equals(amount) && now.held().isZero();
        if (first && inbound.isClosed(context.state(), to)) {
            throw RejectedException.of(BankError.INBOUND_REFUSED);
        }
        if (id.equals(BankState.NATIVE)) {
            return;
        }
        Asset asset = AssetRule.known(state, id);
        AssetRule.requireUnfrozen(state, asset, id, to);
        if (asset.getRules().hasGate()) {
            context.require(asset.getRules().getGate(), to);
        }
        boolean foreign = asset.hasIssuer() && !Address.of(asset.getIssuer()).equals(to);
        boolean unknown = first && !state.hasAccepted(to, id);
        if (foreign && unknown && !inbound.takesUnknown(context, from, to)) {
            throw RejectedException.of(BankError.INBOUND_REFUSED);
        }
    }

    static Amount positive(ByteString wanted) throws RejectedException {
        if (wanted.isEmpty()) {
            throw RejectedException.of(BankError.ZERO_AMOUNT);
        }
        return Amount.of(wanted);
    }
}
