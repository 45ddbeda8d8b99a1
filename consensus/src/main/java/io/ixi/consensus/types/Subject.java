package io.ixi.consensus.types;

/** What a vote is about. Two votes conflict or agree by their subjects, never by signature bytes (ML-DSA is hedged). */
public sealed interface Subject {
    long epoch();

    long view();

    /** "I hold this block and would build on it." The leader's own one is the proposal itself. */
    record Notarize(Proposal proposal) implements Subject {
        @Override
        public long epoch() {
            return proposal.epoch();
        }

        @Override
        public long view() {
            return proposal.view();
        }
    }

    /** "I will never finalize anything in this view." */
    record Nullify(long epoch, long view) implements Subject {
        public Nullify {
            if (epoch < 0 || view < 1) {
                throw new IllegalArgumentException("epoch or view out of range");
            }
        }
    }

    /** "This block is notarized, executed and durable here." */
    record Finalize(Proposal proposal) implements Subject {
        @Override
        public long epoch() {
            return proposal.epoch();
        }

        @Override
        public long view() {
            return proposal.view();
        }
    }
}
