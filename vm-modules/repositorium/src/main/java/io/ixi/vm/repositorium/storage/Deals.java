package io.ixi.vm.repositorium.storage;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.repositorium.storage.StorageState.Place;
import io.ixi.vm.repositorium.storage.proto.Blob;
import io.ixi.vm.repositorium.storage.proto.Deal;
import io.ixi.vm.repositorium.storage.proto.DealStatus;
import io.ixi.vm.repositorium.storage.proto.Provider;
import io.ixi.vm.repositorium.storage.proto.Settled;
import io.ixi.vm.repositorium.storage.proto.Totals;

/** Where a deal's money goes, and how it ends. One for each message. */
final class Deals {
    /** Longest time that is paid for in advance, in epochs. */
    static final long MAX_EPOCHS = 1_000;

    private static final byte[] BLOB = {'b'};
    private static final byte[] COLLATERAL = {'c'};
    private static final long MIB = 1 << 20;

    private final Money money;
    private final Context context;
    private final StorageState state;

    Deals(Money money, Context context) {
        this.money = money;
        this.context = context;
        this.state = new StorageState(context.state());
    }

    /** Under which money for a blob is held. */
    static Hash ref(Bytes blob) {
        return Hash.sha256(BLOB, blob.unsafeArray());
    }

    /** Under which a provider's collateral is held. */
    static Hash collateralRef(Address provider) {
        return Hash.sha256(COLLATERAL, provider.hash().toBytes());
    }

    /** For an epoch of so many bytes, rounded up to the base unit. */
    static Amount price(Amount perMib, long bytes) {
        if (perMib.isZero()) {
            return Amount.ZERO;
        }
        Amount whole = perMib.scaledDown(bytes, MIB);
        boolean exact = times(whole, MIB).equals(perMib.scaledDown(bytes, 1));
        return exact ? whole : whole.plus(Amount.of(1));
    }

    static Amount times(Amount price, long epochs) {
        return price.isZero() || epochs == 0 ? Amount.ZERO : price.scaledDown(epochs, 1);
    }

