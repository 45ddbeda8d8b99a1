package io.ixi.vm.repositorium.storage;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.repositorium.storage.proto.AcceptShard;
import io.ixi.vm.repositorium.storage.proto.AccessQuery;
import io.ixi.vm.repositorium.storage.proto.AccessResult;
import io.ixi.vm.repositorium.storage.proto.BlobQuery;
import io.ixi.vm.repositorium.storage.proto.BlobResult;
import io.ixi.vm.repositorium.storage.proto.ChallengeQuery;
import io.ixi.vm.repositorium.storage.proto.ChallengeResult;
import io.ixi.vm.repositorium.storage.proto.Clock;
import io.ixi.vm.repositorium.storage.proto.CreateBlob;
import io.ixi.vm.repositorium.storage.proto.DealsQuery;
import io.ixi.vm.repositorium.storage.proto.DealsResult;
import io.ixi.vm.repositorium.storage.proto.DeleteBlob;
import io.ixi.vm.repositorium.storage.proto.DropShards;
import io.ixi.vm.repositorium.storage.proto.EditProvider;
import io.ixi.vm.repositorium.storage.proto.EndReservation;
import io.ixi.vm.repositorium.storage.proto.EpochQuery;
import io.ixi.vm.repositorium.storage.proto.ExitProvider;
import io.ixi.vm.repositorium.storage.proto.ExtendBlob;
import io.ixi.vm.repositorium.storage.proto.GenesisState;
import io.ixi.vm.repositorium.storage.proto.GrantKey;
import io.ixi.vm.repositorium.storage.proto.MineQuery;
import io.ixi.vm.repositorium.storage.proto.MineResult;
import io.ixi.vm.repositorium.storage.proto.Parameters;
import io.ixi.vm.repositorium.storage.proto.ParametersQuery;
import io.ixi.vm.repositorium.storage.proto.Prove;
import io.ixi.vm.repositorium.storage.proto.Provider;
import io.ixi.vm.repositorium.storage.proto.ProviderQuery;
import io.ixi.vm.repositorium.storage.proto.ProvidersQuery;
import io.ixi.vm.repositorium.storage.proto.ProvidersResult;
import io.ixi.vm.repositorium.storage.proto.RegisterProvider;
import io.ixi.vm.repositorium.storage.proto.Repair;
import io.ixi.vm.repositorium.storage.proto.RepoProto;
import io.ixi.vm.repositorium.storage.proto.ReportFault;
import io.ixi.vm.repositorium.storage.proto.Reservation;
import io.ixi.vm.repositorium.storage.proto.ReservationQuery;
import io.ixi.vm.repositorium.storage.proto.Reserve;
import io.ixi.vm.repositorium.storage.proto.RevokeKey;
import io.ixi.vm.repositorium.storage.proto.SettleDeals;
import io.ixi.vm.repositorium.storage.proto.Shred;
import java.util.List;

/** The storage module: wiring. */
public final class StorageModule implements Module {
    static final int ID = 17;

    /** What a genesis without parameters starts with. */
    public static final Parameters DEFAULTS = Parameters.newBuilder()
            .setEpochS(3_600)
            .setAnswerBlocks(20)
            .setCollateralPerMib(10_000)
            .setSlashPpm(100_000)
            .setReservePrice(10)
            .build();

    private final ProviderHandlers providers;
    private final ReservationHandlers reservations;
    private final BlobHandlers blobs;
    private final DealHandlers deals;
    private final ProofHandlers proofs;
    private final GrantHandlers grants;
    private final StorageInvariants invariants;

    /** @param treasury who receives what providers lose */
    public StorageModule(Money money, Address treasury) {
        Deposits deposits = new Deposits(money, ID);
        this.providers = new ProviderHandlers(money, deposits, treasury);
        this.reservations = new ReservationHandlers(money, deposits, treasury);
        this.blobs = new BlobHandlers(money, deposits, reservations);
        this.deals = new DealHandlers(money);
        this.proofs = new ProofHandlers(money, treasury);
        this.grants = new GrantHandlers(deposits);
        this.invariants = new StorageInvariants(money);
    }

