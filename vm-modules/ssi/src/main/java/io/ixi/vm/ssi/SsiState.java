package io.ixi.vm.ssi;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.state.Key;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import io.ixi.vm.ssi.proto.Accreditation;
import io.ixi.vm.ssi.proto.Batch;
import io.ixi.vm.ssi.proto.Claims;
import io.ixi.vm.ssi.proto.Credential;
import io.ixi.vm.ssi.proto.CredentialType;
import io.ixi.vm.ssi.proto.Did;
import io.ixi.vm.ssi.proto.Domain;
import io.ixi.vm.ssi.proto.Held;
import io.ixi.vm.ssi.proto.Identifier;
import io.ixi.vm.ssi.proto.Issuer;
import io.ixi.vm.ssi.proto.Offered;
import io.ixi.vm.ssi.proto.Parameters;
import io.ixi.vm.ssi.proto.Purpose;
import io.ixi.vm.ssi.proto.StatusBits;
import io.ixi.vm.ssi.proto.Totals;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The only class that touches the module's keys. Ids have 20 bytes; anything else names nothing. */
final class SsiState {
    private static final Table<CredentialType> TYPE = Table.of(CredentialType.getDefaultInstance());
    private static final Table<Accreditation> ACCREDITATION = Table.of(Accreditation.getDefaultInstance());
    private static final Table<Credential> CREDENTIAL = Table.of(Credential.getDefaultInstance());
    private static final Table<Held> HELD = Table.of(Held.getDefaultInstance());
    private static final Table<Offered> OFFERED = Table.of(Offered.getDefaultInstance());
    private static final Table<Issuer> ISSUER = Table.of(Issuer.getDefaultInstance());
    private static final Table<Batch> BATCH = Table.of(Batch.getDefaultInstance());
    private static final Table<Claims> CLAIMS = Table.of(Claims.getDefaultInstance());
    private static final Table<StatusBits> BITS = Table.of(StatusBits.getDefaultInstance());
    private static final Table<Domain> DOMAIN = Table.of(Domain.getDefaultInstance());
    private static final Table<Identifier> IDENTIFIER = Table.of(Identifier.getDefaultInstance());
    private static final Table<Did> DID = Table.of(Did.getDefaultInstance());
    private static final Table<Totals> TOTALS = Table.of(Totals.getDefaultInstance());
    private static final Table<Parameters> PARAMETERS = Table.of(Parameters.getDefaultInstance());

    private final Overlay state;

    SsiState(Overlay state) {
        this.state = state;
    }

    /** Where an account's credential of a type by an issuer is. */
    record Place(Address subject, Bytes type, Address issuer) {
        static Place of(Credential credential) {
            return new Place(
                    Address.of(credential.getSubject()), id(credential.getType()), Address.of(credential.getIssuer()));
        }
    }

    /** Where a chunk of a status list is. */
    record Chunk(Address issuer, Purpose purpose, long list, int chunk) {}

    static Bytes id(ByteString bytes) {
        return Bytes.wrap(bytes.toByteArray());
    }

    private static boolean isId(Bytes id) {
        return id.size() == ObjectId.BYTES;
    }

    @Nullable
    CredentialType type(Bytes id) {
        return isId(id) ? TYPE.get(state, TYPE.key().raw(id)) : null;
    }

    void put(Bytes id, CredentialType type) {
        TYPE.put(state, TYPE.key().raw(id), type);
    }

    @Nullable
    Accreditation accreditation(Bytes type, Address issuer) {
        return isId(type)
                ? ACCREDITATION.get(state, ACCREDITATION.key().raw(type).address(issuer))
                : null;
    }

    void put(Bytes type, Address issuer, Accreditation accreditation) {
        ACCREDITATION.put(state, ACCREDITATION.key().raw(type).address(issuer), accreditation);
    }

    void deleteAccreditation(Bytes type, Address issuer) {
        ACCREDITATION.delete(state, ACCREDITATION.key().raw(type).address(issuer));
    }

    @Nullable
    Credential credential(Bytes id) {
        return isId(id) ? CREDENTIAL.get(state, CREDENTIAL.key().raw(id)) : null;
    }

    void put(Bytes id, Credential credential) {
        CREDENTIAL.put(state, CREDENTIAL.key().raw(id), credential);
    }

    void deleteCredential(Bytes id) {
        CREDENTIAL.delete(state, CREDENTIAL.key().raw(id));
    }

    void scanCredentials(BiConsumer<Bytes, Credential> visitor) {
        CREDENTIAL.scan(state, CREDENTIAL.key(), Bytes.EMPTY, (id, credential) -> {
            visitor.accept(id, credential);
            return true;
        });
    }

    /** Those that the overlay wrote and that still exist. */
    void touchedCredentials(BiConsumer<Bytes, Credential> visitor) {
        CREDENTIAL.written(state, (id, credential) -> {
            credential.ifPresent(value -> visitor.accept(id, value));
            return true;
        });
    }

    private static Key key(Place place) {
        return HELD.key().address(place.subject()).raw(place.type()).address(place.issuer());
    }

    @Nullable
    Held held(Place place) {
        return isId(place.type()) ? HELD.get(state, key(place)) : null;
    }

    void put(Place place, Held held) {
        HELD.put(state, key(place), held);
    }

    void delete(Place place) {
        HELD.delete(state, key(place));
    }

