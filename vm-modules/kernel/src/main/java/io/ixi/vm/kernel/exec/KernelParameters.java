package io.ixi.vm.kernel.exec;

import io.ixi.vm.kernel.proto.Parameters;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;

/** What governance may set of the kernel itself. */
public final class KernelParameters {
    /** {@code 00 04} */
    private static final Table<Parameters> TABLE = Table.of(Parameters.getDefaultInstance());

    private static final long DEPOSIT_PER_BYTE = 100;

    private KernelParameters() {}

    /** Base units of the native asset. */
    public static long depositPerByte(StateReader state) {
        return TABLE.getOrEmpty(state, TABLE.key()).getDepositPerByte();
    }

    /** Clock of deadlines, Unix milliseconds, for the block after {@code state}. */
    public static long clockMs(StateReader state) {
        return KernelState.timeMs(state);
    }

    static void genesis(Overlay state) {
        TABLE.put(
                state,
                TABLE.key(),
                Parameters.newBuilder().setDepositPerByte(DEPOSIT_PER_BYTE).build());
    }
}
