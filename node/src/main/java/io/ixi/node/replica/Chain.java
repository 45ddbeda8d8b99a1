package io.ixi.node.replica;

import io.ixi.consensus.bft.Timing;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.vm.kernel.exec.BlockLimits;

/**
 * What all nodes of a network agree on before the first block.
 *
 * @param genesis header of block 0; its {@code chain} is the chain's identity, its {@code protocol} that of all blocks
 */
public record Chain(BlockHeader genesis, ValidatorSet validators, Timing timing, BlockLimits limits) {}
