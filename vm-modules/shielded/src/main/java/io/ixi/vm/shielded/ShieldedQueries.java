package io.ixi.vm.shielded;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.shielded.proto.Note;
import io.ixi.vm.shielded.proto.NoteInfo;
import io.ixi.vm.shielded.proto.NotesQuery;
import io.ixi.vm.shielded.proto.NotesResult;
import io.ixi.vm.shielded.proto.Pool;
import io.ixi.vm.shielded.proto.PoolQuery;
import io.ixi.vm.shielded.proto.PoolResult;
import io.ixi.vm.shielded.proto.RecordsQuery;
import io.ixi.vm.shielded.proto.RecordsResult;
import io.ixi.vm.shielded.proto.Series;
import io.ixi.vm.shielded.proto.SeriesQuery;
import io.ixi.vm.shielded.proto.SpentQuery;
import io.ixi.vm.shielded.proto.SpentResult;
import io.ixi.vm.shielded.proto.Tree;
import io.ixi.zkp.statement.Total;
import org.jspecify.annotations.Nullable;

/** Answers. */
final class ShieldedQueries {
    private static final int MAX_PAGE = 50;

    private ShieldedQueries() {}

    private static <T> T found(@Nullable T value) throws RejectedException {
        if (value == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        return value;
    }

    /** An asset of which nothing ever came in has the next number. */
    static PoolResult pool(Overlay overlay, PoolQuery params) {
        ShieldedState state = new ShieldedState(overlay);
        Pool known = state.pool(params.getAsset());
        Pool pool = known == null ? PoolHandlers.opened(state) : known;
        return PoolResult.newBuilder()
                .setNumber(pool.getNumber())
                .setBalance(ShieldedState.balance(pool).toByteString())
                .setDeposited(pool.getDeposited())
                .setWithdrawn(pool.getWithdrawn())
                .build();
    }

    static NotesResult notes(Overlay overlay, NotesQuery params) throws RejectedException {
        if (Integer.compareUnsigned(params.getLimit(), MAX_PAGE) > 0) {
            throw RejectedException.of(KernelError.LIMIT, "limit up to " + MAX_PAGE);
        }
        ShieldedState state = new ShieldedState(overlay);
        Tree tree = state.tree();
        int limit = params.getLimit() == 0 ? MAX_PAGE : params.getLimit();
        NotesResult.Builder page =
                NotesResult.newBuilder().setSize(tree.getSize()).setRoot(tree.getRoot());
        for (long at = params.getFrom(); at >= 0 && at < tree.getSize() && page.getNotesCount() < limit; at++) {
            Note note = found(state.note(at));
            page.addNotes(NoteInfo.newBuilder()
                    .setNote(note)
                    .setSealed(state.encrypted(at).getNote()));
        }
        return page.build();
    }

    static SpentResult spent(Overlay overlay, SpentQuery params) throws RejectedException {
        boolean spent = new ShieldedState(overlay).spent(PoolHandlers.word(params.getNullifier()));
        return SpentResult.newBuilder().setSpent(spent).build();
    }

    static Series series(Overlay overlay, SeriesQuery params) throws RejectedException {
        return found(new ShieldedState(overlay).series(ShieldedState.id(params.getSeries())));
    }

    static RecordsResult records(Overlay overlay, RecordsQuery params) throws RejectedException {
        ShieldedState state = new ShieldedState(overlay);
        Bytes id = ShieldedState.id(params.getSeries());
        found(state.series(id));
        RecordsResult.Builder page = RecordsResult.newBuilder();
        for (ShieldedState.Committed committed : state.records(id, Total.SMALL)) {
            page.addCommitments(ShieldedState.bytes(committed.commitment()));
        }
        return page.build();
    }
}
