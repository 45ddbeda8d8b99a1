package io.ixi.node.replica;

import io.ixi.consensus.bft.Entry;
import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Vote;
import io.ixi.node.journal.Journal;
import java.util.List;

/**
 * What a replica's journal says, for people.
 *
 * @param votes records of own votes
 * @param blocks whole blocks
 * @param highestBlock greatest height among them; -1: none
 * @param epoch of the newest vote or certificate
 * @param view in which the node was at least when the journal ends, in that epoch; 0: it has seen nothing
 * @param later whether it was begun beside a chain that was there already: nobody votes with it
 */
public record JournalSummary(int votes, int blocks, long highestBlock, long epoch, long view, boolean later) {

    /** Whether the journal ends before this view. */
    public boolean endsBefore(long otherEpoch, long otherView) {
        return epoch < otherEpoch || (epoch == otherEpoch && view < otherView);
    }

    /** Throws {@link MalformedException} for records of another format. */
    public static JournalSummary of(List<Journal.Item> records) {
        Log.Contents contents = Log.read(records);
        int votes = 0;
        long epoch = 0;
        long view = 0;
        for (Entry entry : contents.entries()) {
            long entryEpoch = 0;
            long entryView = 0;
            switch (entry) {
                case Entry.Cast(Vote vote) -> {
                    votes++;
                    entryEpoch = vote.subject().epoch();
                    entryView = vote.subject().view();
                }
                case Entry.Certified(Certificate certificate) -> {
                    entryEpoch = certificate.subject().epoch();
                    entryView = certificate.view() + 1;
                }
                case Entry.Verdict verdict -> {}
            }
            if (entryEpoch > epoch || (entryEpoch == epoch && entryView > view)) {
                epoch = entryEpoch;
                view = entryView;
            }
        }
        long highest = contents.blocks().stream()
                .mapToLong(block -> block.header().height())
                .max()
                .orElse(-1);
        return new JournalSummary(
                votes, contents.blocks().size(), highest, epoch, view, contents.origin() == Log.Origin.LATER);
    }
}
