package io.ixi.node.replica;

import io.ixi.consensus.bft.Entry;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;
import io.ixi.node.journal.Journal;
import io.ixi.node.store.Ledger;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows when it starts. The journal may reach into later epochs than the ledger, which a power loss may
 * take back.
 *
 * @param tip the ledger's last block
 * @param entries for the core, of any epoch
 * @param blocks journaled blocks above the tip, in the order they were journaled
 * @param proofs of double votes that may not be punished yet
 * @param certificate the ledger's finalization of its tip, if it has one
 * @param lostMemory the journal is new, or was begun beside an older chain: this node may have voted before
 * @param originKnown whether the journal says already how it began
 * @param journalOrigin the running epoch when the journal began, if it says so
 * @param journalEpoch the highest epoch that the journal tells of
 */
record Recovery(
        BlockTree.Point tip,
        List<Entry> entries,
        List<Block> blocks,
        List<Accusations.Proof> proofs,
        @Nullable Certificate certificate,
        boolean lostMemory,
        boolean originKnown,
        long journalOrigin,
        long journalEpoch) {

    /** Reads journal and ledger. The ledger holds at least the genesis block. */
    static Recovery of(Journal.Opened opened, Ledger ledger, Executor executor) {
        Log.Contents contents = Log.read(opened.records());
        long height = ledger.height();
        BlockHeader header = ledger.header(height).orElseThrow();
        Ledger.Tip last = ledger.tip();
        BlockTree.Point tip = new BlockTree.Point(last.hash(), header, last.stateRoot(), last.receiptsRoot());
        Certificate certificate = ledger.certificateAtOrAfter(height)
                .map(Ledger.StoredCertificate::certificate)
                .orElse(null);
        List<Block> blocks = new ArrayList<>();
        for (Log.StoredBlock stored : contents.blocks()) {
            if (stored.header().height() > height) {
                blocks.add(block(stored, executor));
            }
        }
        boolean known = contents.origin() != Log.Origin.UNKNOWN;
        boolean begins = !known && opened.records().isEmpty() && height > 0;
        boolean lost = begins || contents.origin() == Log.Origin.LATER;
        return new Recovery(
                tip,
                contents.entries(),
                blocks,
                contents.proofs(),
                certificate,
                lost,
                known,
                contents.originEpoch(),
                contents.epoch());
    }

    /** Without what is in the engine now. */
    Recovery used() {
        return new Recovery(
                tip, List.of(), List.of(), List.of(), null, lostMemory, originKnown, journalOrigin, journalEpoch);
    }

    /** The running epoch when the journal began: this one, if it begins now. */
    long originEpoch(Epoch running) {
        return originKnown ? journalOrigin : running.number();
    }

    /** The highest finalization of this epoch that the journal or the ledger holds. */
    @Nullable
    Certificate finalization(Epoch epoch) {
        Certificate best = certificate != null && certificate.subject().epoch() == epoch.number() ? certificate : null;
        for (Entry entry : entries) {
            if (entry instanceof Entry.Certified(Certificate c)
                    && c.subject() instanceof Subject.Finalize
                    && c.subject().epoch() == epoch.number()
                    && (best == null || c.view() > best.view())) {
                best = c;
            }
        }
        return best;
    }

    /** Journaled blocks of this epoch above the ledger's tip. */
    List<Block> blocks(Epoch epoch, BlockTree.Point above) {
        return blocks.stream()
                .filter(block -> block.header().epoch() == epoch.number()
                        && block.header().height() > above.header().height())
                .toList();
    }

    /** The epoch to which journal and chain lead. */
    long epoch(Epoch running) {
        return Math.max(running.number(), journalEpoch);
    }

    /** The view of that epoch to which they lead. */
    long view(Epoch running) {
        long epoch = epoch(running);
        long view = 1;
        for (Entry entry : entries) {
            view = Math.max(view, view(entry, epoch));
        }
        Certificate last = certificate;
        return last != null && last.subject().epoch() == epoch ? Math.max(view, last.view() + 1) : view;
    }

    private static long view(Entry entry, long epoch) {
        if (Log.epoch(entry) != epoch) {
            return 0;
        }
        return switch (entry) {
            case Entry.Cast(Vote vote) -> vote.subject().view();
            case Entry.Certified(Certificate c) -> c.subject() instanceof Subject.Notarize ? c.view() : c.view() + 1;
            case Entry.Verdict _ -> 0;
        };
    }

    /** This validator's votes in the journal. */
    List<Subject> cast() {
        List<Subject> cast = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry instanceof Entry.Cast(Vote vote)) {
                cast.add(vote.subject());
            }
        }
        return cast;
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
