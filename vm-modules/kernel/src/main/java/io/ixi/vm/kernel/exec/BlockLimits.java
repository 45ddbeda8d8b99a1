package io.ixi.vm.kernel.exec;

import io.ixi.vm.kernel.proto.Limits;

/**
 * What a block may hold at most.
 *
 * @param bytes sum of the sizes of its transactions
 */
public record BlockLimits(long bytes, long gas, int transactions) {
    public static BlockLimits of(Limits limits) {
        return new BlockLimits(
                Integer.toUnsignedLong(limits.getBlockBytes()), limits.getBlockGas(), limits.getBlockTransactions());
    }

    /** The tighter of the two in each respect. */
    public BlockLimits within(BlockLimits other) {
        return new BlockLimits(
                Math.min(bytes, other.bytes), Math.min(gas, other.gas), Math.min(transactions, other.transactions));
    }
}
