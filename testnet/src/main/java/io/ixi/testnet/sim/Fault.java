package io.ixi.testnet.sim;

/** Kinds of bad luck. */
enum Fault {
    /** Messages vanish, up to half of them. */
    LOSS,
    /** Messages take long and overtake each other. */
    DELAY,
    /** Two groups do not hear each other. */
    SPLIT,
    /** One group does not hear the other, which hears it. */
    ONE_WAY,
    /** One node's connections break. */
    ISOLATE,
    /** A process stands still, then goes on (SIGSTOP). */
    PAUSE,
    /** A process ends between two effects (kill -9). */
    KILL,
    /** A host loses power between two effects: what was not synced may be lost, whole or torn. */
    POWER,
    KILL_ALL,
    POWER_ALL,
    SLOW_DISK,
    FULL_DISK,
    /** One fsync fails; its writes never become durable though they can be read back. */
    FAILED_SYNC,
    /** A byte of a journal changes while the node is down. */
    ROT,
    /** A wall clock jumps, up to an hour. */
    SKEW,
    /** A clock runs up to a tenth faster or slower. */
    DRIFT,
    /** The journal is gone, and now and then the ledger too; the key is not. */
    AMNESIA
}
