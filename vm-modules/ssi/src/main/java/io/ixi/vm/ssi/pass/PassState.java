package io.ixi.vm.ssi.pass;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import io.ixi.vm.ssi.pass.proto.Held;
import io.ixi.vm.ssi.pass.proto.Leaf;
import io.ixi.vm.ssi.pass.proto.Node;
import io.ixi.vm.ssi.pass.proto.Parameters;
import io.ixi.vm.ssi.pass.proto.Place;
import io.ixi.vm.ssi.pass.proto.Pseudonym;
import io.ixi.vm.ssi.pass.proto.Root;
import io.ixi.vm.ssi.pass.proto.RootAt;
import io.ixi.vm.ssi.pass.proto.Totals;
import io.ixi.vm.ssi.pass.proto.TypeNumber;
import io.ixi.vm.ssi.pass.proto.Verifier;
import io.ixi.zkp.hash.Quad;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The only class that touches the module's keys. Ids have 20 bytes; anything else names nothing. */
final class PassState {
    private static final Table<TypeNumber> TYPE = Table.of(TypeNumber.getDefaultInstance());
    private static final Table<Place> PLACE = Table.of(Place.getDefaultInstance());
    private static final Table<Leaf> LEAF = Table.of(Leaf.getDefaultInstance());
    private static final Table<Node> NODE = Table.of(Node.getDefaultInstance());
    private static final Table<Root> ROOT = Table.of(Root.getDefaultInstance());
    private static final Table<RootAt> ROOT_AT = Table.of(RootAt.getDefaultInstance());
    private static final Table<Verifier> VERIFIER = Table.of(Verifier.getDefaultInstance());
    private static final Table<Pseudonym> PSEUDONYM = Table.of(Pseudonym.getDefaultInstance());
    private static final Table<Held> HELD = Table.of(Held.getDefaultInstance());
    private static final Table<Totals> TOTALS = Table.of(Totals.getDefaultInstance());
    private static final Table<Parameters> PARAMETERS = Table.of(Parameters.getDefaultInstance());

    private final Overlay state;

    PassState(Overlay state) {
        this.state = state;
    }

    static Bytes id(ByteString bytes) {
        return Bytes.wrap(bytes.toByteArray());
    }

    static ByteString bytes(Bytes id) {
        return UnsafeByteOperations.unsafeWrap(id.unsafeArray());
    }

    static ByteString bytes(Quad word) {
        return UnsafeByteOperations.unsafeWrap(word.toBytes());
    }

    /** A word that this module wrote. */
    static Quad word(ByteString bytes) {
        return Quad.read(bytes.toByteArray())
                .orElseThrow(() -> new IllegalStateException("the state holds bytes that are no word"));
    }

    private static Hash key(Quad word) {
        return new Hash(word.a(), word.b(), word.c(), word.d());
    }

    private static boolean isId(Bytes id) {
        return id.size() == ObjectId.BYTES;
    }

    @Nullable
    TypeNumber type(Bytes type) {
        return isId(type) ? TYPE.get(state, TYPE.key().raw(type)) : null;
    }

    /** The number of a type that exists, given now if it has none. */
    long number(Bytes type) {
        TypeNumber known = type(type);
        if (known != null) {
            return known.getNumber();
        }
        Totals totals = totals();
        long number = totals.getTypes() + 1;
        put(totals.toBuilder().setTypes(number).build());
        TYPE.put(
                state,
                TYPE.key().raw(type),
                TypeNumber.newBuilder().setNumber(number).build());
        return number;
    }

    @Nullable
    Place place(Bytes type, Address issuer) {
        return isId(type) ? PLACE.get(state, PLACE.key().raw(type).address(issuer)) : null;
    }

    void put(Bytes type, Address issuer, int position) {
        PLACE.put(
                state,
                PLACE.key().raw(type).address(issuer),
                Place.newBuilder().setPosition(position).build());
    }

    void deletePlace(Bytes type, Address issuer) {
        PLACE.delete(state, PLACE.key().raw(type).address(issuer));
    }

