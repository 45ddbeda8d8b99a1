package io.ixi.testnet.sim;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Hash;

/** Headers that differ from a given one in one place. */
record Headers(BlockHeader h) {
    static Headers of(BlockHeader header) {
        return new Headers(header);
    }

    BlockHeader timeMs(long timeMs) {
        return with(h.protocol(), h.height(), timeMs, h.parentStateRoot(), h.parentReceiptsRoot(), h.validatorsHash());
    }

    BlockHeader height(long height) {
        return with(h.protocol(), height, h.timeMs(), h.parentStateRoot(), h.parentReceiptsRoot(), h.validatorsHash());
    }

    BlockHeader protocol(int protocol) {
        return with(protocol, h.height(), h.timeMs(), h.parentStateRoot(), h.parentReceiptsRoot(), h.validatorsHash());
    }

    BlockHeader parentStateRoot(Hash root) {
        return with(h.protocol(), h.height(), h.timeMs(), root, h.parentReceiptsRoot(), h.validatorsHash());
    }

    BlockHeader parentReceiptsRoot(Hash root) {
        return with(h.protocol(), h.height(), h.timeMs(), h.parentStateRoot(), root, h.validatorsHash());
    }

    BlockHeader validatorsHash(Hash hash) {
        return with(h.protocol(), h.height(), h.timeMs(), h.parentStateRoot(), h.parentReceiptsRoot(), hash);
    }

    BlockHeader transactions(Hash root, int count) {
        return new BlockHeader(
                h.chain(),
                h.protocol(),
                h.epoch(),
                h.height(),
                h.view(),
                h.parentView(),
                h.proposer(),
                h.timeMs(),
                h.parent(),
                h.parentStateRoot(),
                h.parentReceiptsRoot(),
                root,
                count,
                h.validatorsHash());
    }

    private BlockHeader with(
            int protocol, long height, long timeMs, Hash stateRoot, Hash receiptsRoot, Hash validatorsHash) {
        return new BlockHeader(
                h.chain(),
                protocol,
                h.epoch(),
                height,
                h.view(),
                h.parentView(),
                h.proposer(),
                timeMs,
                h.parent(),
                stateRoot,
                receiptsRoot,
                h.transactionsRoot(),
                h.transactionCount(),
                validatorsHash);
    }
}