    Provider provider(Address account) throws RejectedException {
        Provider provider = state.provider(account);
        if (provider == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "provider");
        }
        return provider;
    }

    Blob blob(Bytes id) throws RejectedException {
        Blob blob = state.blob(id);
        if (blob == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "blob");
        }
        return blob;
    }

    /** Sets more of the owner's money aside for a blob. */
    Blob hold(Bytes id, Blob blob, Amount amount) throws RejectedException {
        if (amount.isZero()) {
            return blob;
        }
        money.hold(context, Address.of(blob.getOwner()), "", amount, StorageModule.ID, ref(id));
        return blob.toBuilder()
                .setPrepaid(Amount.of(blob.getPrepaid()).plus(amount).toByteString())
                .build();
    }

    /** Gives money back that no provider earned. */
    Blob release(Bytes id, Blob blob, Amount amount) throws RejectedException {
        if (amount.isZero()) {
            return blob;
        }
        money.release(context, Address.of(blob.getOwner()), "", amount, StorageModule.ID, ref(id));
        return less(blob, amount);
    }

    private static Blob less(Blob blob, Amount amount) {
        return blob.toBuilder()
                .setPrepaid(Amount.of(blob.getPrepaid()).minus(amount).toByteString())
                .build();
    }

    /**
     * Pays what the provider earned up to the last epoch that is accounted for; epochs of its faults go back to the
     * owner, and everything does a thousand epochs after the end. Writes blob and deal; returns the blob.
     */
    Blob settle(Place place, Blob blob, Deal deal) throws RejectedException {
        if (deal.getStatus() != DealStatus.DEAL_ACTIVE) {
            return blob;
        }
        Address account = Address.of(deal.getProvider());
        Provider provider = provider(account);
        long until = Math.min(provider.getAccounted(), deal.getToEpoch());
        long epochs = until - deal.getPaid();
        if (epochs <= 0) {
            return blob;
        }
        long missed = provider.getFaultsList().stream()
                .filter(fault -> fault > deal.getPaid() && fault <= until)
                .count();
        boolean late = state.clock().getEpoch() > deal.getToEpoch() + MAX_EPOCHS;
        Amount earned = late ? Amount.ZERO : times(Amount.of(deal.getPrice()), epochs - missed);
        Amount back = times(Amount.of(deal.getPrice()), epochs).minus(earned);
        Blob next = blob;
        if (!earned.isZero()) {
            Address owner = Address.of(blob.getOwner());
            money.capture(context, owner, account, "", earned, StorageModule.ID, ref(place.blob()));
            next = less(next, earned);
        }
        next = release(place.blob(), next, back);
        state.put(place, deal.toBuilder().setPaid(until).build());
        state.put(place.blob(), next);
        context.emit(Settled.newBuilder()
                .setBlob(StorageState.bytes(place.blob()))
                .setShard(place.shard())
                .setProvider(deal.getProvider())
                .setPaid(earned.toByteString())
                .build());
        return next;
    }

    /** The deal as it is now. */
    Deal deal(Place place) throws RejectedException {
        Deal deal = state.deal(place);
        if (deal == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "deal");
        }
        return deal;
    }

    /**
     * Ends a deal: pays what was earned and gives the rest back. Its provider stays answerable until it drops the
     * shard; what a failed provider held is taken off it at once. Returns the blob.
     */
    Blob end(Place place, Blob blob) throws RejectedException {
        Deal first = state.deal(place);
        if (first == null || first.getStatus() == DealStatus.DEAL_ENDED) {
            return blob;
        }
        Blob settled = settle(place, blob, first);
        Deal deal = deal(place);
        Amount rest = times(Amount.of(deal.getPrice()), deal.getToEpoch() - deal.getPaid());
        Blob next = release(place.blob(), settled, rest);
        if (deal.getStatus() == DealStatus.DEAL_PLANNED) {
            state.delete(place);
        } else if (failed(deal)) {
            compensate(place, next, deal);
            state.delete(place);
        } else {
            state.put(
                    place,
                    deal.toBuilder()
                            .setStatus(DealStatus.DEAL_ENDED)
                            .setPaid(deal.getToEpoch())
                            .build());
        }
        state.put(place.blob(), next);
        return next;
    }

    boolean failed(Deal deal) {
        Provider provider = state.provider(Address.of(deal.getProvider()));
        return deal.getStatus() == DealStatus.DEAL_ACTIVE && provider != null && provider.getFailed();
    }

    /** Takes a shard off a failed provider; the owner gets its share of the collateral, rounded down. */
    Amount compensate(Place place, Blob blob, Deal deal) throws RejectedException {
        Address account = Address.of(deal.getProvider());
        Provider provider = provider(account);
        long leaves = deal.getBytes() / ShardTree.LEAF_BYTES;
        Amount share = Amount.of(provider.getLeft()).scaledDown(leaves, provider.getLostLeaves());
        Provider next = provider;
        if (!share.isZero()) {
            Address owner = Address.of(blob.getOwner());
            money.capture(context, account, owner, "", share, StorageModule.ID, collateralRef(account));
            next = provider.toBuilder()
                    .setCollateral(
                            Amount.of(provider.getCollateral()).minus(share).toByteString())
                    .build();
        }
        remove(account, next, deal);
        return share;
    }

    /** Takes a deal's slot out of its provider's. */
    void remove(Address account, Provider provider, Deal deal) {
        new Slots(state, account).remove(provider.getSlots(), deal.getSlot());
        state.put(
                account,
                provider.toBuilder()
                        .setSlots(provider.getSlots() - 1)
                        .setUsed(provider.getUsed() - deal.getBytes())
                        .build());
        if (!provider.getFailed()) {
            count(0, -deal.getBytes(), 0, 0);
        }
    }

    /** Changes running totals. */
    void count(long capacity, long used, long reserved, long blobs) {
        Totals totals = state.totals();
        state.put(totals.toBuilder()
                .setCapacity(totals.getCapacity() + capacity)
                .setUsed(totals.getUsed() + used)
                .setReserved(totals.getReserved() + reserved)
                .setBlobs(totals.getBlobs() + blobs)
                .build());
    }
}
