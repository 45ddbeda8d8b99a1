package io.ixi.vm.repositorium.storage;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import io.ixi.vm.repositorium.storage.proto.Blob;
import io.ixi.vm.repositorium.storage.proto.BlobByOwner;
import io.ixi.vm.repositorium.storage.proto.Clock;
import io.ixi.vm.repositorium.storage.proto.Deal;
import io.ixi.vm.repositorium.storage.proto.KeyGrant;
import io.ixi.vm.repositorium.storage.proto.Parameters;
import io.ixi.vm.repositorium.storage.proto.Provider;
import io.ixi.vm.repositorium.storage.proto.Reservation;
import io.ixi.vm.repositorium.storage.proto.Slot;
import io.ixi.vm.repositorium.storage.proto.Sum;
import io.ixi.vm.repositorium.storage.proto.Totals;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The only class that touches the module's keys. Ids have 20 bytes; anything else names nothing. */
final class StorageState {
    private static final Table<Provider> PROVIDER = Table.of(Provider.getDefaultInstance());
    private static final Table<Reservation> RESERVATION = Table.of(Reservation.getDefaultInstance());
    private static final Table<Blob> BLOB = Table.of(Blob.getDefaultInstance());
    private static final Table<BlobByOwner> BY_OWNER = Table.of(BlobByOwner.getDefaultInstance());
    private static final Table<Deal> DEAL = Table.of(Deal.getDefaultInstance());
    private static final Table<Slot> SLOT = Table.of(Slot.getDefaultInstance());
    private static final Table<Sum> SUM = Table.of(Sum.getDefaultInstance());
    private static final Table<KeyGrant> GRANT = Table.of(KeyGrant.getDefaultInstance());
    private static final Table<Clock> CLOCK = Table.of(Clock.getDefaultInstance());
    private static final Table<Totals> TOTALS = Table.of(Totals.getDefaultInstance());
    private static final Table<Parameters> PARAMETERS = Table.of(Parameters.getDefaultInstance());

    private final Overlay state;

    StorageState(Overlay state) {
        this.state = state;
    }

    /** Which deal: 21 bytes, blob and shard. */
    record Place(Bytes blob, int shard) {
        static Place of(Bytes bytes) {
            byte[] all = bytes.unsafeArray();
            return new Place(Bytes.wrap(Arrays.copyOf(all, ObjectId.BYTES)), all[ObjectId.BYTES]);
        }
    }

    static Bytes id(ByteString bytes) {
        return Bytes.wrap(bytes.toByteArray());
    }

    static ByteString bytes(Bytes id) {
        return ByteString.copyFrom(id.unsafeArray());
    }

    private static boolean isId(Bytes id) {
        return id.size() == ObjectId.BYTES;
    }

    @Nullable
    Provider provider(Address account) {
        return PROVIDER.get(state, PROVIDER.key().address(account));
    }

    void put(Address account, Provider provider) {
        PROVIDER.put(state, PROVIDER.key().address(account), provider);
    }

    void deleteProvider(Address account) {
        PROVIDER.delete(state, PROVIDER.key().address(account));
    }

    void scanProviders(Bytes after, BiPredicate<Address, Provider> visitor) {
        PROVIDER.scan(
                state,
                PROVIDER.key(),
                after,
                (key, provider) -> visitor.test(new Address(Hash.of(key.toArray())), provider));
    }

    void touchedProviders(BiConsumer<Address, Provider> visitor) {
        PROVIDER.written(state, (key, provider) -> {
            provider.ifPresent(value -> visitor.accept(new Address(Hash.of(key.toArray())), value));
            return true;
        });
    }

    @Nullable
    Reservation reservation(Bytes id) {
        return isId(id) ? RESERVATION.get(state, RESERVATION.key().raw(id)) : null;
    }

    void put(Bytes id, Reservation reservation) {
        RESERVATION.put(state, RESERVATION.key().raw(id), reservation);
    }

    void deleteReservation(Bytes id) {
        RESERVATION.delete(state, RESERVATION.key().raw(id));
    }

    void scanReservations(BiConsumer<Bytes, Reservation> visitor) {
        RESERVATION.scan(state, RESERVATION.key(), Bytes.EMPTY, (id, reservation) -> {
            visitor.accept(id, reservation);
            return true;
        });
    }

