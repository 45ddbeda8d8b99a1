package io.ixi.vm.repositorium.storage;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.repositorium.storage.StorageState.Place;
import io.ixi.vm.repositorium.storage.proto.Blob;
import io.ixi.vm.repositorium.storage.proto.Deal;
import io.ixi.vm.repositorium.storage.proto.DealStatus;
import io.ixi.vm.repositorium.storage.proto.Provider;
import io.ixi.vm.repositorium.storage.proto.Slot;
import io.ixi.vm.repositorium.storage.proto.Totals;
import java.util.Map;
import java.util.TreeMap;

/** What is always true. */
final class StorageInvariants {
    private final Money money;

    StorageInvariants(Money money) {
        this.money = money;
    }

    private static void that(boolean holds, String what) {
        if (!holds) {
            throw new BrokenInvariantException("repo: " + what);
        }
    }

    private void held(Overlay overlay, Address account, Hash ref, Amount amount, String what) {
        Amount held = money.held(overlay, account, "", StorageModule.ID, ref);
        that(held.equals(amount), what + " has " + amount + ", the bank holds " + held);
    }

    private void provider(Overlay overlay, Address account, Provider provider) {
        held(
                overlay,
                account,
                Deals.collateralRef(account),
                Amount.of(provider.getCollateral()),
                "provider " + account.text());
        that(
                provider.getUsed() <= provider.getOffer().getCapacity(),
                "provider " + account.text() + " stores more than it can");
    }

    private void blob(Overlay overlay, Bytes id, Blob blob) {
        held(overlay, Address.of(blob.getOwner()), Deals.ref(id), Amount.of(blob.getPrepaid()), "blob " + id);
        that(blob.getAccepted() <= blob.getTotalShards(), "blob " + id + " has more shards than it has");
    }

    void check(Overlay block) {
        StorageState state = new StorageState(block);
        state.touchedProviders((account, provider) -> provider(block, account, provider));
        state.touchedBlobs((id, blob) -> blob(block, id, blob));
        Totals totals = state.totals();
        that(totals.getUsed() <= totals.getCapacity(), "more is stored than there is room for");
    }

    void audit(Overlay overlay) {
        StorageState state = new StorageState(overlay);
        long[] sums = new long[4];
        Map<Bytes, Amount> prepaid = new TreeMap<>();
        Map<Address, Long> slots = new TreeMap<>();
        state.scanDeals((place, deal) -> {
            Amount rest = Deals.times(Amount.of(deal.getPrice()), deal.getToEpoch() - deal.getPaid());
            prepaid.merge(place.blob(), rest, Amount::plus);
            if (deal.getStatus() != DealStatus.DEAL_PLANNED) {
                slot(state, place, deal);
                slots.merge(Address.of(deal.getProvider()), 1L, Long::sum);
            }
        });
        state.scanProviders(Bytes.EMPTY, (account, provider) -> {
            provider(overlay, account, provider);
            that(slots.getOrDefault(account, 0L) == provider.getSlots(), "slots of " + account.text());
            sums[0] += provider.getFailed() ? 0 : provider.getOffer().getCapacity();
            sums[1] += provider.getFailed() ? 0 : provider.getUsed();
            line(state, account, provider);
            return true;
        });
        state.scanReservations((id, reservation) -> {
            sums[2] += reservation.getBytes();
            held(
                    overlay,
                    Address.of(reservation.getOwner()),
                    ReservationHandlers.ref(id),
                    Amount.of(reservation.getHeld()),
                    "reservation " + id);
        });
        state.scanBlobs((id, blob) -> {
            sums[3]++;
            blob(overlay, id, blob);
            Amount sum = prepaid.getOrDefault(id, Amount.ZERO);
            that(sum.equals(Amount.of(blob.getPrepaid())), "deals of blob " + id + " add up to " + sum);
        });
        Totals totals = state.totals();
        that(
                totals.getCapacity() == sums[0]
                        && totals.getUsed() == sums[1]
                        && totals.getReserved() == sums[2]
                        && totals.getBlobs() == sums[3],
                "totals are " + totals);
    }

    private static void slot(StorageState state, Place place, Deal deal) {
        Slot slot = state.slot(Address.of(deal.getProvider()), deal.getSlot());
        boolean same = slot != null
                && StorageState.id(slot.getBlob()).equals(place.blob())
                && slot.getShard() == place.shard()
                && slot.getLeaves() * ShardTree.LEAF_BYTES == deal.getBytes();
        that(same, "slot of deal " + place);
    }

    /** The tree's sums are those of the slots. */
    private static void line(StorageState state, Address account, Provider provider) {
        Slots tree = new Slots(state, account);
        long leaves = 0;
        for (long number = 1; number <= provider.getSlots(); number++) {
            Slot slot = state.slot(account, number);
            leaves += slot == null ? 0 : slot.getLeaves();
            that(tree.leaves(number) == leaves, "leaves of " + account.text() + " up to slot " + number);
        }
        that(leaves * ShardTree.LEAF_BYTES == provider.getUsed(), "bytes of " + account.text());
    }
}
