package io.ixi.node.replica;

import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.node.wire.PeerCodec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a block of one epoch must be, besides executable within the chain's limits. Every answer is the same at every
 * honest node: no wall clock and no local limit here. Null: nothing is wrong.
 */
record Rules(Hash chain, int protocol, Epoch epoch, Hash validatorsHash) {
    static Rules of(Chain chain, Epoch epoch) {
        return new Rules(
                chain.genesis().chain(), chain.genesis().protocol(), epoch, Wire.validatorsHash(epoch.validators()));
    }

    /** Whether header and ids belong together. */
    static boolean consistent(BlockHeader header, List<Hash> ids) {
        return header.transactionCount() == ids.size()
                && ids.size() <= PeerCodec.MAX_TRANSACTIONS
                && header.transactionsRoot().equals(Wire.transactionsRoot(ids));
    }

    /** Whether the header is the one that the proposal's hash stands for, and says the same about its place. */
    static boolean carries(BlockHeader header, Proposal proposal) {
        return header.epoch() == proposal.epoch()
                && header.view() == proposal.view()
                && header.parentView() == proposal.parentView();
    }

    /** The same, or a later proposal of the block that ends the epoch: it is proposed again until it is final. */
    boolean stands(BlockHeader header, Proposal proposal) {
        return carries(header, proposal) || (ends(header) && proposal.parentView() >= header.view());
    }

    /** Whether the block ends this epoch. */
    boolean ends(BlockHeader header) {
        return header.epoch() == epoch.number() && header.height() == epoch.lastHeight();
    }

    /** The view of this epoch that an executed block was made in; 0 for the one that the epoch starts from. */
    long view(BlockHeader header) {
        return header.epoch() == epoch.number() && header.height() >= epoch.firstHeight() ? header.view() : 0;
    }

    /** Against the executed parent. */
    @Nullable
    String context(BlockHeader header, BlockTree.Point parent) {
        BlockHeader before = parent.header();
        if (!header.chain().equals(chain) || header.protocol() != protocol || header.epoch() != epoch.number()) {
            return "chain, protocol or epoch differs";
        }
        if (!header.parent().equals(parent.hash())
                || header.height() != before.height() + 1
                || header.height() > epoch.lastHeight()
                || header.parentView() != view(before)
                || header.view() <= header.parentView()) {
            return "does not follow its parent";
        }
        if (header.proposer() >= epoch.validators().size()
                || !header.validatorsHash().equals(validatorsHash)) {
            return "proposer or validator set differs";
        }
        if (!header.parentStateRoot().equals(parent.stateRoot())
                || !header.parentReceiptsRoot().equals(parent.receiptsRoot())) {
            return "state or receipts root of the parent differs";
        }
        if (header.timeMs() <= before.timeMs()) {
            return "time does not advance";
        }
        return null;
    }
}
