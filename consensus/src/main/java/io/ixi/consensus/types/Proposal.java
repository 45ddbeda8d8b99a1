package io.ixi.consensus.types;

/**
 * What a leader asks the others to notarize.
 *
 * @param parentView view of the block built upon; 0 is the epoch's first block (genesis), always below {@code view}
 * @param payload hash of the block header
 */
public record Proposal(long epoch, long view, long parentView, Hash payload) {
    public Proposal {
        if (epoch < 0 || view < 1 || parentView < 0 || parentView >= view) {
            throw new IllegalArgumentException("proposal views out of order: " + parentView + " -> " + view);
        }
    }

    /** By hand, as {@link Hash}'s: proposals are looked up by the million. */
    @Override
    public boolean equals(Object o) {
        return o instanceof Proposal other
                && view == other.view
                && parentView == other.parentView
                && epoch == other.epoch
                && payload.equals(other.payload);
    }

    @Override
    public int hashCode() {
        return payload.hashCode() ^ (int) view;
    }
}