    @Override
    public FileDescriptor descriptor() {
        return RepoProto.getDescriptor();
    }

    @Override
    public List<Handler<?>> handlers() {
        return List.of(
                Handler.of(RegisterProvider.getDefaultInstance(), providers::register),
                Handler.of(EditProvider.getDefaultInstance(), providers::edit),
                Handler.of(ExitProvider.getDefaultInstance(), providers::exit),
                Handler.of(Reserve.getDefaultInstance(), reservations::reserve),
                Handler.of(EndReservation.getDefaultInstance(), reservations::end),
                Handler.of(CreateBlob.getDefaultInstance(), blobs::create),
                Handler.of(AcceptShard.getDefaultInstance(), deals::accept),
                Handler.of(ExtendBlob.getDefaultInstance(), blobs::extend),
                Handler.of(DeleteBlob.getDefaultInstance(), blobs::delete),
                Handler.of(Shred.getDefaultInstance(), blobs::shred),
                Handler.of(GrantKey.getDefaultInstance(), grants::grant),
                Handler.of(RevokeKey.getDefaultInstance(), grants::revoke),
                Handler.of(Prove.getDefaultInstance(), proofs::prove),
                Handler.of(ReportFault.getDefaultInstance(), proofs::report),
                Handler.of(SettleDeals.getDefaultInstance(), deals::settle),
                Handler.of(DropShards.getDefaultInstance(), deals::drop),
                Handler.of(Repair.getDefaultInstance(), deals::repair));
    }

    @Override
    public List<Query<?, ?>> queries() {
        return List.of(
                Query.of(BlobQuery.getDefaultInstance(), BlobResult.getDefaultInstance(), StorageQueries::blob),
                Query.of(ProviderQuery.getDefaultInstance(), Provider.getDefaultInstance(), StorageQueries::provider),
                Query.of(
                        ProvidersQuery.getDefaultInstance(),
                        ProvidersResult.getDefaultInstance(),
                        StorageQueries::providers),
                Query.of(DealsQuery.getDefaultInstance(), DealsResult.getDefaultInstance(), StorageQueries::deals),
                Query.of(
                        ChallengeQuery.getDefaultInstance(),
                        ChallengeResult.getDefaultInstance(),
                        StorageQueries::challenge),
                Query.of(AccessQuery.getDefaultInstance(), AccessResult.getDefaultInstance(), StorageQueries::access),
                Query.of(
                        ReservationQuery.getDefaultInstance(),
                        Reservation.getDefaultInstance(),
                        StorageQueries::reservation),
                Query.of(MineQuery.getDefaultInstance(), MineResult.getDefaultInstance(), StorageQueries::mine),
                Query.of(EpochQuery.getDefaultInstance(), Clock.getDefaultInstance(), StorageQueries::epoch),
                Query.of(
                        ParametersQuery.getDefaultInstance(),
                        Parameters.getDefaultInstance(),
                        StorageQueries::parameters));
    }

    @Override
    public Handler<? extends Message> genesis() {
        return Handler.of(GenesisState.getDefaultInstance(), StorageModule::begin);
    }

    private static void begin(Context context, GenesisState genesis) {
        StorageState state = new StorageState(context.state());
        state.put(genesis.hasParameters() ? genesis.getParameters() : DEFAULTS);
        state.put(Clock.newBuilder()
                .setEpoch(1)
                .setSinceMs(context.block().timeMs())
                .build());
    }

    @Override
    public void endBlock(Context context) {
        ProofHandlers.endBlock(context);
    }

    @Override
    public void check(Overlay block) {
        invariants.check(block);
    }

    @Override
    public void audit(Overlay state) {
        invariants.audit(state);
    }
}
