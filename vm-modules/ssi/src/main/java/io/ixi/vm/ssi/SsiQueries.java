package io.ixi.vm.ssi;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.BlockTime;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.CredentialTest;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.ssi.SsiState.Chunk;
import io.ixi.vm.ssi.proto.Accreditation;
import io.ixi.vm.ssi.proto.Batch;
import io.ixi.vm.ssi.proto.BatchQuery;
import io.ixi.vm.ssi.proto.Credential;
import io.ixi.vm.ssi.proto.CredentialInfo;
import io.ixi.vm.ssi.proto.CredentialQuery;
import io.ixi.vm.ssi.proto.CredentialType;
import io.ixi.vm.ssi.proto.DidQuery;
import io.ixi.vm.ssi.proto.DidResult;
import io.ixi.vm.ssi.proto.Domain;
import io.ixi.vm.ssi.proto.DomainQuery;
import io.ixi.vm.ssi.proto.HoldsQuery;
import io.ixi.vm.ssi.proto.HoldsResult;
import io.ixi.vm.ssi.proto.Identifier;
import io.ixi.vm.ssi.proto.IssuerQuery;
import io.ixi.vm.ssi.proto.IssuerResult;
import io.ixi.vm.ssi.proto.OffersQuery;
import io.ixi.vm.ssi.proto.OffersResult;
import io.ixi.vm.ssi.proto.PassportQuery;
import io.ixi.vm.ssi.proto.PassportResult;
import io.ixi.vm.ssi.proto.Purpose;
import io.ixi.vm.ssi.proto.ResolveQuery;
import io.ixi.vm.ssi.proto.ResolveResult;
import io.ixi.vm.ssi.proto.StatusListQuery;
import io.ixi.vm.ssi.proto.StatusListResult;
import io.ixi.vm.ssi.proto.TypeQuery;
import io.ixi.vm.ssi.proto.VerifiedQuery;
import io.ixi.vm.ssi.proto.VerifiedResult;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Read only. */
final class SsiQueries {
    private static final int MAX_PAGE = 100;

    /** Most credentials that "verified" looks at. */
    private static final int MAX_LOOKED_AT = 256;

    private SsiQueries() {}

