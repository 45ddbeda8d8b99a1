package io.ixi.vm.kernel.module;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.state.Overlay;
import org.jspecify.annotations.Nullable;

/**
 * Brings a module's state to a new version, a bounded part in each block. Until it is done the module takes no
 * messages.
 *
 * @param version that the state has afterwards, 2 for the first migration
 * @param protocol of the rules that need it
 */
public record Migration(int version, int protocol, Step step) {
    /** Most entries that one step changes. */
    public static final int CHUNK = 500;

    /** One part of the work. */
    @FunctionalInterface
    public interface Step {
        /**
         * Changes at most {@link #CHUNK} entries.
         *
         * @param cursor what the last step returned; empty at first
         * @return where to go on; null: done
         */
        @Nullable
        Bytes run(Overlay state, Bytes cursor);
    }
}
