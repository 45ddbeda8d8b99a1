package io.ixi.docs.guestbook;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.docs.guestbook.proto.Count;
import io.ixi.docs.guestbook.proto.Entry;
import io.ixi.docs.guestbook.proto.EntryQuery;
import io.ixi.docs.guestbook.proto.GenesisState;
import io.ixi.docs.guestbook.proto.GuestbookError;
import io.ixi.docs.guestbook.proto.GuestbookProto;
import io.ixi.docs.guestbook.proto.Sign;
import io.ixi.docs.guestbook.proto.Signed;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import java.util.List;

/** A guestbook. */
final class GuestbookModule implements Module {
    private static final Table<Entry> ENTRY = Table.of(Entry.getDefaultInstance());
    private static final Table<Count> COUNT = Table.of(Count.getDefaultInstance());

    @Override
    public FileDescriptor descriptor() {
        return GuestbookProto.getDescriptor();
    }

    @Override
    public List<Handler<?>> handlers() {
        return List.of(Handler.of(Sign.getDefaultInstance(), GuestbookModule::sign));
    }

    private static void sign(Context context, Sign message) throws RejectedException {
        Address guest = context.signer();
        Overlay state = context.state();
        if (ENTRY.has(state, ENTRY.key().address(guest))) {
            throw RejectedException.of(GuestbookError.SIGNED_ALREADY);
        }
        long number = COUNT.getOrEmpty(state, COUNT.key()).getGuests() + 1;
        COUNT.put(state, COUNT.key(), Count.newBuilder().setGuests(number).build());
        ENTRY.put(
                state,
                ENTRY.key().address(guest),
                Entry.newBuilder()
                        .setWordsHash(message.getWordsHash())
                        .setNumber(number)
                        .build());
        context.emit(Signed.newBuilder()
                .setGuest(guest.toByteString())
                .setNumber(number)
                .build());
    }

    @Override
    public List<Query<?, ?>> queries() {
        return List.of(Query.of(EntryQuery.getDefaultInstance(), Entry.getDefaultInstance(), GuestbookModule::entry));
    }

    private static Entry entry(Overlay state, EntryQuery params) throws RejectedException {
        Entry entry = ENTRY.get(state, ENTRY.key().address(Address.of(params.getGuest())));
        if (entry == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        return entry;
    }

    @Override
    public Handler<? extends Message> genesis() {
        return Handler.of(GenesisState.getDefaultInstance(), (context, genesis) -> {});
    }

    @Override
    public void check(Overlay block) {
        // nothing moves but the count, which audit compares
    }

    @Override
    public void audit(Overlay state) {
        long[] entries = new long[1];
        ENTRY.scan(state, ENTRY.key(), Bytes.EMPTY, (guest, entry) -> {
            entries[0]++;
            return true;
        });
        if (entries[0] != COUNT.getOrEmpty(state, COUNT.key()).getGuests()) {
            throw new BrokenInvariantException("guestbook: " + entries[0] + " entries, another count");
        }
    }
}
