package io.ixi.vm.repositorium.storage;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.BlockTime;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.repositorium.storage.StorageState.Place;
import io.ixi.vm.repositorium.storage.proto.AccessQuery;
import io.ixi.vm.repositorium.storage.proto.AccessReason;
import io.ixi.vm.repositorium.storage.proto.AccessResult;
import io.ixi.vm.repositorium.storage.proto.Blob;
import io.ixi.vm.repositorium.storage.proto.BlobInfo;
import io.ixi.vm.repositorium.storage.proto.BlobQuery;
import io.ixi.vm.repositorium.storage.proto.BlobResult;
import io.ixi.vm.repositorium.storage.proto.ChallengeQuery;
import io.ixi.vm.repositorium.storage.proto.ChallengeResult;
import io.ixi.vm.repositorium.storage.proto.Challenged;
import io.ixi.vm.repositorium.storage.proto.Clock;
import io.ixi.vm.repositorium.storage.proto.Deal;
import io.ixi.vm.repositorium.storage.proto.DealInfo;
import io.ixi.vm.repositorium.storage.proto.DealStatus;
import io.ixi.vm.repositorium.storage.proto.DealsQuery;
import io.ixi.vm.repositorium.storage.proto.DealsResult;
import io.ixi.vm.repositorium.storage.proto.EpochQuery;
import io.ixi.vm.repositorium.storage.proto.KeyGrant;
import io.ixi.vm.repositorium.storage.proto.MineQuery;
import io.ixi.vm.repositorium.storage.proto.MineResult;
import io.ixi.vm.repositorium.storage.proto.Parameters;
import io.ixi.vm.repositorium.storage.proto.ParametersQuery;
import io.ixi.vm.repositorium.storage.proto.Provider;
import io.ixi.vm.repositorium.storage.proto.ProviderInfo;
import io.ixi.vm.repositorium.storage.proto.ProviderQuery;
import io.ixi.vm.repositorium.storage.proto.ProvidersQuery;
import io.ixi.vm.repositorium.storage.proto.ProvidersResult;
import io.ixi.vm.repositorium.storage.proto.Reservation;
import io.ixi.vm.repositorium.storage.proto.ReservationQuery;
import io.ixi.vm.repositorium.storage.proto.Slot;
import io.ixi.vm.repositorium.storage.proto.StoredDeal;
import org.jspecify.annotations.Nullable;

/** What the module answers. */
final class StorageQueries {
    private static final int MAX_PAGE = 100;

    private StorageQueries() {}

