package io.ixi.vm.shielded;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.Gates;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.shielded.proto.CloseSeries;
import io.ixi.vm.shielded.proto.CommitRecord;
import io.ixi.vm.shielded.proto.OpenSeries;
import io.ixi.vm.shielded.proto.PublishTotal;
import io.ixi.vm.shielded.proto.RecordCommitted;
import io.ixi.vm.shielded.proto.Series;
import io.ixi.vm.shielded.proto.SeriesChanged;
import io.ixi.vm.shielded.proto.ShieldedError;
import io.ixi.vm.shielded.proto.TotalPublished;
import io.ixi.vm.shielded.proto.Totals;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.statement.ProofCheck;
import io.ixi.zkp.statement.Total;
import java.util.List;

/** Private totals: who asks, who takes part, and the proven sum. */
final class SeriesHandlers {
    /** How long a series that nobody published waits for its owner before anyone may close it. */
    static final long WAIT_MS = 2_592_000_000L;

    private static final int RECORD_BYTES = 160;

    private final Deposits deposits;
    private final ProofCheck proofs;

    SeriesHandlers(Money money, ProofCheck proofs) {
        this.deposits = new Deposits(money, ShieldedModule.ID);
        this.proofs = proofs;
    }

    void open(Context context, OpenSeries message) throws RejectedException {
        boolean bounds =
                message.getLow() >= 0 && message.getLow() <= message.getHigh() && message.getHigh() < Total.LIMIT;
        if (!bounds || message.getUntilMs() <= context.block().parentTimeMs()) {
            throw RejectedException.of(ShieldedError.BAD_SERIES);
        }
        if (message.hasGate()) {
            Gates.require(context, message.getGate());
        }
        ShieldedState state = new ShieldedState(context.state());
        Totals totals = state.totals();
        long number = totals.getSeries() + 1;
        state.put(totals.toBuilder().setSeries(number).build());
        Series.Builder series = Series.newBuilder()
                .setOwner(context.signer().toByteString())
                .setNumber(number)
                .setLow(message.getLow())
                .setHigh(message.getHigh())
                .setUntilMs(message.getUntilMs())
                .setPurpose(message.getPurpose());
        if (message.hasGate()) {
            series.setGate(message.getGate());
        }
        Bytes id = context.newId("series");
        Series whole = series.build();
        deposits.lock(context, context.signer(), id, whole.getSerializedSize());
        state.put(id, whole);
        context.emit(SeriesChanged.newBuilder()
                .setSeries(ShieldedState.bytes(id))
                .setOwner(whole.getOwner())
                .build());
    }

    private static Series known(ShieldedState state, Bytes id) throws RejectedException {
        Series series = state.series(id);
        if (series == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "series");
        }
        return series;
    }

    /** Names a record's deposit. */
    private static Bytes record(Bytes series, Quad commitment) {
        return Bytes.wrap(
                Hash.sha256(series.unsafeArray(), commitment.toBytes()).toBytes());
    }

    void commit(Context context, CommitRecord message) throws RejectedException {
        ShieldedState state = new ShieldedState(context.state());
        Bytes id = ShieldedState.id(message.getSeries());
        Series series = known(state, id);
        if (series.getUntilMs() <= context.block().parentTimeMs()) {
            throw RejectedException.of(ShieldedError.SERIES_OVER);
        }
        if (series.getRecords() >= Total.SMALL) {
            throw RejectedException.of(ShieldedError.SERIES_FULL);
        }
        Quad commitment = PoolHandlers.word(message.getCommitment());
        Address account = context.signer();
        if (state.takesPart(id, commitment, account)) {
            throw RejectedException.of(ShieldedError.TAKES_PART);
        }
        if (series.hasGate()) {
            context.require(series.getGate(), account);
        }
        deposits.lock(context, account, record(id, commitment), RECORD_BYTES);
        state.add(id, commitment, account);
        state.put(id, series.toBuilder().setRecords(series.getRecords() + 1).build());
        context.emit(RecordCommitted.newBuilder()
                .setSeries(message.getSeries())
                .setOwner(series.getOwner())
                .build());
    }

    void publish(Context context, PublishTotal message) throws RejectedException {
        ShieldedState state = new ShieldedState(context.state());
        Bytes id = ShieldedState.id(message.getSeries());
        Series series = known(state, id);
        if (!series.getOwner().equals(context.signer().toByteString())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        boolean open = series.getUntilMs() > context.block().parentTimeMs();
        if ((open && series.getRecords() < Total.SMALL) || series.getPublished()) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        if (series.getRecords() < state.parameters().getMinRecords()) {
            throw RejectedException.of(ShieldedError.TOO_FEW);
        }
        List<Quad> records = state.records(id, Total.SMALL).stream()
                .map(ShieldedState.Committed::commitment)
                .toList();
        boolean fits = message.getSum() >= 0 && message.getSum() < Total.SMALL * Total.LIMIT;
        if (!fits
                || !proofs.shows(
                        Effects.total(context.block().chain(), id, series, records, message.getSum()),
                        message.getProof().toByteArray())) {
            throw RejectedException.of(ShieldedError.BAD_PROOF);
        }
        state.put(
                id,
                series.toBuilder().setPublished(true).setSum(message.getSum()).build());
        context.emit(TotalPublished.newBuilder()
                .setSeries(message.getSeries())
                .setSum(message.getSum())
                .setRecords(series.getRecords())
                .build());
    }

    void close(Context context, CloseSeries message) throws RejectedException {
        ShieldedState state = new ShieldedState(context.state());
        Bytes id = ShieldedState.id(message.getSeries());
        Series series = known(state, id);
        boolean own = series.getOwner().equals(context.signer().toByteString());
        if (!own && series.getUntilMs() + WAIT_MS > context.block().parentTimeMs()) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        for (ShieldedState.Committed committed : state.records(id, Total.SMALL)) {
            state.remove(id, committed.commitment(), committed.owner());
            deposits.unlock(context, record(id, committed.commitment()), committed.owner());
        }
        state.deleteSeries(id);
        deposits.unlock(context, id, context.signer());
        context.emit(SeriesChanged.newBuilder()
                .setSeries(message.getSeries())
                .setOwner(series.getOwner())
                .setClosed(true)
                .build());
    }
}
