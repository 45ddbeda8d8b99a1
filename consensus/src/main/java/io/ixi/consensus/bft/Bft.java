package io.ixi.consensus.bft;

import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.ValidatorSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The replica's protocol core: one per epoch, single-threaded, told everything. Order of calls: the constructor, at
 * most one {@link #recover}, {@link Input.Start}, then any inputs. The rules R1 to R15 stand in the package
 * documentation.
 *
 * <p>No input that a peer can cause makes it throw; a call out of order or an impossible answer of the own node throws
 * {@link IllegalStateException}, after which the node must stop.
 */
public final class Bft {
    /**
     * What the core is started with.
     *
     * @param me this node's index in the set, or -1 for an observer that never votes
     * @param floor hash of the last block of the epoch before: what view 1 builds on as parent view 0
     */
    public record Setup(int me, ValidatorSet validators, Timing timing, Hash floor) {
        public Setup {
            if (me < -1 || me >= validators.size()) {
                throw new IllegalArgumentException("no validator " + me + " in a set of " + validators.size());
            }
        }
    }

    private final Setup setup;
    private final Leaders leaders;
    private final Views views;
    private final Protocol protocol;
    private boolean started;

    public Bft(Setup setup) {
        this.setup = setup;
        this.leaders = new Leaders(setup.validators());
        this.views = new Views(setup.validators(), leaders, setup.floor());
        this.protocol = new Protocol(setup, views);
    }

    /**
     * Rebuilds the core from the journal, before {@link Input.Start}: the entries in the order they were written, or a
     * {@link #snapshot} followed by what was written after it. Asks for nothing. Throws {@link IllegalStateException}
     * if the entries contradict each other: then the journal is not this validator's, and voting would be unsafe.
     */
    public void recover(List<Entry> entries) {
        Check.that(!started, "recover comes before Start");
        Recovery.restore(entries, setup, views);
    }

    /** The fewest entries from which {@link #recover} gives this state again, in order; for rolling the journal. */
    public List<Entry> snapshot() {
        return Recovery.snapshot(views);
    }

    /** One step: applies the input, returns what to do, in order. */
    public List<Effect> on(Input input) {
        Check.that(started != input instanceof Input.Start, "Start comes once, first");
        started = true;
        return protocol.on(input);
    }

    /** The view this node is in; 1 at the start of an epoch. */
    public long view() {
        return views.current();
    }

    /** Index of the validator that leads {@code view}. */
    public int leader(long view) {
        return leaders.of(view);
    }

    /** The highest view known to be final; 0 is the epoch's first block. */
    public long lastFinalized() {
        return views.floorView();
    }

    /** Hash of the block that is final in {@link #lastFinalized}. */
    public Hash floorPayload() {
        return views.floorPayload();
    }

    /** The finalization of {@link #lastFinalized}; null while that is view 0. */
    public @Nullable Certificate floor() {
        return views.floor();
    }
}
