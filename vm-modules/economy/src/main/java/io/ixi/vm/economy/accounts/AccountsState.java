package io.ixi.vm.economy.accounts;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.accounts.proto.Account;
import io.ixi.vm.economy.accounts.proto.AccountKey;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The only class that touches the module's keys. */
final class AccountsState {
    /** {@code 01 01 account(32)} */
    private static final Table<Account> ACCOUNT = Table.of(Account.getDefaultInstance());
    /** {@code 01 02 account(32) key_id(1)} */
    private static final Table<AccountKey> KEY = Table.of(AccountKey.getDefaultInstance());

    static final int MAX_KEYS = 8;

    private final Overlay state;

    AccountsState(Overlay state) {
        this.state = state;
    }

    /** Sequence 0 and no keys for an address that never sent a transaction. */
    Account account(Address address) {
        return ACCOUNT.getOrEmpty(state, ACCOUNT.key().address(address));
    }

    void put(Address address, Account account) {
        ACCOUNT.put(state, ACCOUNT.key().address(address), account);
    }

    @Nullable
    AccountKey key(Address address, int id) {
        return id < 0 || id >= MAX_KEYS
                ? null
                : KEY.get(state, KEY.key().address(address).u8(id));
    }

    void putKey(Address address, int id, AccountKey key) {
        KEY.put(state, KEY.key().address(address).u8(id), key);
    }

    /** By id, ascending. */
    List<AccountKey> keys(Address address, Account account) {
        List<AccountKey> keys = new ArrayList<>();
        for (int id = 0; id < account.getKeys(); id++) {
            AccountKey key = key(address, id);
            if (key == null) {
                throw new BrokenInvariantException("accounts: " + address + " lacks key " + id);
            }
            keys.add(key);
        }
        return keys;
    }

    /** Every account has 1 to 8 keys of right size, and no key lacks its account. */
    void audit() {
        long[] keys = new long[2];
        ACCOUNT.scan(state, ACCOUNT.key(), Bytes.EMPTY, (fields, account) -> {
            Address address = new Address(Hash.of(fields.toArray()));
            if (account.getSequence() < 1 || account.getKeys() < 1 || account.getKeys() > MAX_KEYS) {
                throw new BrokenInvariantException("accounts: " + address + " has no sequence or key");
            }
            for (AccountKey key : keys(address, account)) {
                boolean fits = Scheme.ofNumber(key.getScheme())
                        .filter(s -> s.publicKeyBytes() == key.getPublicKey().size())
                        .isPresent();
                if (!fits || key.getWeight() < 1) {
                    throw new BrokenInvariantException("accounts: " + address + " has a bad key");
                }
            }
            keys[0] += account.getKeys();
            return true;
        });
        KEY.scan(state, KEY.key(), Bytes.EMPTY, (fields, key) -> {
            keys[1]++;
            return true;
        });
        if (keys[0] != keys[1]) {
            throw new BrokenInvariantException("accounts: " + keys[1] + " keys, accounts have " + keys[0]);
        }
    }
}
