package io.ixi.vm.ssi;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.GateSource;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.ssi.proto.Accept;
import io.ixi.vm.ssi.proto.Accredit;
import io.ixi.vm.ssi.proto.Batch;
import io.ixi.vm.ssi.proto.BatchQuery;
import io.ixi.vm.ssi.proto.ClaimFromBatch;
import io.ixi.vm.ssi.proto.CloseBatch;
import io.ixi.vm.ssi.proto.CreateDomain;
import io.ixi.vm.ssi.proto.Credential;
import io.ixi.vm.ssi.proto.CredentialInfo;
import io.ixi.vm.ssi.proto.CredentialQuery;
import io.ixi.vm.ssi.proto.CredentialType;
import io.ixi.vm.ssi.proto.DeactivateDid;
import io.ixi.vm.ssi.proto.Decline;
import io.ixi.vm.ssi.proto.DefineType;
import io.ixi.vm.ssi.proto.DeleteCredential;
import io.ixi.vm.ssi.proto.DeleteDomain;
import io.ixi.vm.ssi.proto.DidQuery;
import io.ixi.vm.ssi.proto.DidResult;
import io.ixi.vm.ssi.proto.Domain;
import io.ixi.vm.ssi.proto.DomainQuery;
import io.ixi.vm.ssi.proto.EditDomain;
import io.ixi.vm.ssi.proto.GenesisState;
import io.ixi.vm.ssi.proto.HoldsQuery;
import io.ixi.vm.ssi.proto.HoldsResult;
import io.ixi.vm.ssi.proto.IssueBatch;
import io.ixi.vm.ssi.proto.IssuerQuery;
import io.ixi.vm.ssi.proto.IssuerResult;
import io.ixi.vm.ssi.proto.LinkIdentifier;
import io.ixi.vm.ssi.proto.Offer;
import io.ixi.vm.ssi.proto.OffersQuery;
import io.ixi.vm.ssi.proto.OffersResult;
import io.ixi.vm.ssi.proto.Parameters;
import io.ixi.vm.ssi.proto.PassportQuery;
import io.ixi.vm.ssi.proto.PassportResult;
import io.ixi.vm.ssi.proto.ResolveQuery;
import io.ixi.vm.ssi.proto.ResolveResult;
import io.ixi.vm.ssi.proto.Resume;
import io.ixi.vm.ssi.proto.RetireType;
import io.ixi.vm.ssi.proto.Revoke;
import io.ixi.vm.ssi.proto.RevokeFromBatch;
import io.ixi.vm.ssi.proto.SetDid;
import io.ixi.vm.ssi.proto.SetStatusBits;
import io.ixi.vm.ssi.proto.SetVisibility;
import io.ixi.vm.ssi.proto.SsiProto;
import io.ixi.vm.ssi.proto.StatusListQuery;
import io.ixi.vm.ssi.proto.StatusListResult;
import io.ixi.vm.ssi.proto.Suspend;
import io.ixi.vm.ssi.proto.TypeQuery;
import io.ixi.vm.ssi.proto.Unaccredit;
import io.ixi.vm.ssi.proto.UnlinkIdentifier;
import io.ixi.vm.ssi.proto.VerifiedQuery;
import io.ixi.vm.ssi.proto.VerifiedResult;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** The ssi module: wiring, and what other modules may be handed of it. */
public final class SsiModule implements Module, GateSource {
    static final int ID = 6;

    /** What a genesis without parameters starts with. */
    public static final Parameters DEFAULTS =
            Parameters.newBuilder().setOfferS(2_592_000).build();

    private final Keyring keys;
    private final TypeHandlers types;
    private final CredentialHandlers credentials;
    private final BatchHandlers batches;
    private final StatusLists lists;
    private final DomainHandlers domains;
    private final IdentifierHandlers identifiers;
    private final DidHandlers dids;

    public SsiModule(Money money, Keyring keys) {
        Deposits deposits = new Deposits(money, ID);
        this.keys = keys;
        this.types = new TypeHandlers(deposits);
        this.credentials = new CredentialHandlers(deposits);
        this.batches = new BatchHandlers(deposits, credentials);
        this.lists = new StatusLists(deposits);
        this.domains = new DomainHandlers(deposits);
        this.identifiers = new IdentifierHandlers(deposits);
        this.dids = new DidHandlers(deposits);
    }

    /** Names what a deposit is for: the number of its table, then two parts. */
    static Bytes join(int table, Bytes first, Bytes second) {
        byte[] all = new byte[1 + first.size() + second.size()];
        all[0] = (byte) table;
        System.arraycopy(first.unsafeArray(), 0, all, 1, first.size());
        System.arraycopy(second.unsafeArray(), 0, all, 1 + first.size(), second.size());
        return Bytes.wrap(all);
    }

    /** For other modules: makes a type, with the signer as its authority. Returns its id. */
    public Bytes define(Context context, DefineType message) throws RejectedException {
        return types.define(context, message);
    }

    /** For other modules: issues a credential by the signer. Returns its id. */
    public Bytes offer(Context context, Offer message) throws RejectedException {
        return credentials.offer(context, message);
    }

    /** For other modules: issues a batch by the signer. Returns its id. */
    public Bytes issue(Context context, IssueBatch message) throws RejectedException {
        return batches.issue(context, message);
    }

    /** For other modules: a credential by its id. */
    public @Nullable Credential credential(Overlay state, Bytes id) {
        return new SsiState(state).credential(id);
    }

    /** For other modules: whether there is such a type. */
    public boolean knows(Overlay state, Bytes type) {
        return new SsiState(state).type(type) != null;
    }

