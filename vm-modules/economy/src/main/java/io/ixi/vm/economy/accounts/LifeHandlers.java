package io.ixi.vm.economy.accounts;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.economy.accounts.proto.Account;
import io.ixi.vm.economy.accounts.proto.AccountClosed;
import io.ixi.vm.economy.accounts.proto.AccountCreated;
import io.ixi.vm.economy.accounts.proto.AccountKey;
import io.ixi.vm.economy.accounts.proto.AccountsError;
import io.ixi.vm.economy.accounts.proto.CloseAccount;
import io.ixi.vm.economy.accounts.proto.CreateAccount;
import io.ixi.vm.economy.accounts.proto.Extras;
import io.ixi.vm.economy.accounts.proto.Recovery;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.Money;

/** An account's beginning without a transaction of its own, and its end. */
final class LifeHandlers {
    private final Money money;
    private final Deposits deposits;

    LifeHandlers(Money money, int module) {
        this.money = money;
        this.deposits = new Deposits(money, module);
    }

    private static Bytes id(Address account) {
        return Bytes.wrap(account.hash().toBytes());
    }

    /** Its sequence number stays 0: what was signed for it before is as good as ever. */
    void create(Context context, CreateAccount message) throws RejectedException {
        KeyHandlers.requireFits(message.getScheme(), message.getPublicKey());
        Address address = Address.of(
                message.getScheme(), Bytes.wrap(message.getPublicKey().toByteArray()));
        AccountsState state = new AccountsState(context.state());
        Account account = state.account(address);
        if (account.getKeys() != 0 || account.getClosed() != 0) {
            throw RejectedException.of(AccountsError.ACCOUNT_EXISTS);
        }
        AccountKey key = AccountKey.newBuilder()
                .setScheme(message.getScheme())
                .setPublicKey(message.getPublicKey())
                .setWeight(1)
                .build();
        deposits.lock(context, context.signer(), id(address), key.getSerializedSize());
        state.putKey(address, 0, key);
        state.put(
                address,
                account.toBuilder()
                        .setKeys(1)
                        .setCreated(context.block().height())
                        .build());
        context.emit(AccountCreated.newBuilder()
                .setAccount(address.toByteString())
                .setCreator(context.signer().toByteString())
                .build());
    }

    void close(Context context, CloseAccount message) throws RejectedException {
        AccountsState state = new AccountsState(context.state());
        Address address = context.signer();
        Address to = Address.of(message.getTo());
        Account account = state.account(address);
        if (account.getKeys() == 0 || to.equals(address) || to.isModule() || to.isObject() || isClosed(state, to)) {
            throw RejectedException.of(AccountsError.NOT_EMPTY, "no account, or nobody to give to");
        }
        Extras extras = state.extras(address);
        Recovery recovery = state.recovery(address);
        boolean empty = extras.getTickets() == 0
                && extras.getSubs() == 0
                && (recovery == null || recovery.getScheme() == 0)
                && context.roles().belongings().stream().noneMatch(module -> module.hasAny(context.state(), address));
        if (!empty) {
            throw RejectedException.of(AccountsError.NOT_EMPTY);
        }
        money.move(context.state(), address, to, "", money.free(context.state(), address, ""));
        for (int id : state.keys(address, account).keySet()) {
            state.deleteKey(address, id);
        }
        state.deleteRecovery(address);
        state.deleteExtras(address);
        long height = context.block().height();
        state.put(
                address,
                account.toBuilder()
                        .setKeys(0)
                        .setThreshold(0)
                        .setKeysChanged(height)
                        .setClosed(height)
                        .build());
        deposits.unlock(context, id(address));
        context.emit(AccountClosed.newBuilder()
                .setAccount(address.toByteString())
                .setTo(message.getTo())
                .build());
    }

    private static boolean isClosed(AccountsState state, Address account) {
        return state.account(account).getClosed() != 0;
    }
}
