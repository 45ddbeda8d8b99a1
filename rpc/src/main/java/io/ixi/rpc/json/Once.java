package io.ixi.rpc.json;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value made at the first question and kept. Thread-safe: who asks meanwhile waits. A maker that fails is asked again
 * next time.
 */
public final class Once<T> implements Supplier<T> {
    private final Supplier<T> maker;
    private volatile @Nullable T value;

    public Once(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public T get() {
        T made = value;
        return made == null ? make() : made;
    }

    private synchronized T make() {
        T made = value;
        if (made == null) {
            made = Objects.requireNonNull(maker.get());
            value = made;
        }
        return made;
    }
}
