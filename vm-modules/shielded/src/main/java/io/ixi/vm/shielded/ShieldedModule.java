package io.ixi.vm.shielded;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.shielded.proto.CloseSeries;
import io.ixi.vm.shielded.proto.CommitRecord;
import io.ixi.vm.shielded.proto.Deposit;
import io.ixi.vm.shielded.proto.GenesisState;
import io.ixi.vm.shielded.proto.NotesQuery;
import io.ixi.vm.shielded.proto.NotesResult;
import io.ixi.vm.shielded.proto.OpenSeries;
import io.ixi.vm.shielded.proto.Parameters;
import io.ixi.vm.shielded.proto.Pay;
import io.ixi.vm.shielded.proto.PoolQuery;
import io.ixi.vm.shielded.proto.PoolResult;
import io.ixi.vm.shielded.proto.PublishTotal;
import io.ixi.vm.shielded.proto.RecordsQuery;
import io.ixi.vm.shielded.proto.RecordsResult;
import io.ixi.vm.shielded.proto.Series;
import io.ixi.vm.shielded.proto.SeriesQuery;
import io.ixi.vm.shielded.proto.ShieldedProto;
import io.ixi.vm.shielded.proto.SpentQuery;
import io.ixi.vm.shielded.proto.SpentResult;
import io.ixi.vm.shielded.proto.Withdraw;
import io.ixi.zkp.statement.ProofCheck;
import java.util.List;

/** The shielded module: wiring. */
public final class ShieldedModule implements Module {
    static final int ID = 23;

    /** The account that holds what is in the pool. */
    public static final Address POOL = Address.ofModule(ID);

    /** What a genesis without parameters starts with. */
    public static final Parameters DEFAULTS = Parameters.newBuilder()
            .setRootS(86_400)
            .setSealedS(31_536_000)
            .setPoolCap(1_000_000_000_000_000L)
            .setMinRecords(5)
            .build();

    private final Money money;
    private final PoolHandlers pool;
    private final SeriesHandlers series;

    public ShieldedModule(Money money, ProofCheck proofs) {
        this.money = money;
        this.pool = new PoolHandlers(money, proofs);
        this.series = new SeriesHandlers(money, proofs);
    }

    @Override
    public FileDescriptor descriptor() {
        return ShieldedProto.getDescriptor();
    }

    @Override
    public List<Handler<?>> handlers() {
        return List.of(
                Handler.of(Deposit.getDefaultInstance(), pool::deposit),
                Handler.of(Pay.getDefaultInstance(), pool::pay),
                Handler.of(Withdraw.getDefaultInstance(), pool::withdraw),
                Handler.of(OpenSeries.getDefaultInstance(), series::open),
                Handler.of(CommitRecord.getDefaultInstance(), series::commit),
                Handler.of(PublishTotal.getDefaultInstance(), series::publish),
                Handler.of(CloseSeries.getDefaultInstance(), series::close));
    }

    @Override
    public List<Query<?, ?>> queries() {
        return List.of(
                Query.of(PoolQuery.getDefaultInstance(), PoolResult.getDefaultInstance(), ShieldedQueries::pool),
                Query.of(NotesQuery.getDefaultInstance(), NotesResult.getDefaultInstance(), ShieldedQueries::notes),
                Query.of(SpentQuery.getDefaultInstance(), SpentResult.getDefaultInstance(), ShieldedQueries::spent),
                Query.of(SeriesQuery.getDefaultInstance(), Series.getDefaultInstance(), ShieldedQueries::series),
                Query.of(
                        RecordsQuery.getDefaultInstance(),
                        RecordsResult.getDefaultInstance(),
                        ShieldedQueries::records));
    }

    @Override
    public Handler<? extends Message> genesis() {
        return Handler.of(GenesisState.getDefaultInstance(), (context, genesis) -> {
            ShieldedState state = new ShieldedState(context.state());
            state.put(genesis.hasParameters() ? genesis.getParameters() : DEFAULTS);
            NoteTree.plant(state);
        });
    }

    /** Lists the tree's root if the block added notes: one anchor for each block. */
    @Override
    public void endBlock(Context context) {
        NoteTree.list(new ShieldedState(context.state()), context.block().timeMs());
    }

    @Override
    public void check(Overlay block) {
        ShieldedInvariants.check(new ShieldedState(block), money, block);
    }

    @Override
    public void audit(Overlay state) {
        ShieldedInvariants.audit(new ShieldedState(state), money, state);
    }
}
