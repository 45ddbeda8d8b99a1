package io.ixi.vm.ssi;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.ssi.SsiState.Chunk;
import io.ixi.vm.ssi.proto.Credential;
import io.ixi.vm.ssi.proto.Purpose;
import io.ixi.vm.ssi.proto.Run;
import io.ixi.vm.ssi.proto.SetStatusBits;
import io.ixi.vm.ssi.proto.SsiError;
import io.ixi.vm.ssi.proto.StatusChanged;
import java.nio.ByteBuffer;

/** Bits of status lists. */
final class StatusLists {
    private final Deposits deposits;

    StatusLists(Deposits deposits) {
        this.deposits = deposits;
    }

    private static Chunk chunk(Address issuer, Purpose purpose, long index) {
        return new Chunk(issuer, purpose, index / Bits.LIST, (int) (index % Bits.LIST / Bits.CHUNK));
    }

    static boolean get(SsiState state, Address issuer, Purpose purpose, long index) {
        return Bits.get(state.bits(chunk(issuer, purpose, index)), (int) (index % Bits.CHUNK));
    }

    /** Sets one bit of the lists for credentials on the chain, whose room their deposits paid. */
    static void set(SsiState state, Address issuer, Purpose purpose, long index, boolean value) {
        Chunk chunk = chunk(issuer, purpose, index);
        state.put(chunk, Bits.with(state.bits(chunk), (int) (index % Bits.CHUNK), 1, value));
    }

    static void set(SsiState state, Credential credential, Purpose purpose, boolean value) {
        set(state, Address.of(credential.getIssuer()), purpose, credential.getStatusIndex(), value);
    }

    void setOwn(Context context, SetStatusBits message) throws RejectedException {
        if (message.getRunsCount() == 0) {
            throw RejectedException.of(SsiError.BAD_RUNS);
        }
        for (Run run : message.getRunsList()) {
            long end = Integer.toUnsignedLong(run.getFrom()) + Integer.toUnsignedLong(run.getCount());
            boolean fits = run.getCount() >= 1 && run.getCount() <= Bits.CHUNK && end <= Bits.LIST;
            if (!fits) {
                throw RejectedException.of(SsiError.BAD_RUNS);
            }
            set(context, message.getList(), run);
        }
        context.emit(StatusChanged.newBuilder()
                .setIssuer(context.signer().toByteString())
                .setList(message.getList())
                .build());
    }

    /** A run is in one chunk or in two neighbours. */
    private void set(Context context, long list, Run run) throws RejectedException {
        int first = run.getFrom() / Bits.CHUNK;
        int from = run.getFrom() % Bits.CHUNK;
        int here = Math.min(run.getCount(), Bits.CHUNK - from);
        set(context, new Chunk(context.signer(), Purpose.PURPOSE_OWN, list, first), from, here, run.getValue());
        if (here < run.getCount()) {
            Chunk next = new Chunk(context.signer(), Purpose.PURPOSE_OWN, list, first + 1);
            set(context, next, 0, run.getCount() - here, run.getValue());
        }
    }

    private void set(Context context, Chunk chunk, int from, int count, boolean value) throws RejectedException {
        SsiState state = new SsiState(context.state());
        ByteString before = state.bits(chunk);
        ByteString after = Bits.with(before, from, count, value);
        if (before.isEmpty() && !after.isEmpty()) {
            deposits.lock(context, chunk.issuer(), deposit(chunk), after.size());
        } else if (after.isEmpty() && !before.isEmpty()) {
            deposits.unlock(context, deposit(chunk), chunk.issuer());
        }
        state.put(chunk, after);
    }

    private static Bytes deposit(Chunk chunk) {
        byte[] place = ByteBuffer.allocate(Long.BYTES + 1)
                .putLong(chunk.list())
                .put((byte) chunk.chunk())
                .array();
        return SsiModule.join(9, Bytes.wrap(chunk.issuer().hash().toBytes()), Bytes.wrap(place));
    }
}
