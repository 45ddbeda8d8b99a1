package io.ixi.vm.economy.bank;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.bank.proto.Asset;
import io.ixi.vm.economy.bank.proto.Balance;
import io.ixi.vm.economy.bank.proto.Hold;
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
