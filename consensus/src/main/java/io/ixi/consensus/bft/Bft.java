package io.ixi.consensus.bft;

import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.ValidatorSet;
import java.util.ArrayList;
import java.util.List;

/** The replica's protocol core: one per epoch, single-threaded, told everything. */
public final class Bft {
    /**
     * What the core is started with.
     *
     * @param me this node's index in the set, or -1 for an observer that never votes
     * @param floor hash of the last block of the epoch before: what view 1 builds on as parent view 0
     */
    public record Setup(int me, ValidatorSet validators, Timing timing, Hash floor) {}

    private final Setup setup;

    public Bft(Setup setup) {
        this.setup = setup;
    }

    /** Rebuilds the core from the journal, before {@link Input.Start}. Returns nothing and asks for nothing. */
    public void recover(List<Entry> entries) {
        if (!entries.isEmpty()) {
            on(new Input.Start());
        }
    }

    /** One step: applies the input, returns what to do, in order. */
    public List<Effect> on(Input input) {
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.Entered(setup.me(), input.hashCode()));
        return effects;
    }
}
