package io.ixi.node.replica;

import io.ixi.consensus.bft.Entry;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.node.journal.Journal;
import io.ixi.node.store.Ledger;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows when it starts.
 *
 * @param tip the ledger's last block
 * @param entries for the core
 * @param blocks journaled blocks above the tip, in the order they were journaled
 * @param finalization the highest one that the journal or the ledger holds
 * @param lostMemory the journal is new, or was begun beside an older chain: this node may have voted before and must
 *     not vote now
 * @param originKnown whether the journal says already how it began
 */
record Recovery(
        BlockTree.Point tip,
        List<Entry> entries,
        List<Block> blocks,
        @Nullable Certificate finalization,
        boolean lostMemory,
        boolean originKnown) {

    /** Reads journal and ledger. The ledger holds at least the genesis block. */
    static Recovery of(Journal.Opened opened, Ledger ledger, Executor executor) {
        Log.Contents contents = Log.read(opened.records());
        long height = ledger.height();
        BlockHeader header = ledger.header(height).orElseThrow();
        Ledger.Tip last = ledger.tip();
        BlockTree.Point tip = new BlockTree.Point(last.hash(), header, last.stateRoot(), last.receiptsRoot());
        Certificate best = ledger.certificateAtOrAfter(height)
                .map(Ledger.StoredCertificate::certificate)
                .orElse(null);
        for (Entry entry : contents.entries()) {
            if (entry instanceof Entry.Certified(Certificate c)
                    && c.subject() instanceof Subject.Finalize
                    && (best == null || c.view() > best.view())) {
                best = c;
            }
        }
        List<Block> blocks = new ArrayList<>();
        for (Log.StoredBlock stored : contents.blocks()) {
            if (stored.header().height() > height) {
                blocks.add(block(stored, executor));
            }
        }
        boolean known = contents.origin() != Log.Origin.UNKNOWN;
        boolean begins = !known && opened.records().isEmpty() && height > 0;
        boolean lost = begins || contents.origin() == Log.Origin.LATER;
        return new Recovery(tip, contents.entries(), blocks, best, lost, known);
    }

    /** The proposal that is final by {@link #finalization}. */
    Optional<Proposal> finalProposal() {
        return finalization != null && finalization.subject() instanceof Subject.Finalize(Proposal proposal)
                ? Optional.of(proposal)
                : Optional.empty();
    }

    private static Block block(Log.StoredBlock stored, Executor executor) {
        List<Tx> transactions = new ArrayList<>();
        try {
            for (Bytes bytes : stored.transactions()) {
                transactions.add(executor.decode(bytes, stored.header().chain()));
            }
        } catch (RejectedException e) {
            throw new IllegalStateException("a journaled transaction does not decode: another version wrote it", e);
        }
        Hash hash = Wire.headerHash(stored.header());
        Block block = new Block(
                hash,
                stored.header(),
                transactions.stream().map(Tx::id).toList(),
                stored.header().proposer());
        block.putAll(transactions);
        block.journaled = true;
        return block;
    }
}
