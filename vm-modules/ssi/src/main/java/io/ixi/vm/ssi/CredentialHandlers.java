package io.ixi.vm.ssi;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.ssi.SsiState.Place;
import io.ixi.vm.ssi.proto.Accept;
import io.ixi.vm.ssi.proto.Credential;
import io.ixi.vm.ssi.proto.CredentialActive;
import io.ixi.vm.ssi.proto.CredentialOffered;
import io.ixi.vm.ssi.proto.CredentialRemoved;
import io.ixi.vm.ssi.proto.CredentialStopped;
import io.ixi.vm.ssi.proto.CredentialType;
import io.ixi.vm.ssi.proto.Decline;
import io.ixi.vm.ssi.proto.DeleteCredential;
import io.ixi.vm.ssi.proto.Held;
import io.ixi.vm.ssi.proto.Identifier;
import io.ixi.vm.ssi.proto.Kind;
import io.ixi.vm.ssi.proto.Offer;
import io.ixi.vm.ssi.proto.Purpose;
import io.ixi.vm.ssi.proto.Resume;
import io.ixi.vm.ssi.proto.Revoke;
import io.ixi.vm.ssi.proto.SetVisibility;
import io.ixi.vm.ssi.proto.SsiError;
import io.ixi.vm.ssi.proto.Status;
import io.ixi.vm.ssi.proto.Suspend;

/** A credential's life: offered, accepted, suspended, revoked, deleted. */
final class CredentialHandlers {
    /** Most issuers of which a subject holds one type. */
    static final int MAX_ISSUERS = 8;

    private static final int MAX_CODE = 255;

    private final Deposits deposits;

    CredentialHandlers(Deposits deposits) {
        this.deposits = deposits;
    }

