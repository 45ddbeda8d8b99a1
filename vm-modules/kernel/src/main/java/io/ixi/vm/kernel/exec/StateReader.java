package io.ixi.vm.kernel.exec;

import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Ordered key/value state at one height. */
public interface StateReader {
    /** The value, or null if absent. The caller does not write to the result. */
    byte @Nullable [] get(byte[] key);

    /**
     * Visits entries with {@code from <= key < to} in ascending unsigned key order until the visitor returns false.
     * {@code to} null: no upper bound.
     */
    void scan(byte[] from, byte @Nullable [] to, BiPredicate<byte[], byte[]> visitor);
}
