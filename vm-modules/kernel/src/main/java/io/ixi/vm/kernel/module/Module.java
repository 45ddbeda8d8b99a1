package io.ixi.vm.kernel.module;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.ixi.vm.kernel.state.Overlay;
import java.util.List;

/**
 * A part of the chain's rules with its own state: one class per module, wiring only. Its .proto says what there is, its
 * handlers what it does. Has no mutable fields: everything that lasts is in the state. Called from several threads.
 */
public interface Module {
    /** The module's .proto: id, name, messages, queries, events, errors and state tables. */
    FileDescriptor descriptor();

    /** One for each message of the descriptor. */
    List<Handler<?>> handlers();

    /** One for each query of the descriptor. */
    List<Query<?, ?>> queries();

    /** Writes the first state from the module's {@code GenesisState}. */
    Handler<? extends Message> genesis();

    /** How its state came from one version to the next; ascending. None: it is as the genesis wrote it. */
    default List<Migration> migrations() {
        return List.of();
    }

    /**
     * Whether the chain stops when {@link #check} finds a broken invariant. If not, the module is paused instead: for
     * modules that keep no money themselves.
     */
    default boolean essential() {
        return true;
    }

    /** After the last transaction of a block. Its work does not grow with the number of objects. */
    default void endBlock(Context context) {}

    /**
     * Compares running totals, in time that does not grow with the state; called after every block.
     *
     * @throws BrokenInvariantException if the module is essential the block must not be committed and the node stops,
     *     else the module is paused
     */
    void check(Overlay block);

    /** Recomputes every invariant from the whole state. Slow: for tests and audits. Throws like {@link #check}. */
    void audit(Overlay state);
}
