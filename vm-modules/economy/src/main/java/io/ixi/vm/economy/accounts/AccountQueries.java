package io.ixi.vm.economy.accounts;

import io.ixi.vm.economy.accounts.proto.Account;
import io.ixi.vm.economy.accounts.proto.AccountQuery;
import io.ixi.vm.economy.accounts.proto.AccountResult;
import io.ixi.vm.economy.accounts.proto.Extras;
import io.ixi.vm.economy.accounts.proto.KeyInfo;
import io.ixi.vm.economy.accounts.proto.Recovery;
import io.ixi.vm.economy.accounts.proto.RecoveryQuery;
import io.ixi.vm.economy.accounts.proto.SubInfo;
import io.ixi.vm.economy.accounts.proto.SubsQuery;
import io.ixi.vm.economy.accounts.proto.SubsResult;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.state.Overlay;

/** Read only. */
final class AccountQueries {
    private AccountQueries() {}

    static AccountResult account(Overlay overlay, AccountQuery params) {
        AccountsState state = new AccountsState(overlay);
        Address address = Address.of(params.getAddress());
        Account account = state.account(address);
        Extras extras = state.extras(address);
        AccountResult.Builder result = AccountResult.newBuilder()
                .setAddress(params.getAddress())
                .setSequence(account.getSequence())
                .setKnown(account.getKeys() != 0)
                .setThreshold(AccountsState.threshold(account))
                .setInboundPolicy(extras.getInboundPolicy());
        state.keys(address, account)
                .forEach((id, key) -> result.addKeys(KeyInfo.newBuilder()
                        .setKeyId(id)
                        .setScheme(key.getScheme())
                        .setPublicKey(key.getPublicKey())
                        .setWeight(key.getWeight())
                        .setRoles(key.getRoles())));
        result.setClosed(account.getClosed() != 0);
        if (extras.getTickets() > 0) {
            result.addAllTickets(state.tickets(address));
        }
        Address owner = state.owner(address);
        if (owner != null) {
            result.setOwner(owner.toByteString());
        }
        return result.build();
    }

    static Recovery recovery(Overlay overlay, RecoveryQuery params) throws RejectedException {
        Recovery recovery = new AccountsState(overlay).recovery(Address.of(params.getAccount()));
        if (recovery == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        return recovery;
    }

    static SubsResult subs(Overlay overlay, SubsQuery params) {
        SubsResult.Builder result = SubsResult.newBuilder();
        new AccountsState(overlay)
                .scanSubs(
                        Address.of(params.getAccount()),
                        (sub, label) -> result.addSubs(
                                SubInfo.newBuilder().setSub(sub.toByteString()).setLabelHash(label)));
        return result.build();
    }
}
