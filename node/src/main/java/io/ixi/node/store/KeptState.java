package io.ixi.node.store;

import io.ixi.consensus.types.Hash;
import io.ixi.node.store.Database.Family;
import io.ixi.vm.kernel.exec.State;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksIterator;

/**
 * State after a kept height, read from the latest flat state and the values that later blocks replaced.
 *
 * <p>Why reads need no lock against commits: the flat value is read first. If no commit above this height had begun
 * after that, it is the answer. Else the history is asked, which holds the value before the first change above this
 * height once that change is visible; if it has none, nothing that the flat read may have seen changed the key.
 */
final class KeptState implements State {
    private static final byte ABSENT = 0;
    private static final byte PRESENT = 1;

    private final Database database;
    private final Live live;
    private final long height;
    private final Hash root;

    KeptState(Database database, Live live, long height, Hash root) {
        this.database = database;
        this.live = live;
        this.height = height;
        this.root = root;
    }

    /** A history entry. */
    static byte[] previous(byte @Nullable [] value) {
        if (value == null) {
            return new byte[] {ABSENT};
        }
        byte[] entry = new byte[value.length + 1];
        entry[0] = PRESENT;
        System.arraycopy(value, 0, entry, 1, value.length);
        return entry;
    }

    @Override
    public long height() {
        return height;
    }

    @Override
    public Hash root() {
        return root;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        byte[] value = live.value(key);
        if (live.begun() > height) {
            byte[] result = beforeLaterChange(key, value);
            checkKept();
            return result;
        }
        return value;
    }

    private byte @Nullable [] beforeLaterChange(byte[] key, byte @Nullable [] latest) {
        byte[] prefix = Keys.historyPrefix(key);
        byte[] first = Keys.history(key, height + 1);
        byte[][] entry = new byte[1][];
        database.iterate(List.of(Family.HISTORY), iterators -> {
            RocksIterator history = iterators.getFirst();
            history.seek(first);
            if (history.isValid() && startsWith(history.key(), prefix)) {
                entry[0] = history.value();
            }
        });
        return entry[0] == null ? latest : value(entry[0]);
    }

    @Override
    public void scan(byte[] from, byte @Nullable [] to, BiPredicate<byte[], byte[]> visitor) {
        if (to != null && Arrays.compareUnsigned(from, to) >= 0) {
            return;
        }
        database.iterate(List.of(Family.STATE, Family.HISTORY), iterators -> {
            RocksIterator flat = iterators.get(0);
            // read after the snapshot was taken: if nothing had begun, the snapshot is this height's state
            Changes changes = live.begun() > height ? new Changes(iterators.get(1), from, to) : null;
            flat.seek(from);
            merge(flat, changes, to, visitor);
        });
        checkKept();
    }

    private void merge(
            RocksIterator flat, @Nullable Changes changes, byte @Nullable [] to, BiPredicate<byte[], byte[]> visitor) {
        byte[] key = keyBelow(flat, to);
        byte[] changed = changes == null ? null : changes.next();
        while (key != null || changed != null) {
            int order = key == null ? 1 : changed == null ? -1 : Arrays.compareUnsigned(key, changed);
            byte[] value = order < 0 || changes == null ? flat.value() : changes.value();
            byte[] current = order < 0 || changed == null ? key : changed;
            if (value != null && current != null) {
                checkKept();
                if (!visitor.test(current, value)) {
                    return;
                }
            }
            if (order <= 0) {
                flat.next();
                key = keyBelow(flat, to);
            }
            if (order >= 0 && changes != null) {
                changed = changes.next();
            }
        }
    }

    private static byte @Nullable [] keyBelow(RocksIterator iterator, byte @Nullable [] to) {
        if (!iterator.isValid()) {
            return null;
        }
        byte[] key = iterator.key();
        return to != null && Arrays.compareUnsigned(key, to) >= 0 ? null : key;
    }

    /** State keys in a range that changed above the height, ascending, with their values at the height. */
    private final class Changes {
        private final RocksIterator history;
        private final byte @Nullable [] to;
        private byte @Nullable [] value;

        Changes(RocksIterator history, byte[] from, byte @Nullable [] to) {
            this.history = history;
            this.to = to;
            history.seek(Keys.historyFrom(from));
        }

        /** Steps to the next changed key; null at the end. */
        byte @Nullable [] next() {
            while (history.isValid()) {
                byte[] entry = history.key();
                byte[] key = Keys.stateKey(entry);
                if (key == null) {
                    throw new DamagedStoreException(database.path(), "a history key has no form", null);
                }
                if (to != null && Arrays.compareUnsigned(key, to) >= 0) {
                    return null;
                }
                if (Keys.height(entry) <= height) {
                    history.seek(Keys.history(key, height + 1));
                    continue;
                }
                value = KeptState.value(history.value());
                history.seek(Keys.history(key, Long.MAX_VALUE));
                return key;
            }
            return null;
        }

        /** The value of the last key at the height; null if it was absent. */
        byte @Nullable [] value() {
            return value;
        }
    }

    @Override
    public byte @Nullable [] node(byte[] key) {
        byte[] node = live.node(key);
        if (node == null) {
            checkKept();
        }
        return node;
    }

    private void checkKept() {
        if (height < live.earliest()) {
            throw new PrunedStateException(height);
        }
    }

    private static byte @Nullable [] value(byte[] entry) {
        return entry[0] == ABSENT ? null : Arrays.copyOfRange(entry, 1, entry.length);
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }
}
