package io.ixi.vm.kernel.module;

import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.state.Overlay;

/** A module that answers some kinds of gate conditions. Several may answer the same kind: one yes is enough. */
public interface GateSource {
    boolean answers(Condition.TestCase kind);

    /**
     * Whether the condition, taken without its negation, holds now. Reads a bounded number of entries.
     *
     * @param timeMs the parent block's time
     */
    boolean holds(Overlay state, Address account, Condition condition, long timeMs);
}
