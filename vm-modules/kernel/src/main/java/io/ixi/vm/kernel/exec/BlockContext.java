package io.ixi.vm.kernel.exec;

import io.ixi.consensus.types.Hash;

/**
 * What a block's transactions may know of their block.
 *
 * @param parentTimeMs the clock of deadlines: the proposer of this block cannot move it
 */
public record BlockContext(Hash chain, long height, long timeMs, long parentTimeMs, int proposer) {}
