package io.ixi.vm.shielded;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import io.ixi.vm.shielded.proto.Left;
import io.ixi.vm.shielded.proto.Note;
import io.ixi.vm.shielded.proto.Nullifier;
import io.ixi.vm.shielded.proto.Parameters;
import io.ixi.vm.shielded.proto.Participant;
import io.ixi.vm.shielded.proto.Pool;
import io.ixi.vm.shielded.proto.Record;
import io.ixi.vm.shielded.proto.Root;
import io.ixi.vm.shielded.proto.RootAt;
import io.ixi.vm.shielded.proto.Sealed;
import io.ixi.vm.shielded.proto.Series;
import io.ixi.vm.shielded.proto.Totals;
import io.ixi.vm.shielded.proto.Tree;
import io.ixi.zkp.hash.Quad;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The only class that touches the module's keys. Ids have 20 bytes; anything else names nothing. */
final class ShieldedState {
    private static final Table<Pool> POOL = Table.of(Pool.getDefaultInstance());
    private static final Table<Tree> TREE = Table.of(Tree.getDefaultInstance());
    private static final Table<Left> LEFT = Table.of(Left.getDefaultInstance());
    private static final Table<Root> ROOT = Table.of(Root.getDefaultInstance());
    private static final Table<RootAt> ROOT_AT = Table.of(RootAt.getDefaultInstance());
    private static final Table<Nullifier> NULLIFIER = Table.of(Nullifier.getDefaultInstance());
    private static final Table<Note> NOTE = Table.of(Note.getDefaultInstance());
    private static final Table<Sealed> SEALED = Table.of(Sealed.getDefaultInstance());
    private static final Table<Series> SERIES = Table.of(Series.getDefaultInstance());
    private static final Table<Record> RECORD = Table.of(Record.getDefaultInstance());
    private static final Table<Participant> PARTICIPANT = Table.of(Participant.getDefaultInstance());
    private static final Table<Totals> TOTALS = Table.of(Totals.getDefaultInstance());
    private static final Table<Parameters> PARAMETERS = Table.of(Parameters.getDefaultInstance());

    private final Overlay state;

    ShieldedState(Overlay state) {
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

    /** "" and "ixi" are one asset. */
    static String named(String asset) {
        return asset.isEmpty() ? "ixi" : asset;
    }

    @Nullable
    Pool pool(String asset) {
        return POOL.get(state, POOL.key().text(named(asset)));
    }

    void put(String asset, Pool pool) {
        POOL.put(state, POOL.key().text(named(asset)), pool);
    }

    static Amount balance(Pool pool) {
        return Amount.of(pool.getDeposited()).minus(Amount.of(pool.getWithdrawn()));
    }

    private static String text(Bytes key) {
        return new String(key.unsafeArray(), StandardCharsets.UTF_8);
    }

    void touchedPools(BiConsumer<String, Pool> visitor) {
        POOL.written(state, (asset, pool) -> {
            pool.ifPresent(value -> visitor.accept(text(asset), value));
            return true;
        });
    }

    void scanPools(BiConsumer<String, Pool> visitor) {
        POOL.scan(state, POOL.key(), Bytes.EMPTY, (asset, pool) -> {
            visitor.accept(text(asset), pool);
            return true;
        });
    }

    Tree tree() {
        return TREE.getOrEmpty(state, TREE.key());
    }

    void put(Tree tree) {
        TREE.put(state, TREE.key(), tree);
    }

    Quad left(int level) {
        return word(LEFT.getOrEmpty(state, LEFT.key().u8(level)).getNode());
    }

    void putLeft(int level, Quad node) {
        LEFT.put(
                state,
                LEFT.key().u8(level),
                Left.newBuilder().setNode(bytes(node)).build());
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

    void deleteRoot(long number) {
        ROOT.delete(state, ROOT.key().hash(key(rootAt(number))));
        ROOT_AT.delete(state, ROOT_AT.key().u64(number));
    }

    boolean spent(Quad nullifier) {
        return NULLIFIER.has(state, NULLIFIER.key().hash(key(nullifier)));
    }

    void spend(Quad nullifier, long height) {
        NULLIFIER.put(
                state,
                NULLIFIER.key().hash(key(nullifier)),
                Nullifier.newBuilder().setHeight(height).build());
    }

    long countNullifiers() {
        long[] count = new long[1];
        NULLIFIER.scan(state, NULLIFIER.key(), Bytes.EMPTY, (key, entry) -> {
            count[0]++;
            return true;
        });
        return count[0];
    }

    @Nullable
    Note note(long position) {
        return NOTE.get(state, NOTE.key().u64(position));
    }

    void put(long position, Note note, Sealed encrypted) {
        NOTE.put(state, NOTE.key().u64(position), note);
        SEALED.put(state, SEALED.key().u64(position), encrypted);
    }

    /** All notes in the order of their positions. */
    void scanNotes(Consumer<Note> visitor) {
        NOTE.scan(state, NOTE.key(), Bytes.EMPTY, (position, note) -> {
            visitor.accept(note);
            return true;
        });
    }

    Sealed encrypted(long position) {
        return SEALED.getOrEmpty(state, SEALED.key().u64(position));
    }

    void deleteSealed(long position) {
        SEALED.delete(state, SEALED.key().u64(position));
    }

    @Nullable
    Series series(Bytes id) {
        return id.size() == ObjectId.BYTES ? SERIES.get(state, SERIES.key().raw(id)) : null;
    }

    void put(Bytes id, Series series) {
        SERIES.put(state, SERIES.key().raw(id), series);
    }

    void deleteSeries(Bytes id) {
        SERIES.delete(state, SERIES.key().raw(id));
    }

    void touchedSeries(BiConsumer<Bytes, Series> visitor) {
        SERIES.written(state, (id, series) -> {
            series.ifPresent(value -> visitor.accept(id, value));
            return true;
        });
    }

    void scanSeries(BiConsumer<Bytes, Series> visitor) {
        SERIES.scan(state, SERIES.key(), Bytes.EMPTY, (id, series) -> {
            visitor.accept(id, series);
            return true;
        });
    }

    boolean takesPart(Bytes series, Quad commitment, Address account) {
        return RECORD.has(state, RECORD.key().raw(series).hash(key(commitment)))
                || PARTICIPANT.has(state, PARTICIPANT.key().raw(series).address(account));
    }

    void add(Bytes series, Quad commitment, Address account) {
        RECORD.put(
                state,
                RECORD.key().raw(series).hash(key(commitment)),
                Record.newBuilder().setOwner(account.toByteString()).build());
        PARTICIPANT.put(
                state,
                PARTICIPANT.key().raw(series).address(account),
                Participant.newBuilder().setListed(true).build());
    }

    void remove(Bytes series, Quad commitment, Address account) {
        RECORD.delete(state, RECORD.key().raw(series).hash(key(commitment)));
        PARTICIPANT.delete(state, PARTICIPANT.key().raw(series).address(account));
    }

    /** A record of a series and whose it is. */
    record Committed(Quad commitment, Address owner) {}

    /** Ascending, at most {@code limit}. */
    List<Committed> records(Bytes series, int limit) {
        List<Committed> records = new ArrayList<>();
        RECORD.scan(state, RECORD.key().raw(series), Bytes.EMPTY, (key, entry) -> {
            records.add(new Committed(
                    word(UnsafeByteOperations.unsafeWrap(key.unsafeArray())), Address.of(entry.getOwner())));
            return records.size() < limit;
        });
        return records;
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
