package io.ixi.vm.kernel.state;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.exec.StateReader;
import io.ixi.vm.kernel.proto.Options;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** A module's state table: module and number come from the (table) option of its value message. Immutable. */
public final class Table<V extends Message> {
    private final int module;
    private final int number;
    private final V empty;
    private final Parser<V> parser;

    @SuppressWarnings("unchecked")
    private Table(V prototype) {
        var descriptor = prototype.getDescriptorForType();
        this.module = descriptor.getFile().getOptions().getExtension(Options.moduleId);
        this.number = descriptor.getOptions().getExtension(Options.table).getNumber();
        if (number < 1 || number > 255 || module > 255) {
            throw new IllegalArgumentException(descriptor.getFullName() + " is not a state table");
        }
        this.empty = prototype;
        this.parser = (Parser<V>) prototype.getParserForType();
    }

    public static <V extends Message> Table<V> of(V prototype) {
        return new Table<>(prototype);
    }

    /** Begins a key of this table; the caller adds the fields. */
    public Key key() {
        return new Key(module, number);
    }

    public @Nullable V get(StateReader state, Key key) {
        byte[] value = state.get(key.bytes().unsafeArray());
        return value == null ? null : parse(value);
    }

    /** The value, or the one with all fields at their defaults. */
    public V getOrEmpty(StateReader state, Key key) {
        V value = get(state, key);
        return value == null ? empty : value;
    }

    public boolean has(StateReader state, Key key) {
        return state.get(key.bytes().unsafeArray()) != null;
    }

    public void put(Overlay state, Key key, V value) {
        state.put(key.bytes(), value.toByteArray());
    }

    public void delete(Overlay state, Key key) {
        state.delete(key.bytes());
    }

    /**
     * Visits the entries whose key begins with {@code prefix}, ascending, until the visitor returns false.
     *
     * @param after only keys above prefix + these bytes; empty: all
     * @param visitor gets the key's bytes after the prefix
     */
    public void scan(StateReader state, Key prefix, Bytes after, BiPredicate<Bytes, V> visitor) {
        byte[] begin = prefix.bytes().unsafeArray();
        scan(state, begin, after.size() == 0 ? begin : join(begin, after.unsafeArray(), new byte[1]), visitor);
    }

    /** The same from a key on that begins with {@code prefix}, itself included. */
    public void scanFrom(StateReader state, Key prefix, Key first, BiPredicate<Bytes, V> visitor) {
        scan(state, prefix.bytes().unsafeArray(), first.bytes().unsafeArray(), visitor);
    }

    private void scan(StateReader state, byte[] begin, byte[] from, BiPredicate<Bytes, V> visitor) {
        state.scan(
                from,
                end(begin),
                (key, value) ->
                        visitor.test(Bytes.wrap(Arrays.copyOfRange(key, begin.length, key.length)), parse(value)));
    }

    /** The key's bytes after the two of the table if it is one of this table; else null. */
    public @Nullable Bytes fieldsOf(Bytes key) {
        byte[] bytes = key.unsafeArray();
        boolean own = bytes.length >= 2 && (bytes[0] & 0xff) == module && (bytes[1] & 0xff) == number;
        return own ? Bytes.wrap(Arrays.copyOfRange(bytes, 2, bytes.length)) : null;
    }

    /** The value of this table with these bytes; the empty one for null. */
    public V parseOrEmpty(byte @Nullable [] value) {
        return value == null ? empty : parse(value);
    }

    /** Visits the entries of this table that an overlay wrote; an empty value was deleted. */
    public void written(Overlay state, BiPredicate<Bytes, Optional<V>> visitor) {
        Bytes begin = key().bytes();
        Bytes end = Bytes.wrap(end(begin.unsafeArray()));
        for (var entry : state.writes().subMap(begin, true, end, false).entrySet()) {
            Bytes fields = Bytes.wrap(Arrays.copyOfRange(
                    entry.getKey().unsafeArray(), begin.size(), entry.getKey().size()));
            if (!visitor.test(fields, entry.getValue().map(value -> parse(value.unsafeArray())))) {
                return;
            }
        }
    }

    private V parse(byte[] value) {
        try {
            return parser.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(
                    "the state holds bytes that are no "
                            + empty.getDescriptorForType().getFullName(),
                    e);
        }
    }

    private static byte[] join(byte[] a, byte[] b, byte[] c) {
        byte[] all = Arrays.copyOf(a, a.length + b.length + c.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        System.arraycopy(c, 0, all, a.length + b.length, c.length);
        return all;
    }

    /** The first key above every key with this prefix; the table number is below 255 or the module below 255. */
    private static byte[] end(byte[] prefix) {
        int length = prefix.length;
        while (prefix[length - 1] == (byte) 0xff) {
            length--;
        }
        byte[] end = Arrays.copyOf(prefix, length);
        end[length - 1]++;
        return end;
    }
}