    /** For other modules: whether an account may issue a type now. */
    public boolean mayIssue(Overlay overlay, Bytes id, Address issuer, long timeMs) {
        SsiState state = new SsiState(overlay);
        CredentialType type = state.type(id);
        return type != null && !type.getRetired() && TypeHandlers.accredited(state, id, type, issuer, timeMs);
    }

    /** For other modules: whether a credential counts. */
    public boolean live(Overlay state, Bytes id, long timeMs) {
        Credential credential = new SsiState(state).credential(id);
        return credential != null && Periods.live(credential, timeMs);
    }

    /**
     * For other modules: visits the credentials that an account took, until the visitor returns false.
     *
     * @param after cursor to go on from; empty: from the start
     * @param visitor gets cursors and ids
     */
    public void scan(Overlay state, Address subject, Bytes after, BiPredicate<Bytes, Bytes> visitor) {
        new SsiState(state)
                .scanHeld(subject, after, (cursor, held) -> visitor.test(cursor, SsiState.id(held.getCredential())));
    }

    @Override
    public FileDescriptor descriptor() {
        return SsiProto.getDescriptor();
    }

    @Override
    public List<Handler<?>> handlers() {
        return List.of(
                Handler.of(DefineType.getDefaultInstance(), types::define),
                Handler.of(RetireType.getDefaultInstance(), TypeHandlers::retire),
                Handler.of(Accredit.getDefaultInstance(), types::accredit),
                Handler.of(Unaccredit.getDefaultInstance(), types::unaccredit),
                Handler.of(Offer.getDefaultInstance(), credentials::offer),
                Handler.of(Accept.getDefaultInstance(), credentials::accept),
                Handler.of(Decline.getDefaultInstance(), credentials::decline),
                Handler.of(Suspend.getDefaultInstance(), CredentialHandlers::suspend),
                Handler.of(Resume.getDefaultInstance(), CredentialHandlers::resume),
                Handler.of(Revoke.getDefaultInstance(), CredentialHandlers::revoke),
                Handler.of(DeleteCredential.getDefaultInstance(), credentials::delete),
                Handler.of(IssueBatch.getDefaultInstance(), batches::issue),
                Handler.of(ClaimFromBatch.getDefaultInstance(), batches::claim),
                Handler.of(RevokeFromBatch.getDefaultInstance(), BatchHandlers::revoke),
                Handler.of(CloseBatch.getDefaultInstance(), batches::close),
                Handler.of(SetStatusBits.getDefaultInstance(), lists::setOwn),
                Handler.of(CreateDomain.getDefaultInstance(), domains::create),
                Handler.of(EditDomain.getDefaultInstance(), domains::edit),
                Handler.of(DeleteDomain.getDefaultInstance(), domains::delete),
                Handler.of(LinkIdentifier.getDefaultInstance(), identifiers::link),
                Handler.of(UnlinkIdentifier.getDefaultInstance(), identifiers::unlink),
                Handler.of(SetVisibility.getDefaultInstance(), CredentialHandlers::show),
                Handler.of(SetDid.getDefaultInstance(), dids::set),
                Handler.of(DeactivateDid.getDefaultInstance(), dids::deactivate));
    }

    @Override
    public List<Query<?, ?>> queries() {
        return List.of(
                Query.of(TypeQuery.getDefaultInstance(), CredentialType.getDefaultInstance(), SsiQueries::type),
                Query.of(IssuerQuery.getDefaultInstance(), IssuerResult.getDefaultInstance(), SsiQueries::issuer),
                Query.of(
                        CredentialQuery.getDefaultInstance(),
                        CredentialInfo.getDefaultInstance(),
                        SsiQueries::credential),
                Query.of(PassportQuery.getDefaultInstance(), PassportResult.getDefaultInstance(), SsiQueries::passport),
                Query.of(OffersQuery.getDefaultInstance(), OffersResult.getDefaultInstance(), SsiQueries::offers),
                Query.of(HoldsQuery.getDefaultInstance(), HoldsResult.getDefaultInstance(), SsiQueries::holds),
                Query.of(VerifiedQuery.getDefaultInstance(), VerifiedResult.getDefaultInstance(), SsiQueries::verified),
                Query.of(BatchQuery.getDefaultInstance(), Batch.getDefaultInstance(), SsiQueries::batch),
                Query.of(
                        StatusListQuery.getDefaultInstance(),
                        StatusListResult.getDefaultInstance(),
                        SsiQueries::statusList),
                Query.of(DomainQuery.getDefaultInstance(), Domain.getDefaultInstance(), SsiQueries::domain),
                Query.of(ResolveQuery.getDefaultInstance(), ResolveResult.getDefaultInstance(), SsiQueries::resolve),
                Query.of(
                        DidQuery.getDefaultInstance(),
                        DidResult.getDefaultInstance(),
                        (state, params) -> SsiQueries.did(state, params, keys)));
    }

    @Override
    public Handler<? extends Message> genesis() {
        return Handler.of(
                GenesisState.getDefaultInstance(),
                (context, genesis) -> new SsiState(context.state())
                        .put(genesis.hasParameters() ? genesis.getParameters() : DEFAULTS));
    }

    @Override
    public boolean answers(Condition.TestCase kind) {
        return kind == Condition.TestCase.CREDENTIAL;
    }

    @Override
    public boolean holds(Overlay state, Address account, Condition condition, long timeMs) {
        return CredentialGate.holds(new SsiState(state), account, condition.getCredential(), timeMs);
    }

    @Override
    public void check(Overlay block) {
        SsiInvariants.check(new SsiState(block));
    }

    @Override
    public void audit(Overlay state) {
        SsiInvariants.audit(new SsiState(state));
    }

    /** Keeps no money but deposits, which are its users'. */
    @Override
    public boolean essential() {
        return false;
    }
}
