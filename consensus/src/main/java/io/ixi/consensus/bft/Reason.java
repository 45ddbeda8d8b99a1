package io.ixi.consensus.bft;

/** Why this validator gave up a view; a label of metrics and logs. */
public enum Reason {
    /** No proposal within {@link Timing#leaderMs}. */
    LEADER,
    /** No certified notarization within {@link Timing#advanceMs}. */
    ADVANCE,
    /** The leader's own Nullify came. */
    LEADER_NULLIFIED,
    /** The leader was silent for {@link Timing#skipMs} while a quorum was active. */
    SKIPPED,
    /** The proposal can never be right. */
    INVALID,
    /** Executing the notarized block proved it invalid. */
    CERTIFY_FAILED,
    /** This node leads and could not build. */
    BUILD_FAILED
}
