package io.ixi.vm.kernel.exec;

/** The clock of deadlines, for queries: handlers have it from their block. */
public final class BlockTime {
    private BlockTime() {}

    /** The time of the block that the state belongs to, in Unix milliseconds: what the next block compares with. */
    public static long of(StateReader state) {
        return KernelState.timeMs(state);
    }
}
