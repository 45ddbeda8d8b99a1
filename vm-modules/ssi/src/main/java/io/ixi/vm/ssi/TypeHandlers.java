package io.ixi.vm.ssi;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.ssi.proto.Accredit;
import io.ixi.vm.ssi.proto.Accreditation;
import io.ixi.vm.ssi.proto.Accredited;
import io.ixi.vm.ssi.proto.CredentialType;
import io.ixi.vm.ssi.proto.DefineType;
import io.ixi.vm.ssi.proto.RetireType;
import io.ixi.vm.ssi.proto.SsiError;
import io.ixi.vm.ssi.proto.TypeDefined;
import io.ixi.vm.ssi.proto.Unaccredit;

/** What credentials there are, and who issues them. */
final class TypeHandlers {
    private final Deposits deposits;

    TypeHandlers(Deposits deposits) {
        this.deposits = deposits;
    }

    static CredentialType known(SsiState state, Bytes id) throws RejectedException {
        CredentialType type = state.type(id);
        if (type == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "type");
        }
        return type;
    }

    /** The type if the issuer may issue it now. Throws NOT_FOUND, BAD_TYPE or NOT_ACCREDITED. */
    static CredentialType issuable(Context context, SsiState state, Bytes id, Address issuer) throws RejectedException {
        CredentialType type = known(state, id);
        if (type.getRetired()) {
            throw RejectedException.of(SsiError.BAD_TYPE);
        }
        if (!accredited(state, id, type, issuer, context.block().parentTimeMs())) {
            throw RejectedException.of(SsiError.NOT_ACCREDITED);
        }
        return type;
    }

    static boolean accredited(SsiState state, Bytes id, CredentialType type, Address issuer, long timeMs) {
        Accreditation accreditation = state.accreditation(id, issuer);
        return Address.of(type.getAuthority()).equals(issuer)
                || (accreditation != null && !Periods.over(accreditation, timeMs));
    }

    private static CredentialType own(Context context, SsiState state, Bytes id) throws RejectedException {
        CredentialType type = known(state, id);
        if (!Address.of(type.getAuthority()).equals(context.signer())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        return type;
    }

    Bytes define(Context context, DefineType message) throws RejectedException {
        Bytes id = context.newId("type");
        CredentialType type = CredentialType.newBuilder()
                .setAuthority(context.signer().toByteString())
                .setKind(message.getKind())
                .setSchemaHash(message.getSchemaHash())
                .setCriteriaHash(message.getCriteriaHash())
                .setUnasked(message.getUnasked())
                .setMaxTtlS(message.getMaxTtlS())
                .build();
        deposits.lock(context, context.signer(), id, type.getSerializedSize());
        new SsiState(context.state()).put(id, type);
        emit(context, id, type);
        return id;
    }

    private static void emit(Context context, Bytes id, CredentialType type) {
        context.emit(TypeDefined.newBuilder()
                .setType(ByteString.copyFrom(id.unsafeArray()))
                .setAuthority(type.getAuthority())
                .setRetired(type.getRetired())
                .build());
    }

    static void retire(Context context, RetireType message) throws RejectedException {
        SsiState state = new SsiState(context.state());
        Bytes id = SsiState.id(message.getType());
        CredentialType type = own(context, state, id);
        if (type.getRetired()) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        CredentialType retired = type.toBuilder().setRetired(true).build();
        state.put(id, retired);
        emit(context, id, retired);
    }

    private static Bytes deposit(Bytes type, Address issuer) {
        return SsiModule.join(2, type, Bytes.wrap(issuer.hash().toBytes()));
    }

    void accredit(Context context, Accredit message) throws RejectedException {
        SsiState state = new SsiState(context.state());
        Bytes id = SsiState.id(message.getType());
        CredentialType type = own(context, state, id);
        Address issuer = Address.of(message.getIssuer());
        if (type.getRetired()) {
            throw RejectedException.of(SsiError.BAD_TYPE);
        }
        if (message.getUntilMs() < 0
                || Periods.over(message.getUntilMs(), context.block().parentTimeMs())) {
            throw RejectedException.of(SsiError.BAD_PERIOD);
        }
        Accreditation accreditation =
                Accreditation.newBuilder().setUntilMs(message.getUntilMs()).build();
        if (state.accreditation(id, issuer) == null) {
            deposits.lock(context, context.signer(), deposit(id, issuer), accreditation.getSerializedSize());
        }
        state.put(id, issuer, accreditation);
        emit(context, message.getType(), issuer, false);
    }

    private static void emit(Context context, ByteString type, Address issuer, boolean ended) {
        context.emit(Accredited.newBuilder()
                .setType(type)
                .setIssuer(issuer.toByteString())
                .setEnded(ended)
                .build());
    }

    void unaccredit(Context context, Unaccredit message) throws RejectedException {
        SsiState state = new SsiState(context.state());
        Bytes id = SsiState.id(message.getType());
        CredentialType type = known(state, id);
        Address issuer = Address.of(message.getIssuer());
        Accreditation accreditation = state.accreditation(id, issuer);
        if (accreditation == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "accreditation");
        }
        Address signer = context.signer();
        boolean party = signer.equals(issuer) || signer.equals(Address.of(type.getAuthority()));
        boolean over = Periods.over(accreditation, context.block().parentTimeMs());
        if (!party && !over) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        Address authority = Address.of(type.getAuthority());
        deposits.unlock(context, deposit(id, issuer), party ? authority : signer);
        state.deleteAccreditation(id, issuer);
        emit(context, message.getType(), issuer, true);
    }
}