    Leaf leaf(int position) {
        return LEAF.getOrEmpty(state, LEAF.key().u64(position));
    }

    void put(int position, Leaf leaf) {
        LEAF.put(state, LEAF.key().u64(position), leaf);
    }

    @Nullable
    Quad node(int level, int index) {
        Node node = NODE.get(state, NODE.key().u8(level).u64(index));
        return node == null ? null : word(node.getNode());
    }

    void put(int level, int index, Quad node) {
        NODE.put(
                state,
                NODE.key().u8(level).u64(index),
                Node.newBuilder().setNode(bytes(node)).build());
    }

    @Nullable
    Root root(Quad root) {
        return ROOT.get(state, ROOT.key().hash(key(root)));
    }

    void put(Quad root, Root entry) {
        ROOT.put(state, ROOT.key().hash(key(root)), entry);
        ROOT_AT.put(
                state,
                ROOT_AT.key().u64(entry.getNumber()),
                RootAt.newBuilder().setRoot(bytes(root)).build());
    }

    Quad rootAt(long number) {
        return word(ROOT_AT.getOrEmpty(state, ROOT_AT.key().u64(number)).getRoot());
    }

    /** Forgets the root with this number, unless it came back under a later one. */
    void deleteRoot(long number) {
        Quad root = rootAt(number);
        Root entry = root(root);
        if (entry != null && entry.getNumber() == number) {
            ROOT.delete(state, ROOT.key().hash(key(root)));
        }
        ROOT_AT.delete(state, ROOT_AT.key().u64(number));
    }

    @Nullable
    Verifier verifier(Bytes id) {
        return isId(id) ? VERIFIER.get(state, VERIFIER.key().raw(id)) : null;
    }

    void put(Bytes id, Verifier verifier) {
        VERIFIER.put(state, VERIFIER.key().raw(id), verifier);
    }

    void deleteVerifier(Bytes id) {
        VERIFIER.delete(state, VERIFIER.key().raw(id));
    }

    @Nullable
    Pseudonym pseudonym(Bytes verifier, Quad name) {
        return isId(verifier)
                ? PSEUDONYM.get(state, PSEUDONYM.key().raw(verifier).hash(key(name)))
                : null;
    }

    void put(Bytes verifier, Quad name, Pseudonym pseudonym) {
        PSEUDONYM.put(state, PSEUDONYM.key().raw(verifier).hash(key(name)), pseudonym);
    }

    void deletePseudonym(Bytes verifier, Quad name) {
        PSEUDONYM.delete(state, PSEUDONYM.key().raw(verifier).hash(key(name)));
    }

    @Nullable
    Held held(Address account, Bytes verifier) {
        return isId(verifier) ? HELD.get(state, HELD.key().address(account).raw(verifier)) : null;
    }

    void put(Address account, Bytes verifier, Held held) {
        HELD.put(state, HELD.key().address(account).raw(verifier), held);
    }

    void deleteHeld(Address account, Bytes verifier) {
        HELD.delete(state, HELD.key().address(account).raw(verifier));
    }

    /** Whether the account has a pass of an open verifier. */
    boolean passes(Address account, Bytes verifier, long timeMs) {
        Held held = held(account, verifier);
        return held != null && held.getUntilMs() > timeMs && verifier(verifier) != null;
    }

    /** Every entry that gates read: account, verifier, entry. */
    void scanHeld(BiConsumer<Bytes, Held> visitor) {
        HELD.scan(state, HELD.key(), Bytes.EMPTY, (key, held) -> {
            visitor.accept(key, held);
            return true;
        });
    }

    Totals totals() {
        return TOTALS.getOrEmpty(state, TOTALS.key());
    }

    void put(Totals totals) {
        TOTALS.put(state, TOTALS.key(), totals);
    }

    Parameters parameters() {
        return PARAMETERS.getOrEmpty(state, PARAMETERS.key());
    }

    void put(Parameters parameters) {
        PARAMETERS.put(state, PARAMETERS.key(), parameters);
    }
}
