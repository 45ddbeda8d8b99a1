package io.ixi.vm.economy.accounts;

import io.ixi.vm.economy.accounts.proto.Account;
import io.ixi.vm.economy.accounts.proto.AccountKey;
import io.ixi.vm.economy.accounts.proto.AccountQuery;
import io.ixi.vm.economy.accounts.proto.AccountResult;
import io.ixi.vm.economy.accounts.proto.KeyInfo;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.state.Overlay;

/** Read only. */
final class AccountQueries {
    private AccountQueries() {}

    static AccountResult account(Overlay overlay, AccountQuery params) {
        AccountsState state = new AccountsState(overlay);
        Address address = Address.of(params.getAddress());
        Account account = state.account(address);
        AccountResult.Builder result = AccountResult.newBuilder()
                .setAddress(params.getAddress())
                .setSequence(account.getSequence())
                .setKnown(account.getKeys() > 0);
        int id = 0;
        for (AccountKey key : state.keys(address, account)) {
            result.addKeys(KeyInfo.newBuilder()
                    .setKeyId(id++)
                    .setScheme(key.getScheme())
                    .setPublicKey(key.getPublicKey())
                    .setWeight(key.getWeight()));
        }
        return result.build();
    }
}
