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
}
