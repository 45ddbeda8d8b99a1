package io.ixi.vm.economy.bank;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.bank.proto.Accepted;
import io.ixi.vm.economy.bank.proto.Asset;
import io.ixi.vm.economy.bank.proto.Balance;
import io.ixi.vm.economy.bank.proto.Frozen;
import io.ixi.vm.economy.bank.proto.Hold;
import io.ixi.vm.economy.bank.proto.Minter;
import io.ixi.vm.economy.bank.proto.ObjectAccount;
import io.ixi.vm.economy.bank.proto.Reserve;
import io.ixi.vm.economy.bank.proto.RoleOffer;
import io.ixi.vm.economy.bank.proto.Totals;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.state.Key;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** The only class that touches the module's keys. An asset id here is never empty. */
final class BankState {
    /** {@code 02 01 account(32) asset(text)} */
    private static final Table<Balance> BALANCE = Table.of(Balance.getDefaultInstance());
    /** {@code 02 02 asset(text)} */
    private static final Table<Asset> ASSET = Table.of(Asset.getDefaultInstance());
    /** {@code 02 03 account(32) module(1) ref(32) asset(text)} */
    private static final Table<Hold> HOLD = Table.of(Hold.getDefaultInstance());
    /** {@code 02 04 asset(text)} */
    private static final Table<Totals> TOTALS = Table.of(Totals.getDefaultInstance());

    /** {@code 02 05 minter(32) asset(text)} */
    private static final Table<Minter> MINTER = Table.of(Minter.getDefaultInstance());
    /** {@code 02 06 account(32) asset(text)} */
    private static final Table<Frozen> FROZEN = Table.of(Frozen.getDefaultInstance());
    /** {@code 02 07 asset(text)} */
    private static final Table<Reserve> RESERVE = Table.of(Reserve.getDefaultInstance());
    /** {@code 02 08 role(1) asset(text)} */
    private static final Table<RoleOffer> OFFER = Table.of(RoleOffer.getDefaultInstance());
    /** {@code 02 09 account(32) asset(text)} */
    private static final Table<Accepted> ACCEPTED = Table.of(Accepted.getDefaultInstance());
    /** {@code 02 0a account(32)} */
    private static final Table<ObjectAccount> OBJECT = Table.of(ObjectAccount.getDefaultInstance());

    /** Id of the native asset; an empty id in a message means it. */
    static final String NATIVE = "ixi";

    private final Overlay state;

    BankState(Overlay state) {
        this.state = state;
    }

    /** An account's amounts of one asset. */
    record Balances(Amount free, Amount held) {
        static final Balances NONE = new Balances(Amount.ZERO, Amount.ZERO);

        boolean isNone() {
            return free.isZero() && held.isZero();
        }
    }

    /** A hold's place. */
    record HoldKey(Address account, int module, Hash ref, String asset) {}

    static String named(String asset) {
        return asset.isEmpty() ? NATIVE : asset;
    }

    Balances balance(Address account, String asset) {
        Balance value = BALANCE.get(state, balanceKey(account, asset));
        return value == null ? Balances.NONE : balances(value);
    }

    /** Writes an account's amounts; empty ones leave no entry. The asset's totals are the caller's to move. */
    void putBalance(Address account, String asset, Balances value) {
        if (value.isNone()) {
            BALANCE.delete(state, balanceKey(account, asset));
        } else {
            BALANCE.put(
                    state,
                    balanceKey(account, asset),
                    Balance.newBuilder()
                            .setFree(value.free().toByteString())
                            .setHeld(value.held().toByteString())
                            .build());
        }
    }

    Balances totals(String asset) {
        Totals value = TOTALS.getOrEmpty(state, TOTALS.key().text(asset));
        return new Balances(Amount.of(value.getFree()), Amount.of(value.getHeld()));
    }

    void putTotals(String asset, Balances value) {
        TOTALS.put(
                state,
                TOTALS.key().text(asset),
                Totals.newBuilder()
                        .setFree(value.free().toByteString())
                        .setHeld(value.held().toByteString())
                        .build());
    }

    @Nullable
    Asset asset(String asset) {
        return ASSET.get(state, ASSET.key().text(asset));
    }

    void putAsset(String id, Asset asset) {
        ASSET.put(state, ASSET.key().text(id), asset);
    }

    Amount hold(HoldKey key) {
        return Amount.of(HOLD.getOrEmpty(state, holdKey(key)).getAmount());
    }

    void putHold(HoldKey key, Amount amount) {
        if (amount.isZero()) {
            HOLD.delete(state, holdKey(key));
        } else {
            HOLD.put(
                    state,
                    holdKey(key),
                    Hold.newBuilder().setAmount(amount.toByteString()).build());
        }
    }

    Amount allowance(Address minter, String asset) {
        return Amount.of(MINTER.getOrEmpty(state, MINTER.key().address(minter).text(asset))
                .getAllowance());
    }

    void putAllowance(Address minter, String asset, Amount allowance) {
        Key key = MINTER.key().address(minter).text(asset);
        if (allowance.isZero()) {
            MINTER.delete(state, key);
        } else {
            MINTER.put(
                    state,
                    key,
                    Minter.newBuilder().setAllowance(allowance.toByteString()).build());
        }
    }

    boolean isFrozen(Address account, String asset) {
        return FROZEN.has(state, FROZEN.key().address(account).text(asset));
    }

    void putFrozen(Address account, String asset, boolean frozen, long height) {
        Key key = FROZEN.key().address(account).text(asset);
        if (frozen) {
            FROZEN.put(state, key, Frozen.newBuilder().setSince(height).build());
        } else {
            FROZEN.delete(state, key);
        }
    }

