package io.ixi.vm.repositorium.storage;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.repositorium.storage.StorageState.Place;
import io.ixi.vm.repositorium.storage.proto.AcceptShard;
import io.ixi.vm.repositorium.storage.proto.Blob;
import io.ixi.vm.repositorium.storage.proto.Certified;
import io.ixi.vm.repositorium.storage.proto.Deal;
import io.ixi.vm.repositorium.storage.proto.DealRef;
import io.ixi.vm.repositorium.storage.proto.DealStatus;
import io.ixi.vm.repositorium.storage.proto.DropShards;
import io.ixi.vm.repositorium.storage.proto.Provider;
import io.ixi.vm.repositorium.storage.proto.Repair;
import io.ixi.vm.repositorium.storage.proto.Repaired;
import io.ixi.vm.repositorium.storage.proto.RepoError;
import io.ixi.vm.repositorium.storage.proto.SettleDeals;
import io.ixi.vm.repositorium.storage.proto.ShardAccepted;
import io.ixi.vm.repositorium.storage.proto.Slot;

/** What providers do about single shards. */
final class DealHandlers {
    /** After so many epochs somebody else may take a shard that its provider did not. */
    private static final int PATIENCE = 2;

    private final Money money;

    DealHandlers(Money money) {
        this.money = money;
    }

    /** Shards that make a blob available: as many as give it back, and half of the others, rounded up. */
    static int quorum(Blob blob) {
        return blob.getDataShards() + (blob.getTotalShards() - blob.getDataShards() + 1) / 2;
    }

    private static Place place(DealRef ref) {
        return new Place(StorageState.id(ref.getBlob()), ref.getShard());
    }