    /** An account's credentials of one type. */
    void scanHeld(Address subject, Bytes type, Predicate<Held> visitor) {
        if (isId(type)) {
            HELD.scan(state, HELD.key().address(subject).raw(type), Bytes.EMPTY, (key, held) -> visitor.test(held));
        }
    }

    /** @param visitor gets type and issuer as the 52 bytes of a cursor */
    void scanHeld(Address subject, Bytes after, BiPredicate<Bytes, Held> visitor) {
        HELD.scan(state, HELD.key().address(subject), after, visitor);
    }

    void scanAllHeld(BiConsumer<Bytes, Held> visitor) {
        HELD.scan(state, HELD.key(), Bytes.EMPTY, (key, held) -> {
            visitor.accept(key, held);
            return true;
        });
    }

    void putOffered(Address subject, Bytes id) {
        OFFERED.put(
                state,
                OFFERED.key().address(subject).raw(id),
                Offered.newBuilder().setListed(true).build());
    }

    void deleteOffered(Address subject, Bytes id) {
        OFFERED.delete(state, OFFERED.key().address(subject).raw(id));
    }

    void scanOffered(Address subject, Bytes after, Predicate<Bytes> visitor) {
        OFFERED.scan(state, OFFERED.key().address(subject), after, (id, row) -> visitor.test(id));
    }

    /** The first of {@code count} new bits in the issuer's lists. */
    long takeStatus(Address issuer, int count) {
        long next = ISSUER.getOrEmpty(state, ISSUER.key().address(issuer)).getNextStatus();
        ISSUER.put(
                state,
                ISSUER.key().address(issuer),
                Issuer.newBuilder().setNextStatus(next + count).build());
        return next;
    }

    @Nullable
    Batch batch(Bytes id) {
        return isId(id) ? BATCH.get(state, BATCH.key().raw(id)) : null;
    }

    void put(Bytes id, Batch batch) {
        BATCH.put(state, BATCH.key().raw(id), batch);
    }

    void deleteBatch(Bytes id) {
        BATCH.delete(state, BATCH.key().raw(id));
    }

    void scanBatches(BiConsumer<Bytes, Batch> visitor) {
        BATCH.scan(state, BATCH.key(), Bytes.EMPTY, (id, batch) -> {
            visitor.accept(id, batch);
            return true;
        });
    }

    void touchedBatches(BiConsumer<Bytes, Batch> visitor) {
        BATCH.written(state, (id, batch) -> {
            batch.ifPresent(value -> visitor.accept(id, value));
            return true;
        });
    }

    ByteString claims(Bytes batch, int chunk) {
        return CLAIMS.getOrEmpty(state, CLAIMS.key().raw(batch).u8(chunk)).getBits();
    }

    void putClaims(Bytes batch, int chunk, ByteString bits) {
        Key key = CLAIMS.key().raw(batch).u8(chunk);
        if (bits.isEmpty()) {
            CLAIMS.delete(state, key);
        } else {
            CLAIMS.put(state, key, Claims.newBuilder().setBits(bits).build());
        }
    }

    private static Key key(Chunk chunk) {
        return BITS.key()
                .address(chunk.issuer())
                .u8(chunk.purpose().getNumber())
                .u64(chunk.list())
                .u8(chunk.chunk());
    }

    ByteString bits(Chunk chunk) {
        return BITS.getOrEmpty(state, key(chunk)).getBits();
    }

    void put(Chunk chunk, ByteString bits) {
        if (bits.isEmpty()) {
            BITS.delete(state, key(chunk));
        } else {
            BITS.put(state, key(chunk), StatusBits.newBuilder().setBits(bits).build());
        }
    }

    @Nullable
    Domain domain(Bytes id) {
        return isId(id) ? DOMAIN.get(state, DOMAIN.key().raw(id)) : null;
    }

    void put(Bytes id, Domain domain) {
        DOMAIN.put(state, DOMAIN.key().raw(id), domain);
    }

    void deleteDomain(Bytes id) {
        DOMAIN.delete(state, DOMAIN.key().raw(id));
    }

    @Nullable
    Identifier identifier(Hash hash) {
        return IDENTIFIER.get(state, IDENTIFIER.key().hash(hash));
    }

    void put(Hash hash, Identifier identifier) {
        IDENTIFIER.put(state, IDENTIFIER.key().hash(hash), identifier);
    }

    void deleteIdentifier(Hash hash) {
        IDENTIFIER.delete(state, IDENTIFIER.key().hash(hash));
    }

    void scanIdentifiers(BiConsumer<Hash, Identifier> visitor) {
        IDENTIFIER.scan(state, IDENTIFIER.key(), Bytes.EMPTY, (key, identifier) -> {
            visitor.accept(Hash.of(key.toArray()), identifier);
            return true;
        });
    }

    Did did(Address account) {
        return DID.getOrEmpty(state, DID.key().address(account));
    }

    void put(Address account, Did did) {
        DID.put(state, DID.key().address(account), did);
    }

    Totals totals() {
        return TOTALS.getOrEmpty(state, TOTALS.key());
    }

    void count(int credentials, int batches) {
        Totals totals = totals();
        TOTALS.put(
                state,
                TOTALS.key(),
                totals.toBuilder()
                        .setCredentials(totals.getCredentials() + credentials)
                        .setBatches(totals.getBatches() + batches)
                        .build());
    }

    Parameters parameters() {
        return PARAMETERS.getOrEmpty(state, PARAMETERS.key());
    }

    void put(Parameters parameters) {
        PARAMETERS.put(state, PARAMETERS.key(), parameters);
    }
}
