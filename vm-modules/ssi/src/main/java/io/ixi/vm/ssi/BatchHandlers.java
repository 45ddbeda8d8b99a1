package io.ixi.vm.ssi;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.ssi.proto.Batch;
import io.ixi.vm.ssi.proto.BatchClosed;
import io.ixi.vm.ssi.proto.BatchIssued;
import io.ixi.vm.ssi.proto.ClaimFromBatch;
import io.ixi.vm.ssi.proto.CloseBatch;
import io.ixi.vm.ssi.proto.Credential;
import io.ixi.vm.ssi.proto.CredentialType;
import io.ixi.vm.ssi.proto.IssueBatch;
import io.ixi.vm.ssi.proto.Purpose;
import io.ixi.vm.ssi.proto.RevokeFromBatch;
import io.ixi.vm.ssi.proto.SsiError;
import java.nio.ByteBuffer;

/** Credentials issued by the root of a tree, and claimed one by one. */
final class BatchHandlers {
    /** Most credentials in a batch. */
    static final int MAX_COUNT = 100_000;

    /** Claims, revocations and suspensions of a batch are a bit each. */
    private static final int BITMAPS = 3;

    private final Deposits deposits;
    private final CredentialHandlers credentials;

    BatchHandlers(Deposits deposits, CredentialHandlers credentials) {
        this.deposits = deposits;
        this.credentials = credentials;
    }

    /** Leaf of a batch's tree. */
    static Hash leaf(int index, Address subject, Hash claimsRoot) {
        byte[] number = ByteBuffer.allocate(Integer.BYTES).putInt(index).array();
        return Hash.sha256(new byte[1], number, subject.hash().toBytes(), claimsRoot.toBytes());
    }

    /** Inner node of a batch's tree. */
    static Hash node(Hash left, Hash right) {
        return Hash.sha256(new byte[] {1}, left.toBytes(), right.toBytes());
    }

