package io.ixi.vm.kernel.exec;

import io.ixi.vm.kernel.proto.ChainParameters;
import io.ixi.vm.kernel.proto.Genesis;
import io.ixi.vm.kernel.proto.LatestBlock;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;

/** What the kernel itself keeps in the state, as module 0. */
final class KernelState {
    private static final Table<ChainParameters> PARAMETERS = Table.of(ChainParameters.getDefaultInstance());
    private static final Table<LatestBlock> LATEST = Table.of(LatestBlock.getDefaultInstance());

    private KernelState() {}

    static BlockLimits limits(StateReader state) {
        return BlockLimits.of(PARAMETERS.getOrEmpty(state, PARAMETERS.key()).getLimits());
    }

    static void genesis(Overlay state, Genesis genesis) {
        PARAMETERS.put(
                state,
                PARAMETERS.key(),
                ChainParameters.newBuilder()
                        .setChainName(genesis.getChainName())
                        .setProtocol(genesis.getProtocol())
                        .setLimits(genesis.getLimits())
                        .build());
        KernelParameters.genesis(state);
    }

    /** Clock of deadlines for the block after {@code state}. */
    static long timeMs(StateReader state) {
        return LATEST.getOrEmpty(state, LATEST.key()).getTimeMs();
    }

    static void latest(Overlay state, BlockContext block) {
        LATEST.put(
                state,
                LATEST.key(),
                LatestBlock.newBuilder()
                        .setHeight(block.height())
                        .setTimeMs(block.timeMs())
                        .build());
    }
}
