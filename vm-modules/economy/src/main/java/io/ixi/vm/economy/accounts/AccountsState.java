package io.ixi.vm.economy.accounts;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.accounts.proto.Account;
import io.ixi.vm.economy.accounts.proto.AccountKey;
import io.ixi.vm.economy.accounts.proto.Extras;
import io.ixi.vm.economy.accounts.proto.OwnedSub;
import io.ixi.vm.economy.accounts.proto.Recovery;
import io.ixi.vm.economy.accounts.proto.Settings;
import io.ixi.vm.economy.accounts.proto.Sub;
import io.ixi.vm.economy.accounts.proto.Ticket;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The only class that touches the module's keys. */
final class AccountsState {
    /** {@code 01 01 account(32)} */
    private static final Table<Account> ACCOUNT = Table.of(Account.getDefaultInstance());
    /** {@code 01 02 account(32) key_id(1)} */
    private static final Table<AccountKey> KEY = Table.of(AccountKey.getDefaultInstance());
    /** {@code 01 03 account(32)} */
    private static final Table<Extras> EXTRAS = Table.of(Extras.getDefaultInstance());
    /** {@code 01 04 account(32) number(8)} */
    private static final Table<Ticket> TICKET = Table.of(Ticket.getDefaultInstance());
    /** {@code 01 05 account(32)} */
    private static final Table<Recovery> RECOVERY = Table.of(Recovery.getDefaultInstance());
    /** {@code 01 06 sub(32)} */
    private static final Table<Sub> SUB = Table.of(Sub.getDefaultInstance());
    /** {@code 01 07 owner(32) sub(32)} */
    private static final Table<OwnedSub> OWNED_SUB = Table.of(OwnedSub.getDefaultInstance());

    /** {@code 01 08} */
    private static final Table<Settings> SETTINGS = Table.of(Settings.getDefaultInstance());

    static final int MAX_KEYS = 8;
    private static final long DAY_S = 86_400;

    private final Overlay state;

    AccountsState(Overlay state) {
        this.state = state;
    }

    /** Shortest delay of a recovery, in seconds. */
    long minRecoveryDelay() {
        Settings settings = SETTINGS.get(state, SETTINGS.key());
        return settings == null ? DAY_S : settings.getMinRecoveryDelayS();
    }

    void put(Settings settings) {
        SETTINGS.put(state, SETTINGS.key(), settings);
    }

    /** Sequence 0 and no keys for an address that never sent a transaction. */
    Account account(Address address) {
        return ACCOUNT.getOrEmpty(state, ACCOUNT.key().address(address));
    }

    void put(Address address, Account account) {
        ACCOUNT.put(state, ACCOUNT.key().address(address), account);
    }

    static int threshold(Account account) {
        return Math.max(1, account.getThreshold());
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

    void deleteKey(Address address, int id) {
        KEY.delete(state, KEY.key().address(address).u8(id));
    }

    /** By id. */
    NavigableMap<Integer, AccountKey> keys(Address address, Account account) {
        NavigableMap<Integer, AccountKey> keys = new TreeMap<>();
        for (int id = 0; id < MAX_KEYS; id++) {
            if ((account.getKeys() >>> id & 1) != 0) {
                AccountKey key = key(address, id);
                if (key == null) {
                    throw new IllegalStateException("accounts: " + address + " lacks key " + id);
                }
                keys.put(id, key);
            }
        }
        return keys;
    }

    /** Of the keys that count for everything: limited ones control nothing. */
    long weight(Address address, Account account) {
        return keys(address, account).values().stream()
                .filter(key -> key.getRoles() == 0)
                .mapToLong(AccountKey::getWeight)
                .sum();
    }

    Extras extras(Address address) {
        return EXTRAS.getOrEmpty(state, EXTRAS.key().address(address));
    }

    void deleteExtras(Address address) {
        EXTRAS.delete(state, EXTRAS.key().address(address));
    }

    void put(Address address, Extras extras) {
        EXTRAS.put(state, EXTRAS.key().address(address), extras);
    }

    boolean hasTicket(Address address, long number) {
        return TICKET.has(state, TICKET.key().address(address).u64(number));
    }

    void putTicket(Address address, long number, long height) {
        TICKET.put(
                state,
                TICKET.key().address(address).u64(number),
                Ticket.newBuilder().setCreated(height).build());
    }

    void deleteTicket(Address address, long number) {
        TICKET.delete(state, TICKET.key().address(address).u64(number));
    }

    List<Long> tickets(Address address) {
        List<Long> numbers = new ArrayList<>();
        TICKET.scan(
                state,
                TICKET.key().address(address),
                Bytes.EMPTY,
                (fields, ticket) ->
                        numbers.add(ByteBuffer.wrap(fields.unsafeArray()).getLong()));
        return numbers;
    }

    @Nullable
    Recovery recovery(Address address) {
        return RECOVERY.get(state, RECOVERY.key().address(address));
    }

    void put(Address address, Recovery recovery) {
        RECOVERY.put(state, RECOVERY.key().address(address), recovery);
    }

    void deleteRecovery(Address address) {
        RECOVERY.delete(state, RECOVERY.key().address(address));
    }

    /** Who signs for a subaccount; null if it is none. */
    @Nullable
    Address owner(Address sub) {
        Sub row = SUB.get(state, SUB.key().address(sub));
        return row == null ? null : Address.of(row.getOwner());
    }

    void putSub(Address owner, Address sub, ByteString labelHash) {
        SUB.put(
                state,
                SUB.key().address(sub),
                Sub.newBuilder().setOwner(owner.toByteString()).build());
        OWNED_SUB.put(
                state,
                OWNED_SUB.key().address(owner).address(sub),
                OwnedSub.newBuilder().setLabelHash(labelHash).build());
    }

    void scanSubs(Address owner, BiConsumer<Address, ByteString> visitor) {
        OWNED_SUB.scan(state, OWNED_SUB.key().address(owner), Bytes.EMPTY, (fields, sub) -> {
            visitor.accept(new Address(Hash.of(fields.toArray())), sub.getLabelHash());
            return true;
        });
    }

    void scanAccounts(BiConsumer<Address, Account> visitor) {
        ACCOUNT.scan(state, ACCOUNT.key(), Bytes.EMPTY, (fields, account) -> {
            visitor.accept(address(fields), account);
            return true;
        });
    }

    void scanKeys(BiConsumer<Address, AccountKey> visitor) {
        KEY.scan(state, KEY.key(), Bytes.EMPTY, (fields, key) -> {
            visitor.accept(address(fields), key);
            return true;
        });
    }

    void scanExtras(BiConsumer<Address, Extras> visitor) {
        EXTRAS.scan(state, EXTRAS.key(), Bytes.EMPTY, (fields, extras) -> {
            visitor.accept(address(fields), extras);
            return true;
        });
    }

    /** Accounts whose keys the overlay wrote. */
    SortedSet<Address> touchedKeys() {
        SortedSet<Address> touched = new TreeSet<>();
        KEY.written(state, (fields, key) -> {
            touched.add(address(fields));
            return true;
        });
        return touched;
    }

    private static Address address(Bytes fields) {
        return new Address(Hash.of(Arrays.copyOf(fields.unsafeArray(), Hash.BYTES)));
    }
}
