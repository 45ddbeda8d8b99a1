package io.ixi.vm.connect.social;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.connect.social.proto.Anchor;
import io.ixi.vm.connect.social.proto.Handle;
import io.ixi.vm.connect.social.proto.HandleCommit;
import io.ixi.vm.connect.social.proto.Parameters;
import io.ixi.vm.connect.social.proto.Profile;
import io.ixi.vm.connect.social.proto.Relation;
import io.ixi.vm.connect.social.proto.RelationKind;
import io.ixi.vm.connect.social.proto.ReverseRelation;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The only class that touches the module's keys. */
final class SocialState {
    private static final Table<Handle> HANDLE = Table.of(Handle.getDefaultInstance());
    private static final Table<HandleCommit> COMMIT = Table.of(HandleCommit.getDefaultInstance());
    private static final Table<Profile> PROFILE = Table.of(Profile.getDefaultInstance());
    private static final Table<Relation> RELATION = Table.of(Relation.getDefaultInstance());
    private static final Table<ReverseRelation> REVERSE = Table.of(ReverseRelation.getDefaultInstance());
    private static final Table<Anchor> ANCHOR = Table.of(Anchor.getDefaultInstance());
    private static final Table<Parameters> PARAMETERS = Table.of(Parameters.getDefaultInstance());

    private final Overlay state;

    SocialState(Overlay state) {
        this.state = state;
    }

    /** Who follows or blocks whom. */
    record Edge(Address from, RelationKind kind, Address to) {}

    @Nullable
    Handle handle(String name) {
        return HANDLE.get(state, HANDLE.key().text(name));
    }

    void put(String name, Handle handle) {
        HANDLE.put(state, HANDLE.key().text(name), handle);
    }

    void deleteHandle(String name) {
        HANDLE.delete(state, HANDLE.key().text(name));
    }

    void scanHandles(BiConsumer<String, Handle> visitor) {
        HANDLE.scan(state, HANDLE.key(), Bytes.EMPTY, (name, handle) -> {
            visitor.accept(new String(name.unsafeArray(), StandardCharsets.UTF_8), handle);
            return true;
        });
    }

    @Nullable
    HandleCommit commit(Address account) {
        return COMMIT.get(state, COMMIT.key().address(account));
    }

    void put(Address account, HandleCommit commit) {
        COMMIT.put(state, COMMIT.key().address(account), commit);
    }

    void deleteCommit(Address account) {
        COMMIT.delete(state, COMMIT.key().address(account));
    }

    Profile profile(Address account) {
        return PROFILE.getOrEmpty(state, PROFILE.key().address(account));
    }

    /** An empty profile is no profile. */
    void put(Address account, Profile profile) {
        if (profile.equals(Profile.getDefaultInstance())) {
            PROFILE.delete(state, PROFILE.key().address(account));
        } else {
            PROFILE.put(state, PROFILE.key().address(account), profile);
        }
    }

    void scanProfiles(BiConsumer<Address, Profile> visitor) {
        PROFILE.scan(state, PROFILE.key(), Bytes.EMPTY, (key, profile) -> {
            visitor.accept(new Address(Hash.of(key.toArray())), profile);
            return true;
        });
    }

    void touchedProfiles(BiConsumer<Address, Profile> visitor) {
        PROFILE.written(state, (key, profile) -> {
            profile.ifPresent(value -> visitor.accept(new Address(Hash.of(key.toArray())), value));
            return true;
        });
    }

    boolean has(Edge edge) {
        return RELATION.has(
                state,
                RELATION.key().address(edge.from()).u8(edge.kind().getNumber()).address(edge.to()));
    }

    void put(Edge edge) {
        RELATION.put(
                state,
                RELATION.key().address(edge.from()).u8(edge.kind().getNumber()).address(edge.to()),
                Relation.newBuilder().setListed(true).build());
        REVERSE.put(
                state,
                REVERSE.key().address(edge.to()).u8(edge.kind().getNumber()).address(edge.from()),
                ReverseRelation.newBuilder().setListed(true).build());
    }

    void delete(Edge edge) {
        RELATION.delete(
                state,
                RELATION.key().address(edge.from()).u8(edge.kind().getNumber()).address(edge.to()));
        REVERSE.delete(
                state,
                REVERSE.key().address(edge.to()).u8(edge.kind().getNumber()).address(edge.from()));
    }

    void scan(Address account, RelationKind kind, boolean reverse, Bytes after, Predicate<Bytes> visitor) {
        if (reverse) {
            REVERSE.scan(
                    state,
                    REVERSE.key().address(account).u8(kind.getNumber()),
                    after,
                    (other, row) -> visitor.test(other));
        } else {
            RELATION.scan(
                    state,
                    RELATION.key().address(account).u8(kind.getNumber()),
                    after,
                    (other, row) -> visitor.test(other));
        }
    }

    void scanEdges(BiConsumer<Edge, Boolean> visitor) {
        RELATION.scan(state, RELATION.key(), Bytes.EMPTY, (key, row) -> {
            byte[] bytes = key.unsafeArray();
            Address from = new Address(Hash.of(Arrays.copyOf(bytes, Hash.BYTES)));
            Address to = new Address(Hash.of(Arrays.copyOfRange(bytes, Hash.BYTES + 1, 2 * Hash.BYTES + 1)));
            RelationKind kind = bytes[Hash.BYTES] == 0 ? RelationKind.RELATION_FOLLOW : RelationKind.RELATION_BLOCK;
            boolean mirrored = REVERSE.has(
                    state, REVERSE.key().address(to).u8(kind.getNumber()).address(from));
            visitor.accept(new Edge(from, kind, to), mirrored);
            return true;
        });
    }

    @Nullable
    Anchor anchor(Address author, long number) {
        return ANCHOR.get(state, ANCHOR.key().address(author).u64(number));
    }

    void put(Address author, long number, Anchor anchor) {
        ANCHOR.put(state, ANCHOR.key().address(author).u64(number), anchor);
    }

    void deleteAnchor(Address author, long number) {
        ANCHOR.delete(state, ANCHOR.key().address(author).u64(number));
    }

    void scanAnchors(Address author, Bytes after, BiPredicate<Long, Anchor> visitor) {
        ANCHOR.scan(
                state,
                ANCHOR.key().address(author),
                after,
                (key, anchor) -> visitor.test(ByteBuffer.wrap(key.unsafeArray()).getLong(), anchor));
    }

    void scanAnchors(BiConsumer<Address, Anchor> visitor) {
        ANCHOR.scan(state, ANCHOR.key(), Bytes.EMPTY, (key, anchor) -> {
            visitor.accept(new Address(Hash.of(Arrays.copyOf(key.unsafeArray(), Hash.BYTES))), anchor);
            return true;
        });
    }

    Parameters parameters() {
        return PARAMETERS.getOrEmpty(state, PARAMETERS.key());
    }

    void put(Parameters parameters) {
        PARAMETERS.put(state, PARAMETERS.key(), parameters);
    }
}
