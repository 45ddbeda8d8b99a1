package io.ixi.node.store;

import io.ixi.consensus.types.Hash;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Keys of the store's column families. Heights are big-endian, so that they sort. */
final class Keys {
    static final byte[] FORMAT = {'f'};
    static final byte[] TIP = {'t'};
    static final byte[] EARLIEST = {'e'};
    static final byte[] LAST_CERTIFICATE = {'l'};
    static final byte[] EARLIEST_BLOCK = {'b'};
    static final byte[] CLEARED = {'d'};
    static final byte[] JOINING = {'j'};

    private static final byte[] END = {0, 0};

    private Keys() {}

    static byte[] header(long height) {
        return tagged('h', height);
    }

    static byte[] certificate(long height) {
        return tagged('c', height);
    }

    static byte[] handover(long epoch) {
        return tagged('o', epoch);
    }

    static byte[] body(long height) {
        return tagged('b', height);
    }

    static byte[] receipts(long height) {
        return tagged('r', height);
    }

    static byte[] height(long height) {
        return ByteBuffer.allocate(8).putLong(height).array();
    }

    static long height(byte[] key) {
        return ByteBuffer.wrap(key).getLong(key.length - 8);
    }

    static byte[] blockHash(Hash hash) {
        return tagged('h', hash);
    }

    static byte[] transaction(Hash id) {
        return tagged('t', id);
    }

    /**
     * Key of the value that a state key had before the block of this height changed it. The state key is escaped (0
     * becomes 0 255) and ends with 0 0: entries sort by state key, then by height, whatever the keys' lengths.
     */
    static byte[] history(byte[] key, long height) {
        byte[] prefix = historyPrefix(key);
        return ByteBuffer.allocate(prefix.length + 8)
                .put(prefix)
                .putLong(height)
                .array();
    }

    static byte[] historyPrefix(byte[] key) {
        return escape(key, END);
    }

    /** Lowest history key of a state key that is at least this. */
    static byte[] historyFrom(byte[] key) {
        return escape(key, new byte[0]);
    }

    /** The state key in a history key, or null if it has no such form. */
    static byte @Nullable [] stateKey(byte[] history) {
        byte[] key = new byte[history.length];
        int size = 0;
        int end = history.length - 8 - END.length;
        for (int i = 0; i < end; i++) {
            key[size++] = history[i];
            if (history[i] == 0 && history[++i] != (byte) 0xff) {
                return null;
            }
        }
        return end < 0 ? null : Arrays.copyOf(key, size);
    }

    private static byte[] escape(byte[] key, byte[] end) {
        int zeros = 0;
        for (byte b : key) {
            zeros += b == 0 ? 1 : 0;
        }
        ByteBuffer out = ByteBuffer.allocate(key.length + zeros + end.length);
        for (byte b : key) {
            out.put(b);
            if (b == 0) {
                out.put((byte) 0xff);
            }
        }
        return out.put(end).array();
    }

    private static byte[] tagged(char tag, long height) {
        return ByteBuffer.allocate(9).put((byte) tag).putLong(height).array();
    }

    private static byte[] tagged(char tag, Hash hash) {
        return ByteBuffer.allocate(1 + Hash.BYTES)
                .put((byte) tag)
                .put(hash.toBytes())
                .array();
    }
}
