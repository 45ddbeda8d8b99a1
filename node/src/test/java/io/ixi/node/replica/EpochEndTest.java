package io.ixi.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.bft.Entry;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.ValidatorSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds where an epoch ends, whatever other guards stand behind it in a cluster. */
class EpochEndTest {
    private static final Hash STATE = new Hash(1, 2, 3, 4);
    private static final Hash RECEIPTS = new Hash(5, 6, 7, 8);

    private final ToyChain toy = new ToyChain(4);
    private final ValidatorSet set = toy.chain.validators();

    private Rules rules(long lastHeight) {
        return Rules.of(toy.chain, new Epoch(set, Wire.headerHash(toy.genesisHeader), 1, lastHeight));
    }

    private BlockHeader child(BlockHeader parent) {
        return new BlockHeader(
                parent.chain(),
                parent.protocol(),
                parent.epoch(),
                parent.height() + 1,
                parent.view() + 1,
                parent.view(),
                0,
                parent.timeMs() + 1,
                Wire.headerHash(parent),
                STATE,
                RECEIPTS,
                Wire.transactionsRoot(List.of()),
                0,
                Wire.validatorsHash(set));
    }

    private static BlockTree.Point executed(BlockHeader header) {
        return new BlockTree.Point(Wire.headerHash(header), header, STATE, RECEIPTS);
    }

    @Test
    void noBlockOfTheEpochIsValidAboveItsLastOne() {
        BlockHeader first = child(toy.genesisHeader);
        BlockHeader second = child(first);
        assertThat(rules(2).context(second, executed(first))).isNull();
        assertThat(rules(1).context(second, executed(first))).isEqualTo("does not follow its parent");
        assertThat(rules(1).context(first, executed(toy.genesisHeader))).isNull();
    }

    @Test
    void itsFinalizationIsKeptUntilTheLedgerHasTheBlockForGood() {
        Proposal proposal = new Proposal(0, 3, 2, STATE);
        Certificate finalization = new Certificate(
                new Subject.Finalize(proposal), List.of(new Certificate.Share(0, Bytes.fromHex("c0ffee"))));
        Undurable undurable = new Undurable();
        undurable.ended(20, finalization);
        undurable.durable(19);
        assertThat(undurable.entries()).containsExactly(new Entry.Certified(finalization));
        undurable.durable(20);
        assertThat(undurable.entries()).isEmpty();
    }
}
