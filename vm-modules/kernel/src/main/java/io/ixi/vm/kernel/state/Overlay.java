package io.ixi.vm.kernel.state;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.exec.StateReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Writes on top of a state, with a journal to undo them. Not thread-safe. */
public final class Overlay implements StateReader {
    /** A transaction asks for the same few entries again and again; the base may be a disk. A power of two. */
    private static final int SLOTS = 16;

    private final StateReader base;
    /** In no order that anything depends on: whoever needs one asks {@link #ordered}. */
    private final Map<Bytes, Optional<Bytes>> writes = new LinkedHashMap<>();

    private final NavigableMap<Bytes, Optional<Bytes>> ordered = new TreeMap<>();
    /** Keys that changed since {@link #ordered} was brought up to date. */
    private final List<Bytes> behind = new ArrayList<>();

    private final List<Undo> journal = new ArrayList<>();
    private final @Nullable Seen[] seen = new @Nullable Seen[SLOTS];

    /** @param before what stood there; empty: nothing was written yet */
    private record Undo(Bytes key, Optional<Optional<Bytes>> before) {}

    public Overlay(StateReader base) {
        this.base = base;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        return get(Bytes.wrap(key));
    }

    byte @Nullable [] get(Bytes key) {
        Optional<Bytes> written = writes.get(key);
        if (written == null) {
            return below(key);
        }
        return written.isPresent() ? written.get().unsafeArray() : null;
    }

    private byte @Nullable [] below(Bytes key) {
        int slot = key.hashCode() & (SLOTS - 1);
        Seen last = seen[slot];
        if (last == null || !last.key.equals(key)) {
            last = new Seen(key, base.get(key.unsafeArray()));
            seen[slot] = last;
        }
        return last.value;
    }

    /** A base entry that was read. */
    private static final class Seen {
        private final Bytes key;
        private final byte @Nullable [] value;

        Seen(Bytes key, byte @Nullable [] value) {
            this.key = key;
            this.value = value;
        }
    }

    void put(Bytes key, byte[] value) {
        write(key, Optional.of(Bytes.wrap(value)));
    }

    void delete(Bytes key) {
        write(key, Optional.empty());
    }

    private void write(Bytes key, Optional<Bytes> value) {
        journal.add(new Undo(key, Optional.ofNullable(writes.put(key, value))));
        behind.add(key);
    }

    /** Each write is sorted in once, when the first scan after it comes: most blocks scan at their end only. */
    private NavigableMap<Bytes, Optional<Bytes>> ordered() {
        for (Bytes key : behind) {
            Optional<Bytes> value = writes.get(key);
            if (value == null) {
                ordered.remove(key);
            } else {
                ordered.put(key, value);
            }
        }
        behind.clear();
        return ordered;
    }

    /** A point to {@link #rollback} to. */
    public int mark() {
        return journal.size();
    }

    /** Undoes every write since the mark. */
    public void rollback(int mark) {
        for (int i = journal.size() - 1; i >= mark; i--) {
            Undo undo = journal.remove(i);
            undo.before().ifPresentOrElse(before -> writes.put(undo.key(), before), () -> writes.remove(undo.key()));
            behind.add(undo.key());
        }
    }

    /**
     * Visits each key written since the mark once, in ascending order, with its value before and after; null: absent.
     */
    public void changes(int mark, Changes visitor) {
        NavigableMap<Bytes, Optional<Optional<Bytes>>> first = new TreeMap<>();
        for (int i = mark; i < journal.size(); i++) {
            Undo undo = journal.get(i);
            first.putIfAbsent(undo.key(), undo.before());
        }
        first.forEach((key, before) -> {
            byte[] old = before.isPresent()
                    ? before.get().map(Bytes::unsafeArray).orElse(null)
                    : base.get(key.unsafeArray());
            visitor.changed(key, old, get(key));
        });
    }

    /** Sees what was written. */
    @FunctionalInterface
    public interface Changes {
        void changed(Bytes key, byte @Nullable [] before, byte @Nullable [] after);
    }

    /** Makes everything written so far final for this overlay: earlier marks are void. */
    public void commit() {
        journal.clear();
    }

    /** Everything written, by key; empty means deleted. A view that must not be changed. */
    public NavigableMap<Bytes, Optional<Bytes>> writes() {
        return Collections.unmodifiableNavigableMap(ordered());
    }

    @Override
    public void scan(byte[] from, byte @Nullable [] to, BiPredicate<byte[], byte[]> visitor) {
        Bytes first = Bytes.wrap(from);
        NavigableMap<Bytes, Optional<Bytes>> above =
                to == null ? ordered().tailMap(first, true) : ordered().subMap(first, true, Bytes.wrap(to), false);
        Merge.scan(base, above, from, to, visitor);
    }
}
