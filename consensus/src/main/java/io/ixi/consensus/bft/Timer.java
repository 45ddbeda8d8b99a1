package io.ixi.consensus.bft;

/** The timers that the core may ask for; each exists at most once, setting it again replaces it. */
public enum Timer {
    /** No proposal from the leader yet. */
    LEADER,
    /** No certified notarization yet. */
    ADVANCE,
    /** Still in the same view: say everything again. */
    RETRY,
    /** The leader has waited for work long enough: propose an empty block. */
    HEARTBEAT,
    /** A period of listening for silent validators is over. Runs across views. */
    SKIP
}
