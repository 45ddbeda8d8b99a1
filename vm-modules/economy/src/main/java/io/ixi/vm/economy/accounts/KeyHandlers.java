package io.ixi.vm.economy.accounts;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.economy.accounts.proto.Account;
import io.ixi.vm.economy.accounts.proto.AccountKey;
import io.ixi.vm.economy.accounts.proto.AccountsError;
import io.ixi.vm.economy.accounts.proto.AddKey;
import io.ixi.vm.economy.accounts.proto.KeyAdded;
import io.ixi.vm.economy.accounts.proto.KeyRemoved;
import io.ixi.vm.economy.accounts.proto.KeyRotated;
import io.ixi.vm.economy.accounts.proto.RemoveKey;
import io.ixi.vm.economy.accounts.proto.RotateKey;
import io.ixi.vm.economy.accounts.proto.SetThreshold;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;

/** What an account does with its keys. The address, and all that belongs to it, stays. */
final class KeyHandlers {
    private static final int MAX_WEIGHT = 1_000;

    /** One bit for each lane. */
    private static final int ALL_LANES = 15;

    private KeyHandlers() {}

    static void rotate(Context context, RotateKey message) throws RejectedException {
        AccountsState state = new AccountsState(context.state());
        Address address = context.signer();
        AccountKey old = state.key(address, message.getKeyId());
        if (old == null) {
            throw RejectedException.of(AccountsError.UNKNOWN_KEY);
        }
        requireNew(state, address, message.getScheme(), message.getPublicKey());
        state.putKey(
                address,
                message.getKeyId(),
                old.toBuilder()
                        .setScheme(message.getScheme())
                        .setPublicKey(message.getPublicKey())
                        .build());
        changed(context, state, address, state.account(address).toBuilder());
        Bytes publicKey = Bytes.wrap(message.getPublicKey().toByteArray());
        context.emit(KeyRotated.newBuilder()
                .setAccount(address.toByteString())
                .setKeyId(message.getKeyId())
                .setScheme(message.getScheme())
                .setKeyHash(UnsafeByteOperations.unsafeWrap(
                        Address.of(message.getScheme(), publicKey).hash().toBytes()))
                .build());
    }

    static void add(Context context, AddKey message) throws RejectedException {
        AccountsState state = new AccountsState(context.state());
        Address address = context.signer();
        Account account = state.account(address);
        if (account.getKeys() == 0) {
            throw RejectedException.of(AccountsError.UNKNOWN_KEY);
        }
        if (message.getWeight() < 1 || message.getWeight() > MAX_WEIGHT) {
            throw RejectedException.of(AccountsError.WEIGHT);
        }
        if ((message.getRoles() & ~ALL_LANES) != 0) {
            throw RejectedException.of(AccountsError.BAD_ROLES);
        }
        int id = Integer.numberOfTrailingZeros(~account.getKeys());
        if (id >= AccountsState.MAX_KEYS) {
            throw RejectedException.of(AccountsError.TOO_MANY_KEYS);
        }
        requireNew(state, address, message.getScheme(), message.getPublicKey());
        state.putKey(
                address,
                id,
                AccountKey.newBuilder()
                        .setScheme(message.getScheme())
                        .setPublicKey(message.getPublicKey())
                        .setWeight(message.getWeight())
                        .setRoles(message.getRoles())
                        .build());
        changed(context, state, address, account.toBuilder().setKeys(account.getKeys() | 1 << id));
        context.emit(KeyAdded.newBuilder()
                .setAccount(address.toByteString())
                .setKeyId(id)
                .setWeight(message.getWeight())
                .build());
    }

    static void remove(Context context, RemoveKey message) throws RejectedException {
        AccountsState state = new AccountsState(context.state());
        Address address = context.signer();
        Account account = state.account(address);
        AccountKey key = state.key(address, message.getKeyId());
        if (key == null) {
            throw RejectedException.of(AccountsError.UNKNOWN_KEY);
        }
        if (Integer.bitCount(account.getKeys()) == 1) {
            throw RejectedException.of(AccountsError.LAST_KEY);
        }
        int full = key.getRoles() == 0 ? key.getWeight() : 0;
        if (state.weight(address, account) - full < AccountsState.threshold(account)) {
            throw RejectedException.of(AccountsError.WEIGHT);
        }
        state.deleteKey(address, message.getKeyId());
        changed(context, state, address, account.toBuilder().setKeys(account.getKeys() & ~(1 << message.getKeyId())));
        context.emit(KeyRemoved.newBuilder()
                .setAccount(address.toByteString())
                .setKeyId(message.getKeyId())
                .build());
    }

    static void threshold(Context context, SetThreshold message) throws RejectedException {
        AccountsState state = new AccountsState(context.state());
        Address address = context.signer();
        Account account = state.account(address);
        if (message.getThreshold() < 1 || message.getThreshold() > state.weight(address, account)) {
            throw RejectedException.of(AccountsError.WEIGHT);
        }
        changed(context, state, address, account.toBuilder().setThreshold(message.getThreshold()));
    }

    /** A key of right size that the account does not have. */
    private static void requireNew(AccountsState state, Address address, int scheme, ByteString publicKey)
            throws RejectedException {
        requireFits(scheme, publicKey);
        for (AccountKey key : state.keys(address, state.account(address)).values()) {
            if (key.getScheme() == scheme && key.getPublicKey().equals(publicKey)) {
                throw RejectedException.of(AccountsError.SAME_KEY);
            }
        }
    }

    static void requireFits(int scheme, ByteString publicKey) throws RejectedException {
        if (Scheme.ofNumber(scheme)
                .filter(known -> known.publicKeyBytes() == publicKey.size())
                .isEmpty()) {
            throw RejectedException.of(AccountsError.BAD_KEY);
        }
    }

    static void changed(Context context, AccountsState state, Address address, Account.Builder account) {
        state.put(address, account.setKeysChanged(context.block().height()).build());
    }
}