    void accept(Context context, AcceptShard message) throws RejectedException {
        StorageState state = new StorageState(context.state());
        Deals deals = new Deals(money, context);
        Place place = new Place(StorageState.id(message.getBlob()), message.getShard());
        Deal deal = deals.deal(place);
        Address account = context.signer();
        if (!deal.getProvider().equals(account.toByteString())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        long epoch = state.clock().getEpoch();
        if (deal.getStatus() != DealStatus.DEAL_PLANNED || epoch >= deal.getToEpoch()) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        Provider provider = deals.provider(account);
        able(state, provider, deal.getBytes());
        Blob blob = deals.blob(place.blob());
        Amount late = Deals.times(Amount.of(deal.getPrice()), epoch - deal.getPaid());
        Blob next = deals.release(place.blob(), blob, late);
        long leaves = deal.getBytes() / ShardTree.LEAF_BYTES;
        new Slots(state, account)
                .append(
                        provider.getSlots(),
                        Slot.newBuilder()
                                .setBlob(message.getBlob())
                                .setShard(message.getShard())
                                .setLeaves(leaves)
                                .build());
        state.put(
                account,
                provider.toBuilder()
                        .setSlots(provider.getSlots() + 1)
                        .setUsed(provider.getUsed() + deal.getBytes())
                        .setAccounted(epoch)
                        .build());
        deals.count(0, deal.getBytes(), 0, 0);
        state.put(
                place,
                deal.toBuilder()
                        .setStatus(DealStatus.DEAL_ACTIVE)
                        .setPaid(epoch)
                        .setSlot(provider.getSlots() + 1)
                        .build());
        context.emit(ShardAccepted.newBuilder()
                .setBlob(message.getBlob())
                .setShard(message.getShard())
                .setProvider(deal.getProvider())
                .build());
        certify(
                context,
                place.blob(),
                next.toBuilder().setAccepted(blob.getAccepted() + 1).build());
    }

    private static void able(StorageState state, Provider provider, long bytes) throws RejectedException {
        if (provider.getFailed()) {
            throw RejectedException.of(RepoError.BAD_PROVIDER);
        }
        if (provider.getSlots() > 0 && provider.getAccounted() != state.clock().getEpoch()) {
            throw RejectedException.of(RepoError.BUSY);
        }
        long used = provider.getUsed() + bytes;
        if (used > provider.getOffer().getCapacity()) {
            throw RejectedException.of(RepoError.CAP);
        }
        Amount needed = Deals.price(Amount.of(state.parameters().getCollateralPerMib()), used);
        if (needed.compareTo(Amount.of(provider.getCollateral())) > 0) {
            throw RejectedException.of(RepoError.COLLATERAL, "it needs " + needed);
        }
    }

    private static void certify(Context context, Bytes id, Blob blob) {
        boolean now = !blob.getCertified() && blob.getAccepted() >= quorum(blob);
        new StorageState(context.state())
                .put(id, now ? blob.toBuilder().setCertified(true).build() : blob);
        if (now) {
            context.emit(Certified.newBuilder()
                    .setBlob(StorageState.bytes(id))
                    .setOwner(blob.getOwner())
                    .build());
        }
    }

    void settle(Context context, SettleDeals message) throws RejectedException {
        Deals deals = new Deals(money, context);
        for (DealRef ref : message.getDealsList()) {
            Deal deal = deals.deal(place(ref));
            if (deal.getStatus() == DealStatus.DEAL_ACTIVE) {
                deals.settle(place(ref), deals.blob(place(ref).blob()), deal);
            }
        }
    }

    void drop(Context context, DropShards message) throws RejectedException {
        StorageState state = new StorageState(context.state());
        Deals deals = new Deals(money, context);
        Address account = context.signer();
        long epoch = state.clock().getEpoch();
        for (DealRef ref : message.getDealsList()) {
            Place place = place(ref);
            Deal deal = deals.deal(place);
            if (!deal.getProvider().equals(account.toByteString())) {
                throw RejectedException.of(KernelError.NOT_OWNER);
            }
            boolean over = deal.getStatus() == DealStatus.DEAL_ACTIVE && epoch > deal.getToEpoch();
            if (!over && deal.getStatus() != DealStatus.DEAL_ENDED) {
                throw RejectedException.of(KernelError.BAD_STATE);
            }
            Provider provider = deals.provider(account);
            if (!provider.getFailed() && provider.getAccounted() != epoch) {
                throw RejectedException.of(RepoError.BUSY);
            }
            if (over) {
                // pays, gives the rest back, and what a failed provider owes for a lost shard
                deals.end(place, deals.blob(place.blob()));
            }
            Deal ended = state.deal(place);
            if (ended != null) {
                deals.remove(account, deals.provider(account), ended);
                state.delete(place);
            }
        }
    }

    void repair(Context context, Repair message) throws RejectedException {
        StorageState state = new StorageState(context.state());
        Deals deals = new Deals(money, context);
        Place place = new Place(StorageState.id(message.getBlob()), message.getShard());
        Deal old = deals.deal(place);
        long epoch = state.clock().getEpoch();
        boolean lost = deals.failed(old);
        if ((!lost && old.getStatus() != DealStatus.DEAL_PLANNED) || epoch >= old.getToEpoch()) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        Blob blob = deals.blob(place.blob());
        Address account = Address.of(message.getProvider());
        boolean own = blob.getOwner().equals(context.signer().toByteString());
        boolean offered = account.equals(context.signer()) && (lost || epoch >= old.getPaid() + PATIENCE);
        if (!own && !offered) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        Provider provider = deals.provider(account);
        if (provider.getFailed() || stores(state, place, blob, message)) {
            throw RejectedException.of(RepoError.BAD_PROVIDER);
        }
        Amount price = Deals.price(Amount.of(provider.getOffer().getPrice()), old.getBytes());
        boolean dear = price.compareTo(Amount.of(message.getMaxPrice())) > 0
                || (!own && price.compareTo(Amount.of(old.getPrice())) > 0);
        if (dear) {
            throw RejectedException.of(RepoError.PRICE);
        }
        Blob settled = deals.settle(place, blob, old);
        Deal deal = deals.deal(place);
        Amount rest = Deals.times(Amount.of(deal.getPrice()), deal.getToEpoch() - deal.getPaid());
        Amount compensation = lost ? deals.compensate(place, settled, deal) : Amount.ZERO;
        Blob next = deals.hold(
                place.blob(),
                deals.release(place.blob(), settled, rest),
                Deals.times(price, deal.getToEpoch() - epoch));
        context.promise(Address.of(blob.getOwner()), account);
        state.put(
                place.blob(),
                next.toBuilder()
                        .setAccepted(next.getAccepted() - (lost ? 1 : 0))
                        .build());
        state.put(
                place,
                Deal.newBuilder()
                        .setProvider(message.getProvider())
                        .setRoot(deal.getRoot())
                        .setBytes(deal.getBytes())
                        .setPrice(price.toByteString())
                        .setToEpoch(deal.getToEpoch())
                        .setPaid(epoch)
                        .build());
        context.emit(Repaired.newBuilder()
                .setBlob(message.getBlob())
                .setShard(message.getShard())
                .setProvider(message.getProvider())
                .setCompensation(compensation.toByteString())
                .build());
    }

    /** Whether the provider has another shard of this blob. */
    private static boolean stores(StorageState state, Place place, Blob blob, Repair message) {
        for (int shard = 0; shard < blob.getTotalShards(); shard++) {
            Deal deal = state.deal(new Place(place.blob(), shard));
            if (deal != null && shard != place.shard() && deal.getProvider().equals(message.getProvider())) {
                return true;
            }
        }
        return false;
    }
}
