package io.ixi.vm.economy.accounts;

import com.google.protobuf.UnsafeByteOperations;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.economy.accounts.proto.Account;
import io.ixi.vm.economy.accounts.proto.AccountKey;
import io.ixi.vm.economy.accounts.proto.AccountsError;
import io.ixi.vm.economy.accounts.proto.KeyRotated;
import io.ixi.vm.economy.accounts.proto.RotateKey;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;

/** Replaces a key. */
final class RotateKeyHandler {
    private RotateKeyHandler() {}

    static void run(Context context, RotateKey message) throws RejectedException {
        AccountsState state = new AccountsState(context.state());
        Address address = context.signer();
        Account account = state.account(address);
        AccountKey old = state.key(address, message.getKeyId());
        if (old == null) {
            throw RejectedException.of(AccountsError.UNKNOWN_KEY);
        }
        if (Scheme.ofNumber(message.getScheme())
                .filter(scheme ->
                        scheme.publicKeyBytes() == message.getPublicKey().size())
                .isEmpty()) {
            throw RejectedException.of(AccountsError.BAD_KEY);
        }
        for (AccountKey key : state.keys(address, account)) {
            if (key.getScheme() == message.getScheme() && key.getPublicKey().equals(message.getPublicKey())) {
                throw RejectedException.of(AccountsError.SAME_KEY);
            }
        }
        state.putKey(
                address,
                message.getKeyId(),
                old.toBuilder()
                        .setScheme(message.getScheme())
                        .setPublicKey(message.getPublicKey())
                        .build());
        state.put(
                address,
                account.toBuilder().setKeysChanged(context.block().height()).build());
        Bytes publicKey = Bytes.wrap(message.getPublicKey().toByteArray());
        context.emit(KeyRotated.newBuilder()
                .setAccount(address.toByteString())
                .setKeyId(message.getKeyId())
                .setScheme(message.getScheme())
                .setKeyHash(UnsafeByteOperations.unsafeWrap(
                        Address.of(message.getScheme(), publicKey).hash().toBytes()))
                .build());
    }
}