    static Credential known(SsiState state, Bytes id) throws RejectedException {
        Credential credential = state.credential(id);
        if (credential == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "credential");
        }
        return credential;
    }

    private static Credential issued(Context context, SsiState state, Bytes id) throws RejectedException {
        Credential credential = known(state, id);
        if (!context.signer().toByteString().equals(credential.getIssuer())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        return credential;
    }

    Bytes offer(Context context, Offer message) throws RejectedException {
        SsiState state = new SsiState(context.state());
        Address issuer = context.signer();
        Bytes typeId = SsiState.id(message.getType());
        CredentialType type = TypeHandlers.issuable(context, state, typeId, issuer);
        long now = context.block().parentTimeMs();
        Periods.require(type, message.getUntilMs(), now);
        boolean identifies = type.getKind() == Kind.KIND_EMAIL || type.getKind() == Kind.KIND_PHONE;
        if (message.hasIdentifier() && !identifies) {
            throw RejectedException.of(SsiError.BAD_IDENTIFIER);
        }
        Bytes id = context.newId("credential");
        Credential.Builder credential = Credential.newBuilder()
                .setType(message.getType())
                .setIssuer(issuer.toByteString())
                .setSubject(message.getSubject())
                .setClaimsRoot(message.getClaimsRoot())
                .setFromMs(now)
                .setUntilMs(message.getUntilMs())
                .setStatusIndex(state.takeStatus(issuer, 1));
        if (message.hasEvidenceHash()) {
            credential.setEvidenceHash(message.getEvidenceHash());
        }
        if (message.hasIdentifier()) {
            credential.setIdentifier(message.getIdentifier());
        }
        Credential offered = credential.build();
        deposits.lock(context, issuer, id, offered.getSerializedSize());
        state.count(1, 0);
        if (type.getUnasked()) {
            activate(context, state, id, offered);
            return id;
        }
        state.put(id, offered);
        state.putOffered(Address.of(message.getSubject()), id);
        context.emit(CredentialOffered.newBuilder()
                .setCredential(bytes(id))
                .setType(message.getType())
                .setIssuer(issuer.toByteString())
                .setSubject(message.getSubject())
                .build());
        return id;
    }

    static ByteString bytes(Bytes id) {
        return ByteString.copyFrom(id.unsafeArray());
    }

    /** Makes a credential count. One that no longer counts by the same issuer makes room. */
    void activate(Context context, SsiState state, Bytes id, Credential credential) throws RejectedException {
        long now = context.block().parentTimeMs();
        Place place = Place.of(credential);
        Held before = state.held(place);
        if (before != null) {
            Bytes old = SsiState.id(before.getCredential());
            Credential earlier = known(state, old);
            boolean counts = earlier.getStatus() != Status.STATUS_REVOKED && !Periods.over(earlier, now);
            if (counts) {
                throw RejectedException.of(SsiError.DUPLICATE);
            }
            remove(context, state, old, earlier, payer(earlier));
        } else {
            int[] issuers = new int[1];
            state.scanHeld(place.subject(), place.type(), held -> ++issuers[0] < MAX_ISSUERS);
            if (issuers[0] >= MAX_ISSUERS) {
                throw RejectedException.of(SsiError.TOO_MANY);
            }
        }
        Credential active =
                credential.toBuilder().setStatus(Status.STATUS_ACTIVE).build();
        put(state, id, active);
        context.emit(CredentialActive.newBuilder()
                .setCredential(bytes(id))
                .setIssuer(active.getIssuer())
                .setSubject(active.getSubject())
                .build());
    }

    /** Writes a credential that was accepted, and what gates read of it. */
    private static void put(SsiState state, Bytes id, Credential credential) {
        state.put(id, credential);
        state.put(
                Place.of(credential),
                Held.newBuilder()
                        .setCredential(bytes(id))
                        .setFromMs(credential.getFromMs())
                        .setUntilMs(credential.getUntilMs())
                        .setActive(credential.getStatus() == Status.STATUS_ACTIVE)
                        .build());
    }

    private static Address payer(Credential credential) {
        return Address.of(credential.getAccepted() ? credential.getSubject() : credential.getIssuer());
    }

    void accept(Context context, Accept message) throws RejectedException {
        SsiState state = new SsiState(context.state());
        Bytes id = SsiState.id(message.getCredential());
        Credential credential = known(state, id);
        requireSubject(context, credential);
        if (credential.getStatus() != Status.STATUS_OFFERED
                || Periods.offerOver(
                        credential, state.parameters(), context.block().parentTimeMs())) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        Address subject = context.signer();
        Credential accepted = credential.toBuilder().setAccepted(true).build();
        deposits.unlock(context, id, Address.of(credential.getIssuer()));
        deposits.lock(context, subject, id, accepted.getSerializedSize());
        state.deleteOffered(subject, id);
        activate(context, state, id, accepted);
    }

    private static void requireSubject(Context context, Credential credential) throws RejectedException {
        if (!context.signer().toByteString().equals(credential.getSubject())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
    }

    void decline(Context context, Decline message) throws RejectedException {
        SsiState state = new SsiState(context.state());
        Bytes id = SsiState.id(message.getCredential());
        Credential credential = known(state, id);
        if (credential.getStatus() != Status.STATUS_OFFERED) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        ByteString signer = context.signer().toByteString();
        boolean party = signer.equals(credential.getSubject()) || signer.equals(credential.getIssuer());
        if (!party
                && !Periods.offerOver(
                        credential, state.parameters(), context.block().parentTimeMs())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        state.deleteOffered(Address.of(credential.getSubject()), id);
        remove(context, state, id, credential, party ? payer(credential) : context.signer());
    }

    static void suspend(Context context, Suspend message) throws RejectedException {
        SsiState state = new SsiState(context.state());
        Bytes id = SsiState.id(message.getCredential());
        Credential credential = issued(context, state, id);
        if (credential.getStatus() != Status.STATUS_ACTIVE) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        stop(context, state, id, credential, Status.STATUS_SUSPENDED, message.getCode());
        StatusLists.set(state, credential, Purpose.PURPOSE_SUSPENSION, true);
    }

    private static void stop(Context context, SsiState state, Bytes id, Credential credential, Status status, int code)
            throws RejectedException {
        if (code < 0 || code > MAX_CODE) {
            throw RejectedException.of(SsiError.BAD_CODE);
        }
        put(state, id, credential.toBuilder().setStatus(status).setCode(code).build());
        context.emit(CredentialStopped.newBuilder()
                .setCredential(bytes(id))
                .setSubject(credential.getSubject())
                .setStatus(status)
                .setCode(code)
                .build());
    }

    static void resume(Context context, Resume message) throws RejectedException {
        SsiState state = new SsiState(context.state());
        Bytes id = SsiState.id(message.getCredential());
        Credential credential = issued(context, state, id);
        if (credential.getStatus() != Status.STATUS_SUSPENDED) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        put(
                state,
                id,
                credential.toBuilder()
                        .setStatus(Status.STATUS_ACTIVE)
                        .clearCode()
                        .build());
        StatusLists.set(state, credential, Purpose.PURPOSE_SUSPENSION, false);
        context.emit(CredentialActive.newBuilder()
                .setCredential(message.getCredential())
                .setIssuer(credential.getIssuer())
                .setSubject(credential.getSubject())
                .build());
    }

    static void revoke(Context context, Revoke message) throws RejectedException {
        SsiState state = new SsiState(context.state());
        Bytes id = SsiState.id(message.getCredential());
        Credential credential = issued(context, state, id);
        if (credential.getStatus() == Status.STATUS_REVOKED) {
            throw RejectedException.of(SsiError.REVOKED);
        }
        if (credential.getStatus() == Status.STATUS_OFFERED) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        stop(context, state, id, credential, Status.STATUS_REVOKED, message.getCode());
        StatusLists.set(state, credential, Purpose.PURPOSE_REVOCATION, true);
    }

    void delete(Context context, DeleteCredential message) throws RejectedException {
        SsiState state = new SsiState(context.state());
        Bytes id = SsiState.id(message.getCredential());
        Credential credential = known(state, id);
        if (credential.getStatus() == Status.STATUS_OFFERED) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        ByteString signer = context.signer().toByteString();
        boolean own = signer.equals(credential.getSubject())
                || (signer.equals(credential.getIssuer()) && credential.getStatus() == Status.STATUS_REVOKED);
        if (!own && !Periods.over(credential, context.block().parentTimeMs())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        remove(context, state, id, credential, own ? payer(credential) : context.signer());
    }

    /** @param remover gets a tenth of the deposit unless it paid it */
    private void remove(Context context, SsiState state, Bytes id, Credential credential, Address remover)
            throws RejectedException {
        deposits.unlock(context, id, remover);
        state.deleteCredential(id);
        state.count(-1, 0);
        if (credential.getStatus() != Status.STATUS_OFFERED) {
            state.delete(Place.of(credential));
        }
        if (credential.hasIdentifier()) {
            Hash hash = Hash.of(credential.getIdentifier().toByteArray());
            Identifier linked = state.identifier(hash);
            if (linked != null && SsiState.id(linked.getCredential()).equals(id)) {
                deposits.unlock(context, IdentifierHandlers.deposit(hash), Address.of(linked.getAccount()));
                state.deleteIdentifier(hash);
            }
        }
        context.emit(CredentialRemoved.newBuilder()
                .setCredential(bytes(id))
                .setIssuer(credential.getIssuer())
                .setSubject(credential.getSubject())
                .build());
    }

    static void show(Context context, SetVisibility message) throws RejectedException {
        SsiState state = new SsiState(context.state());
        Bytes id = SsiState.id(message.getCredential());
        Credential credential = known(state, id);
        requireSubject(context, credential);
        state.put(id, credential.toBuilder().setHidden(message.getHidden()).build());
    }
}
