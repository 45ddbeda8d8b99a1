package io.ixi.vm.repositorium.storage;

import com.google.protobuf.ByteString;
import io.ixi.consensus.codec.Merkle;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.repositorium.storage.StorageState.Place;
import io.ixi.vm.repositorium.storage.proto.Blob;
import io.ixi.vm.repositorium.storage.proto.BlobCreated;
import io.ixi.vm.repositorium.storage.proto.BlobDeleted;
import io.ixi.vm.repositorium.storage.proto.CreateBlob;
import io.ixi.vm.repositorium.storage.proto.Deal;
import io.ixi.vm.repositorium.storage.proto.DeleteBlob;
import io.ixi.vm.repositorium.storage.proto.ExtendBlob;
import io.ixi.vm.repositorium.storage.proto.Extended;
import io.ixi.vm.repositorium.storage.proto.Placement;
import io.ixi.vm.repositorium.storage.proto.Provider;
import io.ixi.vm.repositorium.storage.proto.RepoError;
import io.ixi.vm.repositorium.storage.proto.Shred;
import io.ixi.vm.repositorium.storage.proto.Shredded;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Blobs from the first word to the last. */
final class BlobHandlers {
    private static final long MOST_SHARD_BYTES = 1L << 39;
    private static final int DEAL_BYTES = 150;
    private static final ByteString NO_KEY = ByteString.copyFrom(new byte[Hash.BYTES]);

    private final Money money;
    private final Deposits deposits;
    private final ReservationHandlers reservations;

    BlobHandlers(Money money, Deposits deposits, ReservationHandlers reservations) {
        this.money = money;
        this.deposits = deposits;
        this.reservations = reservations;
    }

    private static void check(CreateBlob message) throws RejectedException {
        int data = message.getDataShards();
        int total = message.getShardsCount();
        long bytes = message.getShardBytes();
        TreeSet<Address> providers = new TreeSet<>();
        message.getShardsList().forEach(shard -> providers.add(Address.of(shard.getProvider())));
        boolean valid = data >= 1
                && data <= total
                && providers.size() == total
                && bytes > 0
                && bytes <= MOST_SHARD_BYTES
                && bytes % ShardTree.LEAF_BYTES == 0
                && message.getSize() > 0
                && message.getSize() <= data * bytes
                && message.getEpochs() >= 1
                && message.getEpochs() <= Deals.MAX_EPOCHS
                && message.getPublic() == message.getKeyCommit().equals(NO_KEY);
        if (!valid) {
            throw RejectedException.of(RepoError.BAD_BLOB);
        }
    }

    void create(Context context, CreateBlob message) throws RejectedException {
        check(message);
        StorageState state = new StorageState(context.state());
        Deals deals = new Deals(money, context);
        Address owner = context.signer();
        long epoch = state.clock().getEpoch();
        long coded = message.getShardBytes() * message.getShardsCount();
        if (message.getReservation().isEmpty()) {
            ReservationHandlers.room(state, coded);
        } else {
            reservations.use(context, StorageState.id(message.getReservation()), coded);
        }
        Bytes id = context.newId("blob");
        Amount whole = Amount.ZERO;
        List<Hash> roots = new ArrayList<>();
        for (int shard = 0; shard < message.getShardsCount(); shard++) {
            Placement placement = message.getShards(shard);
            Address account = Address.of(placement.getProvider());
            Provider provider = deals.provider(account);
            if (provider.getFailed()) {
                throw RejectedException.of(RepoError.BAD_PROVIDER);
            }
            Amount price = Deals.price(Amount.of(provider.getOffer().getPrice()), message.getShardBytes());
            whole = whole.plus(Deals.times(price, message.getEpochs()));
            roots.add(Hash.of(placement.getRoot().toByteArray()));
            context.promise(owner, account);
            state.put(
                    new Place(id, shard),
                    Deal.newBuilder()
                            .setProvider(placement.getProvider())
                            .setRoot(placement.getRoot())
                            .setBytes(message.getShardBytes())
                            .setPrice(price.toByteString())
                            .setToEpoch(epoch + message.getEpochs())
                            .setPaid(epoch)
                            .build());
        }
        if (whole.compareTo(Amount.of(message.getMaxPrice())) > 0) {
            throw RejectedException.of(RepoError.PRICE);
        }
        Blob blob = blob(message, owner, epoch, Merkle.root(roots));
        deposits.lock(context, owner, id, blob.getSerializedSize() + DEAL_BYTES * roots.size());
        state.put(id, deals.hold(id, blob, whole));
        state.list(id, owner);
        deals.count(0, 0, 0, 1);
        context.emit(BlobCreated.newBuilder()
                .setBlob(StorageState.bytes(id))
                .setOwner(owner.toByteString())
                .setPrepaid(whole.toByteString())
                .build());
    }