    private static <T> T found(@Nullable T value) throws RejectedException {
        if (value == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        return value;
    }

    private static int limit(int wanted) throws RejectedException {
        if (Integer.compareUnsigned(wanted, MAX_PAGE) > 0) {
            throw RejectedException.of(KernelError.LIMIT, "limit up to " + MAX_PAGE);
        }
        return wanted == 0 ? MAX_PAGE : wanted;
    }

    static CredentialType type(Overlay overlay, TypeQuery params) throws RejectedException {
        return found(new SsiState(overlay).type(SsiState.id(params.getType())));
    }

    static IssuerResult issuer(Overlay overlay, IssuerQuery params) throws RejectedException {
        SsiState state = new SsiState(overlay);
        Bytes id = SsiState.id(params.getType());
        CredentialType type = found(state.type(id));
        Address issuer = Address.of(params.getIssuer());
        Accreditation accreditation = state.accreditation(id, issuer);
        boolean may = !type.getRetired() && TypeHandlers.accredited(state, id, type, issuer, BlockTime.of(overlay));
        return IssuerResult.newBuilder()
                .setAccredited(may)
                .setUntilMs(accreditation == null ? 0 : accreditation.getUntilMs())
                .build();
    }

    private static CredentialInfo info(SsiState state, Bytes id, Credential credential, long timeMs) {
        CredentialType type = state.type(SsiState.id(credential.getType()));
        return CredentialInfo.newBuilder()
                .setId(CredentialHandlers.bytes(id))
                .setCredential(credential)
                .setKindValue(type == null ? 0 : type.getKindValue())
                .setLive(Periods.live(credential, timeMs))
                .build();
    }

    static CredentialInfo credential(Overlay overlay, CredentialQuery params) throws RejectedException {
        SsiState state = new SsiState(overlay);
        Bytes id = SsiState.id(params.getCredential());
        return info(state, id, found(state.credential(id)), BlockTime.of(overlay));
    }

    static PassportResult passport(Overlay overlay, PassportQuery params) throws RejectedException {
        SsiState state = new SsiState(overlay);
        int limit = limit(params.getLimit());
        Address account = Address.of(params.getAccount());
        long now = BlockTime.of(overlay);
        PassportResult.Builder page = PassportResult.newBuilder().setDid(DidHandlers.did(account));
        Bytes[] last = {Bytes.EMPTY};
        int[] seen = new int[1];
        state.scanHeld(account, SsiState.id(params.getCursor()), (key, held) -> {
            if (seen[0]++ == limit) {
                page.setNext(CredentialHandlers.bytes(last[0]));
                return false;
            }
            last[0] = key;
            Bytes id = SsiState.id(held.getCredential());
            Credential credential = state.credential(id);
            if (credential != null && (params.getHiddenToo() || !credential.getHidden())) {
                page.addCredentials(info(state, id, credential, now));
            }
            return true;
        });
        return page.build();
    }

    static OffersResult offers(Overlay overlay, OffersQuery params) throws RejectedException {
        SsiState state = new SsiState(overlay);
        int limit = limit(params.getLimit());
        long now = BlockTime.of(overlay);
        OffersResult.Builder page = OffersResult.newBuilder();
        state.scanOffered(Address.of(params.getAccount()), SsiState.id(params.getCursor()), id -> {
            if (page.getOffersCount() == limit) {
                page.setNext(page.getOffers(limit - 1).getId());
                return false;
            }
            Credential credential = state.credential(id);
            if (credential != null) {
                page.addOffers(info(state, id, credential, now));
            }
            return true;
        });
        return page.build();
    }

    static HoldsResult holds(Overlay overlay, HoldsQuery params) {
        boolean holds = CredentialGate.holds(
                new SsiState(overlay), Address.of(params.getAccount()), params.getTest(), BlockTime.of(overlay));
        return HoldsResult.newBuilder().setHolds(holds).build();
    }

    static VerifiedResult verified(Overlay overlay, VerifiedQuery params) {
        SsiState state = new SsiState(overlay);
        Address account = Address.of(params.getAccount());
        long now = BlockTime.of(overlay);
        VerifiedResult.Builder result = VerifiedResult.newBuilder();
        int[] seen = new int[1];
        state.scanHeld(account, Bytes.EMPTY, (key, held) -> {
            ByteString type = ByteString.copyFrom(Arrays.copyOf(key.unsafeArray(), 20));
            CredentialTest test = CredentialTest.newBuilder()
                    .setType(type)
                    .setDomain(params.getDomain())
                    .build();
            CredentialType known = state.type(SsiState.id(type));
            if (known != null && CredentialGate.holds(state, account, test, now)) {
                add(result, known);
            }
            return ++seen[0] < MAX_LOOKED_AT;
        });
        return result.build();
    }

    private static void add(VerifiedResult.Builder result, CredentialType type) {
        switch (type.getKind()) {
            case KIND_EMAIL -> result.setEmail(true);
            case KIND_PHONE -> result.setPhone(true);
            case KIND_PERSON -> result.setPerson(true);
            case KIND_KYC1 -> result.setKyc(Math.max(1, result.getKyc()));
            case KIND_KYC2 -> result.setKyc(Math.max(2, result.getKyc()));
            case KIND_KYC3 -> result.setKyc(3);
            case KIND_LICENSE -> result.setLicense(true);
            case KIND_OTHER, KIND_DIPLOMA, KIND_BADGE, KIND_MEMBERSHIP, KIND_SCORE, UNRECOGNIZED -> {}
        }
    }

    static Batch batch(Overlay overlay, BatchQuery params) throws RejectedException {
        return found(new SsiState(overlay).batch(SsiState.id(params.getBatch())));
    }

    static StatusListResult statusList(Overlay overlay, StatusListQuery params) throws RejectedException {
        SsiState state = new SsiState(overlay);
        Address issuer = Address.of(params.getIssuer());
        if (params.getPurpose() == Purpose.UNRECOGNIZED) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        int bytes = Bits.CHUNK / 8;
        byte[] bits = new byte[Bits.LIST / 8];
        for (int i = 0; i < Bits.CHUNKS; i++) {
            byte[] chunk = state.bits(new Chunk(issuer, params.getPurpose(), params.getList(), i))
                    .toByteArray();
            System.arraycopy(chunk, 0, bits, i * bytes, chunk.length);
        }
        return StatusListResult.newBuilder()
                .setBits(UnsafeByteOperations.unsafeWrap(bits))
                .build();
    }

    static Domain domain(Overlay overlay, DomainQuery params) throws RejectedException {
        return found(new SsiState(overlay).domain(SsiState.id(params.getDomain())));
    }

    static ResolveResult resolve(Overlay overlay, ResolveQuery params) throws RejectedException {
        SsiState state = new SsiState(overlay);
        Identifier identifier =
                found(state.identifier(Hash.of(params.getIdentifier().toByteArray())));
        if (!IdentifierHandlers.live(state, identifier, BlockTime.of(overlay))) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        return ResolveResult.newBuilder()
                .setAccount(identifier.getAccount())
                .setCredential(identifier.getCredential())
                .build();
    }

    static DidResult did(Overlay overlay, DidQuery params, Keyring keys) {
        Address account = Address.of(params.getAccount());
        return DidResult.newBuilder()
                .setDid(DidHandlers.did(account))
                .addAllKeys(keys.of(overlay, account))
                .setRecord(new SsiState(overlay).did(account))
                .build();
    }
}