    @Nullable
    Blob blob(Bytes id) {
        return isId(id) ? BLOB.get(state, BLOB.key().raw(id)) : null;
    }

    void put(Bytes id, Blob blob) {
        BLOB.put(state, BLOB.key().raw(id), blob);
    }

    void list(Bytes id, Address owner) {
        BY_OWNER.put(
                state,
                BY_OWNER.key().address(owner).raw(id),
                BlobByOwner.newBuilder().setListed(true).build());
    }

    void deleteBlob(Bytes id, Address owner) {
        BLOB.delete(state, BLOB.key().raw(id));
        BY_OWNER.delete(state, BY_OWNER.key().address(owner).raw(id));
    }

    void scanByOwner(Address owner, Bytes after, Predicate<Bytes> visitor) {
        BY_OWNER.scan(state, BY_OWNER.key().address(owner), after, (id, row) -> visitor.test(id));
    }

    void scanBlobs(BiConsumer<Bytes, Blob> visitor) {
        BLOB.scan(state, BLOB.key(), Bytes.EMPTY, (id, blob) -> {
            visitor.accept(id, blob);
            return true;
        });
    }

    void touchedBlobs(BiConsumer<Bytes, Blob> visitor) {
        BLOB.written(state, (id, blob) -> {
            blob.ifPresent(value -> visitor.accept(id, value));
            return true;
        });
    }

    @Nullable
    Deal deal(Place place) {
        boolean known = isId(place.blob()) && place.shard() >= 0 && place.shard() < ReedSolomon.MAX_SHARDS;
        return known ? DEAL.get(state, DEAL.key().raw(place.blob()).u8(place.shard())) : null;
    }

    void put(Place place, Deal deal) {
        DEAL.put(state, DEAL.key().raw(place.blob()).u8(place.shard()), deal);
    }

    void delete(Place place) {
        DEAL.delete(state, DEAL.key().raw(place.blob()).u8(place.shard()));
    }

    void scanDeals(BiConsumer<Place, Deal> visitor) {
        DEAL.scan(state, DEAL.key(), Bytes.EMPTY, (key, deal) -> {
            visitor.accept(Place.of(key), deal);
            return true;
        });
    }

    @Nullable
    Slot slot(Address provider, long number) {
        return SLOT.get(state, SLOT.key().address(provider).u64(number));
    }

    void put(Address provider, long number, Slot slot) {
        SLOT.put(state, SLOT.key().address(provider).u64(number), slot);
    }

    void deleteSlot(Address provider, long number) {
        SLOT.delete(state, SLOT.key().address(provider).u64(number));
    }

    long sum(Address provider, long node) {
        return SUM.getOrEmpty(state, SUM.key().address(provider).u64(node)).getLeaves();
    }

    void putSum(Address provider, long node, long leaves) {
        SUM.put(
                state,
                SUM.key().address(provider).u64(node),
                Sum.newBuilder().setLeaves(leaves).build());
    }

    void deleteSum(Address provider, long node) {
        SUM.delete(state, SUM.key().address(provider).u64(node));
    }

    @Nullable
    KeyGrant grant(Bytes blob, Address grantee) {
        return isId(blob) ? GRANT.get(state, GRANT.key().raw(blob).address(grantee)) : null;
    }

    void put(Bytes blob, Address grantee, KeyGrant grant) {
        GRANT.put(state, GRANT.key().raw(blob).address(grantee), grant);
    }

    void deleteGrant(Bytes blob, Address grantee) {
        GRANT.delete(state, GRANT.key().raw(blob).address(grantee));
    }

    Clock clock() {
        return CLOCK.getOrEmpty(state, CLOCK.key());
    }

    void put(Clock clock) {
        CLOCK.put(state, CLOCK.key(), clock);
    }

    Totals totals() {
        return TOTALS.getOrEmpty(state, TOTALS.key());
    }

    void put(Totals totals) {
        TOTALS.put(state, TOTALS.key(), totals);
    }

    Parameters parameters() {
        return PARAMETERS.getOrEmpty(state, PARAMETERS.key());
    }

    void put(Parameters parameters) {
        PARAMETERS.put(state, PARAMETERS.key(), parameters);
    }
}