    private static Blob blob(CreateBlob message, Address owner, long epoch, Hash root) {
        return Blob.newBuilder()
                .setOwner(owner.toByteString())
                .setSize(message.getSize())
                .setContentHash(message.getContentHash())
                .setRoot(ByteString.copyFrom(root.toBytes()))
                .setDataShards(message.getDataShards())
                .setTotalShards(message.getShardsCount())
                .setShardBytes(message.getShardBytes())
                .setKeyCommit(message.getKeyCommit())
                .setPublic(message.getPublic())
                .setToEpoch(epoch + message.getEpochs())
                .build();
    }

    void extend(Context context, ExtendBlob message) throws RejectedException {
        StorageState state = new StorageState(context.state());
        Deals deals = new Deals(money, context);
        Bytes id = StorageState.id(message.getBlob());
        Blob blob = owned(context, deals, id);
        long epoch = state.clock().getEpoch();
        if (!blob.getCertified()) {
            throw RejectedException.of(RepoError.NOT_CERTIFIED);
        }
        long until = blob.getToEpoch() + message.getEpochs();
        if (message.getEpochs() < 1 || epoch > blob.getToEpoch() || until > epoch + Deals.MAX_EPOCHS) {
            throw RejectedException.of(RepoError.BAD_BLOB);
        }
        Amount whole = Amount.ZERO;
        for (int shard = 0; shard < blob.getTotalShards(); shard++) {
            Deal deal = deals.deal(new Place(id, shard));
            Provider provider = deals.provider(Address.of(deal.getProvider()));
            Amount now = Deals.price(Amount.of(provider.getOffer().getPrice()), deal.getBytes());
            if (now.compareTo(Amount.of(deal.getPrice())) > 0) {
                throw RejectedException.of(RepoError.PRICE);
            }
            whole = whole.plus(Deals.times(Amount.of(deal.getPrice()), message.getEpochs()));
            state.put(new Place(id, shard), deal.toBuilder().setToEpoch(until).build());
        }
        if (whole.compareTo(Amount.of(message.getMaxPrice())) > 0) {
            throw RejectedException.of(RepoError.PRICE);
        }
        Blob next = deals.hold(id, blob, whole).toBuilder().setToEpoch(until).build();
        state.put(id, next);
        context.emit(Extended.newBuilder()
                .setBlob(message.getBlob())
                .setToEpoch(until)
                .build());
    }

    private static Blob owned(Context context, Deals deals, Bytes id) throws RejectedException {
        Blob blob = deals.blob(id);
        if (!blob.getOwner().equals(context.signer().toByteString())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        return blob;
    }

    private static Blob endDeals(Deals deals, Bytes id, Blob blob) throws RejectedException {
        Blob next = blob;
        for (int shard = 0; shard < blob.getTotalShards(); shard++) {
            next = deals.end(new Place(id, shard), next);
        }
        return next;
    }

    void delete(Context context, DeleteBlob message) throws RejectedException {
        StorageState state = new StorageState(context.state());
        Deals deals = new Deals(money, context);
        Bytes id = StorageState.id(message.getBlob());
        Blob blob = deals.blob(id);
        Address owner = Address.of(blob.getOwner());
        if (!owner.equals(context.signer()) && state.clock().getEpoch() <= blob.getToEpoch()) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        endDeals(deals, id, blob);
        deposits.unlock(context, id, context.signer());
        state.deleteBlob(id, owner);
        deals.count(0, 0, 0, -1);
        context.emit(BlobDeleted.newBuilder()
                .setBlob(message.getBlob())
                .setOwner(blob.getOwner())
                .build());
    }

    void shred(Context context, Shred message) throws RejectedException {
        StorageState state = new StorageState(context.state());
        Deals deals = new Deals(money, context);
        Bytes id = StorageState.id(message.getBlob());
        Blob blob = owned(context, deals, id);
        if (blob.getShredded()) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        Blob next = endDeals(deals, id, blob).toBuilder()
                .setShredded(true)
                .setCertified(false)
                .setKeyCommit(NO_KEY)
                .setToEpoch(state.clock().getEpoch())
                .build();
        state.put(id, next);
        context.emit(Shredded.newBuilder()
                .setBlob(message.getBlob())
                .setOwner(blob.getOwner())
                .build());
    }
}
