package io.ixi.vm.economy.accounts;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.economy.accounts.proto.Account;
import io.ixi.vm.economy.accounts.proto.AccountKey;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.proto.Key;
import io.ixi.vm.kernel.tx.Tx;

/**
 * Which key speaks for an account. Keys are those of the state before the block: a transaction by an account that this
 * block made known carries its key still, and one by an account whose keys this block changed waits for the next.
 */
final class Authorization {
    private Authorization() {}

    static Key signingKey(AccountsState state, Tx tx) throws RejectedException {
        Address address = tx.account();
        Account account = state.account(address);
        if (account.getKeys() == 0) {
            return carried(tx);
        }
        for (AccountKey known : state.keys(address, account)) {
            Key key = key(known);
            if (!tx.body().hasKey() || tx.body().getKey().equals(key)) {
                return key;
            }
        }
        throw RejectedException.of(KernelError.KEY_MISMATCH);
    }

    static void check(AccountsState state, long height, Tx tx) throws RejectedException {
        Account account = state.account(tx.account());
        if (account.getKeysChanged() == height) {
            throw RejectedException.of(KernelError.KEYS_CHANGED);
        }
        if (account.getKeys() == 0 || account.getCreated() == height) {
            carried(tx);
        } else if (tx.body().hasKey()) {
            signingKey(state, tx);
        }
    }

    static void advance(AccountsState state, long height, Tx tx) {
        Address address = tx.account();
        Account account = state.account(address);
        Account.Builder next = account.toBuilder().setSequence(tx.sequence() + 1);
        if (account.getKeys() == 0 && tx.body().hasKey()) {
            Key key = tx.body().getKey();
            state.putKey(
                    address,
                    0,
                    AccountKey.newBuilder()
                            .setScheme(key.getScheme())
                            .setPublicKey(key.getPublicKey())
                            .setWeight(1)
                            .build());
            next.setKeys(1).setCreated(height);
        }
        state.put(address, next.build());
    }

    /** The key in the transaction, whose hash must be the address. */
    private static Key carried(Tx tx) throws RejectedException {
        if (!tx.body().hasKey()) {
            throw RejectedException.of(KernelError.KEY_REQUIRED);
        }
        Key key = tx.body().getKey();
        Bytes publicKey = Bytes.wrap(key.getPublicKey().toByteArray());
        if (!Address.of(key.getScheme(), publicKey).equals(tx.account())) {
            throw RejectedException.of(KernelError.KEY_MISMATCH);
        }
        return key;
    }

    private static Key key(AccountKey key) {
        return Key.newBuilder()
                .setScheme(key.getScheme())
                .setPublicKey(key.getPublicKey())
                .build();
    }
}