    /** Levels above the leaves. */
    static int depth(int count) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
    }

    private static Batch known(SsiState state, Bytes id) throws RejectedException {
        Batch batch = state.batch(id);
        if (batch == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "batch");
        }
        return batch;
    }

    Bytes issue(Context context, IssueBatch message) throws RejectedException {
        SsiState state = new SsiState(context.state());
        Address issuer = context.signer();
        CredentialType type = TypeHandlers.issuable(context, state, SsiState.id(message.getType()), issuer);
        long now = context.block().parentTimeMs();
        Periods.require(type, message.getUntilMs(), now);
        int count = message.getCount();
        if (count < 1 || count > MAX_COUNT) {
            throw RejectedException.of(SsiError.BAD_BATCH);
        }
        Bytes id = context.newId("batch");
        Batch batch = Batch.newBuilder()
                .setType(message.getType())
                .setIssuer(issuer.toByteString())
                .setRoot(message.getRoot())
                .setCount(count)
                .setFromMs(now)
                .setUntilMs(message.getUntilMs())
                .setStatusFrom(state.takeStatus(issuer, count))
                .build();
        deposits.lock(context, issuer, id, batch.getSerializedSize() + BITMAPS * (count / 8 + 1));
        state.put(id, batch);
        state.count(0, 1);
        context.emit(BatchIssued.newBuilder()
                .setBatch(CredentialHandlers.bytes(id))
                .setType(message.getType())
                .setIssuer(issuer.toByteString())
                .setCount(count)
                .build());
        return id;
    }

    void claim(Context context, ClaimFromBatch message) throws RejectedException {
        SsiState state = new SsiState(context.state());
        Bytes batchId = SsiState.id(message.getBatch());
        Batch batch = known(state, batchId);
        int index = message.getIndex();
        if (batch.getClosed()
                || Periods.over(batch.getUntilMs(), context.block().parentTimeMs())) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        requireIn(batch, index);
        requireUnclaimed(state, batchId, index);
        requireNotRevoked(state, batch, index);
        if (!proves(batch, message, context.signer())) {
            throw RejectedException.of(SsiError.BAD_PROOF);
        }
        int chunk = index / Bits.CHUNK;
        state.putClaims(batchId, chunk, Bits.with(state.claims(batchId, chunk), index % Bits.CHUNK, 1, true));
        state.put(batchId, batch.toBuilder().setClaimed(batch.getClaimed() + 1).build());
        Credential credential = Credential.newBuilder()
                .setType(batch.getType())
                .setIssuer(batch.getIssuer())
                .setSubject(context.signer().toByteString())
                .setClaimsRoot(message.getClaimsRoot())
                .setFromMs(batch.getFromMs())
                .setUntilMs(batch.getUntilMs())
                .setAccepted(true)
                .setStatusIndex(batch.getStatusFrom() + index)
                .setBatch(message.getBatch())
                .build();
        Bytes id = context.newId("credential");
        deposits.lock(context, context.signer(), id, credential.getSerializedSize());
        state.count(1, 0);
        credentials.activate(context, state, id, credential);
    }

    private static void requireIn(Batch batch, int index) throws RejectedException {
        if (index < 0 || index >= batch.getCount()) {
            throw RejectedException.of(SsiError.BAD_BATCH);
        }
    }

    private static void requireUnclaimed(SsiState state, Bytes id, int index) throws RejectedException {
        if (Bits.get(state.claims(id, index / Bits.CHUNK), index % Bits.CHUNK)) {
            throw RejectedException.of(SsiError.BATCH_CLAIMED);
        }
    }

    private static void requireNotRevoked(SsiState state, Batch batch, int index) throws RejectedException {
        Address issuer = Address.of(batch.getIssuer());
        if (StatusLists.get(state, issuer, Purpose.PURPOSE_REVOCATION, batch.getStatusFrom() + index)) {
            throw RejectedException.of(SsiError.REVOKED);
        }
    }

    private static boolean proves(Batch batch, ClaimFromBatch message, Address subject) {
        if (message.getPathCount() != depth(batch.getCount())) {
            return false;
        }
        int index = message.getIndex();
        Hash at = leaf(index, subject, Hash.of(message.getClaimsRoot().toByteArray()));
        for (ByteString sibling : message.getPathList()) {
            Hash other = Hash.of(sibling.toByteArray());
            at = (index & 1) == 0 ? node(at, other) : node(other, at);
            index >>>= 1;
        }
        return at.equals(Hash.of(batch.getRoot().toByteArray()));
    }

    static void revoke(Context context, RevokeFromBatch message) throws RejectedException {
        SsiState state = new SsiState(context.state());
        Bytes id = SsiState.id(message.getBatch());
        Batch batch = known(state, id);
        Address issuer = context.signer();
        if (!issuer.toByteString().equals(batch.getIssuer())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        for (int index : message.getIndexesList()) {
            requireIn(batch, index);
            requireUnclaimed(state, id, index);
            requireNotRevoked(state, batch, index);
            StatusLists.set(state, issuer, Purpose.PURPOSE_REVOCATION, batch.getStatusFrom() + index, true);
        }
    }

    void close(Context context, CloseBatch message) throws RejectedException {
        SsiState state = new SsiState(context.state());
        Bytes id = SsiState.id(message.getBatch());
        Batch batch = known(state, id);
        boolean own = context.signer().toByteString().equals(batch.getIssuer());
        boolean over = Periods.over(batch.getUntilMs(), context.block().parentTimeMs());
        if (!own && !over) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        if (batch.getClosed() && !over) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        if (over) {
            deposits.unlock(context, id, context.signer());
            for (int chunk = 0; chunk * Bits.CHUNK < batch.getCount(); chunk++) {
                state.putClaims(id, chunk, ByteString.EMPTY);
            }
            state.deleteBatch(id);
            state.count(0, -1);
        } else {
            state.put(id, batch.toBuilder().setClosed(true).build());
        }
        context.emit(BatchClosed.newBuilder()
                .setBatch(message.getBatch())
                .setRemoved(over)
                .build());
    }
}
