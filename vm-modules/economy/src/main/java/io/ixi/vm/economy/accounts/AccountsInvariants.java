package io.ixi.vm.economy.accounts;

import io.ixi.vm.economy.accounts.proto.Account;
import io.ixi.vm.economy.accounts.proto.AccountKey;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.module.BrokenInvariantException;

/** Nobody is locked out, and nothing is counted twice. */
final class AccountsInvariants {
    private AccountsInvariants() {}

    /** Every account whose keys the block wrote can still reach its threshold. */
    static void check(AccountsState block) {
        for (Address address : block.touchedKeys()) {
            account(block, address, block.account(address));
        }
    }

    static void audit(AccountsState state) {
        long[] keys = new long[2];
        state.scanAccounts((address, account) -> {
            require(account.getSequence() >= 1 || account.getCreated() > 0, address, "has no sequence number");
            account(state, address, account);
            keys[0] += Integer.bitCount(account.getKeys());
        });
        state.scanKeys((address, key) -> {
            require(fits(key), address, "has a bad key");
            keys[1]++;
        });
        if (keys[0] != keys[1]) {
            throw new BrokenInvariantException("accounts: " + keys[1] + " keys, accounts have " + keys[0]);
        }
        state.scanExtras((address, extras) -> {
            require(extras.getTickets() == state.tickets(address).size(), address, "has another number of tickets");
            int[] subs = new int[1];
            state.scanSubs(address, (sub, label) -> {
                require(address.equals(state.owner(sub)), address, "does not own its subaccount");
                subs[0]++;
            });
            require(extras.getSubs() == subs[0], address, "has another number of subaccounts");
        });
    }

    private static void account(AccountsState state, Address address, Account account) {
        if (account.getClosed() != 0) {
            require(account.getKeys() == 0, address, "is closed and has keys");
            return;
        }
        require(
                account.getKeys() != 0 && account.getKeys() >>> AccountsState.MAX_KEYS == 0,
                address,
                "does not have 1 to 8 keys");
        require(
                state.weight(address, account) >= AccountsState.threshold(account),
                address,
                "cannot reach its threshold");
    }

    private static boolean fits(AccountKey key) {
        return key.getWeight() >= 1
                && key.getRoles() >>> 4 == 0
                && Scheme.ofNumber(key.getScheme())
                        .filter(s -> s.publicKeyBytes() == key.getPublicKey().size())
                        .isPresent();
    }

    private static void require(boolean holds, Address address, String fault) {
        if (!holds) {
            throw new BrokenInvariantException("accounts: " + address + " " + fault);
        }
    }
}