    @Nullable
    Reserve reserve(String asset) {
        return RESERVE.get(state, RESERVE.key().text(asset));
    }

    void putReserve(String asset, Reserve reserve) {
        RESERVE.put(state, RESERVE.key().text(asset), reserve);
    }

    @Nullable
    Address offered(int role, String asset) {
        RoleOffer offer = OFFER.get(state, OFFER.key().u8(role).text(asset));
        return offer == null ? null : Address.of(offer.getTo());
    }

    void putOffer(int role, String asset, Address to) {
        OFFER.put(
                state,
                OFFER.key().u8(role).text(asset),
                RoleOffer.newBuilder().setTo(to.toByteString()).build());
    }

    void deleteOffer(int role, String asset) {
        OFFER.delete(state, OFFER.key().u8(role).text(asset));
    }

    boolean hasAccepted(Address account, String asset) {
        return ACCEPTED.has(state, ACCEPTED.key().address(account).text(asset));
    }

    void putAccepted(Address account, String asset, long height) {
        ACCEPTED.put(
                state,
                ACCEPTED.key().address(account).text(asset),
                Accepted.newBuilder().setSince(height).build());
    }

    void putObject(Address account, ObjectAccount object) {
        OBJECT.put(state, OBJECT.key().address(account), object);
    }

    /** Balances and holds written since the mark, as they were and as they are. */
    void changes(int mark, BalanceChanges balances, HoldChanges holds) {
        state.changes(mark, (key, before, after) -> {
            Bytes balance = BALANCE.fieldsOf(key);
            if (balance != null) {
                balances.changed(
                        address(balance),
                        text(balance, Hash.BYTES),
                        balances(BALANCE.parseOrEmpty(before)),
                        balances(BALANCE.parseOrEmpty(after)));
            }
            Bytes hold = HOLD.fieldsOf(key);
            if (hold != null) {
                holds.changed(
                        place(hold),
                        Amount.of(HOLD.parseOrEmpty(before).getAmount()),
                        Amount.of(HOLD.parseOrEmpty(after).getAmount()));
            }
        });
    }

    /** Sees a balance that changed. */
    interface BalanceChanges {
        void changed(Address account, String asset, Balances before, Balances after);
    }

    /** Sees a hold that changed. */
    interface HoldChanges {
        void changed(HoldKey key, Amount before, Amount after);
    }

    /** An account's holds behind the cursor; the visitor sees the key's bytes after the account. */
    void scanHolds(Address account, Bytes after, BiPredicate<Bytes, HoldKey> visitor) {
        HOLD.scan(
                state,
                HOLD.key().address(account),
                after,
                (fields, value) -> visitor.test(fields, place(account, fields.unsafeArray(), 0)));
    }

    private static HoldKey place(Bytes fields) {
        return place(address(fields), fields.unsafeArray(), Hash.BYTES);
    }

    private static HoldKey place(Address account, byte[] fields, int from) {
        int module = fields[from] & 0xff;
        Hash ref = Hash.of(Arrays.copyOfRange(fields, from + 1, from + 1 + Hash.BYTES));
        return new HoldKey(account, module, ref, text(Bytes.wrap(fields), from + 1 + Hash.BYTES));
    }

    /** An account's balances by asset id, those above {@code after}. */
    void scanBalances(Address account, Bytes after, BiPredicate<String, Balances> visitor) {
        BALANCE.scan(
                state,
                BALANCE.key().address(account),
                after,
                (fields, value) -> visitor.test(text(fields, 0), balances(value)));
    }

    /** Every balance of every account. */
    void scanAll(Visitor visitor) {
        BALANCE.scan(state, BALANCE.key(), Bytes.EMPTY, (fields, value) -> {
            visitor.visit(address(fields), text(fields, Hash.BYTES), balances(value));
            return true;
        });
    }

    /** Every hold; the module and reference are left out. */
    void scanHolds(Visitor visitor) {
        HOLD.scan(state, HOLD.key(), Bytes.EMPTY, (fields, value) -> {
            Amount amount = Amount.of(value.getAmount());
            visitor.visit(address(fields), text(fields, 2 * Hash.BYTES + 1), new Balances(Amount.ZERO, amount));
            return true;
        });
    }

    void scanAssets(BiPredicate<String, Asset> visitor) {
        ASSET.scan(state, ASSET.key(), Bytes.EMPTY, (fields, value) -> visitor.test(text(fields, 0), value));
    }

    /** Ids of assets whose supply or totals the overlay wrote. */
    void touchedAssets(BiPredicate<String, Boolean> visitor) {
        ASSET.written(state, (fields, value) -> visitor.test(text(fields, 0), true));
        TOTALS.written(state, (fields, value) -> visitor.test(text(fields, 0), true));
    }

    /** Sees entries in key order. */
    interface Visitor {
        void visit(Address account, String asset, Balances value);
    }

    private static Key balanceKey(Address account, String asset) {
        return BALANCE.key().address(account).text(asset);
    }

    private static Key holdKey(HoldKey key) {
        return HOLD.key()
                .address(key.account())
                .u8(key.module())
                .hash(key.ref())
                .text(key.asset());
    }

    private static Balances balances(Balance value) {
        return new Balances(Amount.of(value.getFree()), Amount.of(value.getHeld()));
    }

    private static Address address(Bytes fields) {
        return new Address(Hash.of(Arrays.copyOf(fields.unsafeArray(), Hash.BYTES)));
    }

    private static String text(Bytes fields, int from) {
        return new String(fields.unsafeArray(), from, fields.size() - from, StandardCharsets.UTF_8);
    }
}
