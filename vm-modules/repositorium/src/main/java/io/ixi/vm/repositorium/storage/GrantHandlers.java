package io.ixi.vm.repositorium.storage;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.repositorium.storage.proto.Blob;
import io.ixi.vm.repositorium.storage.proto.GrantChanged;
import io.ixi.vm.repositorium.storage.proto.GrantKey;
import io.ixi.vm.repositorium.storage.proto.KeyGrant;
import io.ixi.vm.repositorium.storage.proto.RepoError;
import io.ixi.vm.repositorium.storage.proto.RevokeKey;
import java.nio.ByteBuffer;

/** Who may read what. */
final class GrantHandlers {
    private final Deposits deposits;

    GrantHandlers(Deposits deposits) {
        this.deposits = deposits;
    }

    private static Bytes deposit(Bytes blob, Address grantee) {
        byte[] who = grantee.hash().toBytes();
        return Bytes.wrap(ByteBuffer.allocate(blob.size() + who.length)
                .put(blob.unsafeArray())
                .put(who)
                .array());
    }

    private static Blob blob(StorageState state, Bytes id) throws RejectedException {
        Blob blob = state.blob(id);
        if (blob == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "blob");
        }
        return blob;
    }

    void grant(Context context, GrantKey message) throws RejectedException {
        StorageState state = new StorageState(context.state());
        Bytes id = StorageState.id(message.getBlob());
        Blob blob = blob(state, id);
        Address owner = context.signer();
        if (!blob.getOwner().equals(owner.toByteString())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        if (!blob.getCertified()) {
            throw RejectedException.of(RepoError.NOT_CERTIFIED);
        }
        Address grantee = Address.of(message.getGrantee());
        boolean useful = !blob.getPublic()
                && !grantee.equals(owner)
                && message.getUntilMs() > context.block().parentTimeMs();
        if (!useful) {
            throw RejectedException.of(RepoError.BAD_GRANT);
        }
        KeyGrant grant = KeyGrant.newBuilder()
                .setCommit(message.getCommit())
                .setUntilMs(message.getUntilMs())
                .setOwner(owner.toByteString())
                .build();
        if (state.grant(id, grantee) == null) {
            deposits.lock(context, owner, deposit(id, grantee), grant.getSerializedSize());
        }
        state.put(id, grantee, grant);
        emit(context, message.getBlob(), message.getGrantee(), message.getUntilMs());
    }

    private static void emit(
            Context context, com.google.protobuf.ByteString blob, com.google.protobuf.ByteString grantee, long until) {
        context.emit(GrantChanged.newBuilder()
                .setBlob(blob)
                .setGrantee(grantee)
                .setUntilMs(until)
                .build());
    }

    void revoke(Context context, RevokeKey message) throws RejectedException {
        StorageState state = new StorageState(context.state());
        Bytes id = StorageState.id(message.getBlob());
        Address grantee = Address.of(message.getGrantee());
        KeyGrant grant = state.grant(id, grantee);
        if (grant == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "grant");
        }
        Blob blob = state.blob(id);
        boolean over = blob == null || blob.getShredded() || context.block().parentTimeMs() >= grant.getUntilMs();
        if (!over && !grant.getOwner().equals(context.signer().toByteString())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        deposits.unlock(context, deposit(id, grantee), context.signer());
        state.deleteGrant(id, grantee);
        emit(context, message.getBlob(), message.getGrantee(), 0);
    }
}
