package io.ixi.vm.economy.bank;

import io.ixi.vm.economy.bank.BankState.Balances;
import io.ixi.vm.economy.bank.proto.Asset;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Nothing comes from nothing: sums over balances equal the supply. */
final class BankInvariants {
    private BankInvariants() {}

    /** For each asset whose supply or totals the block wrote: free + held = supply. */
    static void check(BankState block) {
        block.touchedAssets((asset, touched) -> {
            compare(asset, block.asset(asset), block.totals(asset));
            return true;
        });
    }

    /** For every asset: supply = totals = sum of balances; for every account and asset: held = sum of holds. */
    static void audit(BankState state) {
        NavigableMap<String, Balances> sums = new TreeMap<>();
        NavigableMap<Place, Amount> held = new TreeMap<>();
        state.scanAll((account, asset, balance) -> {
            sums.merge(asset, balance, BankInvariants::plus);
            if (!balance.held().isZero()) {
                held.put(new Place(account, asset), balance.held());
            }
        });
        state.scanHolds((account, asset, hold) -> {
            Place place = new Place(account, asset);
            Amount left = held.getOrDefault(place, Amount.ZERO);
            require(left.compareTo(hold.held()) >= 0, place + ": holds above the held balance");
            held.put(place, left.minus(hold.held()));
        });
        held.forEach((place, left) -> require(left.isZero(), place + ": held balance above its holds by " + left));
        state.scanAssets((asset, known) -> {
            Balances totals = state.totals(asset);
            compare(asset, known, totals);
            Balances sum = sums.getOrDefault(asset, Balances.NONE);
            require(sum.equals(totals), asset + ": balances sum to " + sum + ", totals are " + totals);
            sums.remove(asset);
            return true;
        });
        require(sums.isEmpty(), "balances of assets that do not exist: " + sums.keySet());
    }

    private record Place(Address account, String asset) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int order = account.compareTo(other.account);
            return order == 0 ? asset.compareTo(other.asset) : order;
        }
    }

    private static Balances plus(Balances a, Balances b) {
        return new Balances(a.free().plus(b.free()), a.held().plus(b.held()));
    }

    private static void compare(String id, @Nullable Asset asset, Balances totals) {
        Amount supply = asset == null ? Amount.ZERO : Amount.of(asset.getSupply());
        Amount sum = totals.free().plus(totals.held());
        require(sum.equals(supply), id + ": supply " + supply + ", free + held " + sum);
    }

    private static void require(boolean holds, String fault) {
        if (!holds) {
            throw new BrokenInvariantException("bank: " + fault);
        }
    }
}