    private static <T> T found(@Nullable T value) throws RejectedException {
        if (value == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        return value;
    }

    private static int limit(int wanted) throws RejectedException {
        if (Integer.compareUnsigned(wanted, MAX_PAGE) > 0) {
            throw RejectedException.of(KernelError.LIMIT, "limit up to " + MAX_PAGE);
        }
        return wanted == 0 ? MAX_PAGE : wanted;
    }

    static BlobResult blob(Overlay overlay, BlobQuery params) throws RejectedException {
        StorageState state = new StorageState(overlay);
        Bytes id = StorageState.id(params.getBlob());
        Blob blob = found(state.blob(id));
        BlobResult.Builder result = BlobResult.newBuilder().setBlob(blob);
        for (int shard = 0; shard < blob.getTotalShards(); shard++) {
            Deal deal = state.deal(new Place(id, shard));
            Provider provider = deal == null ? null : state.provider(Address.of(deal.getProvider()));
            if (deal != null && provider != null) {
                result.addDeals(DealInfo.newBuilder()
                        .setShard(shard)
                        .setDeal(deal)
                        .setEndpoint(provider.getOffer().getEndpoint())
                        .setLost(provider.getFailed() && deal.getStatus() == DealStatus.DEAL_ACTIVE));
            }
        }
        return result.build();
    }

    static Provider provider(Overlay overlay, ProviderQuery params) throws RejectedException {
        return found(new StorageState(overlay).provider(Address.of(params.getProvider())));
    }

    static ProvidersResult providers(Overlay overlay, ProvidersQuery params) throws RejectedException {
        int limit = limit(params.getLimit());
        ProvidersResult.Builder page = ProvidersResult.newBuilder();
        new StorageState(overlay).scanProviders(StorageState.id(params.getCursor()), (account, provider) -> {
            if (page.getProvidersCount() == limit) {
                page.setNext(page.getProviders(limit - 1).getAccount());
                return false;
            }
            page.addProviders(
                    ProviderInfo.newBuilder().setAccount(account.toByteString()).setProvider(provider));
            return true;
        });
        return page.build();
    }

    static DealsResult deals(Overlay overlay, DealsQuery params) throws RejectedException {
        int limit = limit(params.getLimit());
        StorageState state = new StorageState(overlay);
        Address account = Address.of(params.getProvider());
        long slots = found(state.provider(account)).getSlots();
        DealsResult.Builder page = DealsResult.newBuilder();
        long number = Math.max(1, params.getFrom());
        for (; number <= slots && page.getDealsCount() < limit; number++) {
            Slot slot = found(state.slot(account, number));
            Deal deal = found(state.deal(new Place(StorageState.id(slot.getBlob()), slot.getShard())));
            page.addDeals(StoredDeal.newBuilder()
                    .setBlob(slot.getBlob())
                    .setShard(slot.getShard())
                    .setDeal(deal));
        }
        return page.setNext(number <= slots ? number : 0).build();
    }

    static ChallengeResult challenge(Overlay overlay, ChallengeQuery params) throws RejectedException {
        StorageState state = new StorageState(overlay);
        Address account = Address.of(params.getProvider());
        Provider provider = found(state.provider(account));
        Clock clock = state.clock();
        ChallengeResult.Builder result = ChallengeResult.newBuilder().setEpoch(clock.getEpoch());
        if (!ProofHandlers.open(clock, provider)) {
            return result.build();
        }
        Slots slots = new Slots(state, account);
        long leaves = slots.leaves(provider.getSlots());
        Hash beacon = Hash.of(clock.getBeacon().toByteArray());
        for (int i = 0; i < Challenge.LEAVES; i++) {
            Slots.Leaf leaf = slots.at(provider.getSlots(), Challenge.position(beacon, account, i, leaves));
            result.addLeaves(Challenged.newBuilder()
                    .setBlob(leaf.slot().getBlob())
                    .setShard(leaf.slot().getShard())
                    .setLeaf(leaf.index()));
        }
        return result.setOpen(true).build();
    }

    static AccessResult access(Overlay overlay, AccessQuery params) throws RejectedException {
        StorageState state = new StorageState(overlay);
        Bytes id = StorageState.id(params.getBlob());
        Blob blob = found(state.blob(id));
        AccessResult.Builder result = AccessResult.newBuilder();
        if (blob.getShredded()) {
            return result.build();
        }
        if (blob.getOwner().equals(params.getAccount())) {
            return result.setAllowed(true).setReason(AccessReason.ACCESS_OWNER).build();
        }
        if (blob.getPublic()) {
            return result.setAllowed(true).setReason(AccessReason.ACCESS_PUBLIC).build();
        }
        KeyGrant grant = state.grant(id, Address.of(params.getAccount()));
        if (grant != null && BlockTime.of(overlay) < grant.getUntilMs()) {
            result.setAllowed(true)
                    .setReason(AccessReason.ACCESS_GRANTED)
                    .setUntilMs(grant.getUntilMs())
                    .setCommit(grant.getCommit());
        }
        return result.build();
    }

    static Reservation reservation(Overlay overlay, ReservationQuery params) throws RejectedException {
        return found(new StorageState(overlay).reservation(StorageState.id(params.getReservation())));
    }

    static MineResult mine(Overlay overlay, MineQuery params) throws RejectedException {
        int limit = limit(params.getLimit());
        StorageState state = new StorageState(overlay);
        MineResult.Builder page = MineResult.newBuilder();
        state.scanByOwner(Address.of(params.getOwner()), StorageState.id(params.getCursor()), id -> {
            if (page.getBlobsCount() == limit) {
                page.setNext(page.getBlobs(limit - 1).getId());
                return false;
            }
            Blob blob = state.blob(id);
            if (blob != null) {
                page.addBlobs(
                        BlobInfo.newBuilder().setId(StorageState.bytes(id)).setBlob(blob));
            }
            return true;
        });
        return page.build();
    }

    static Clock epoch(Overlay overlay, EpochQuery params) {
        return new StorageState(overlay).clock();
    }

    static Parameters parameters(Overlay overlay, ParametersQuery params) {
        return new StorageState(overlay).parameters();
    }
}
