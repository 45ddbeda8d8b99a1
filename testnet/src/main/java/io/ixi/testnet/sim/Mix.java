package io.ixi.testnet.sim;

import java.util.EnumSet;

/** Which faults a run may have. */
enum Mix {
    /** None. */
    CALM,
    /** A bad network: loss up to one half, long delays, reordering. */
    LOSSY,
    /** A divided one, in both directions or one. */
    PARTITION,
    /** Processes and hosts that end between any two effects, alone and all at once. */
    CRASH,
    /** Disks that are slow, full, failing or rotten. */
    DISK,
    /** Clocks that run apart and jump. */
    CLOCK,
    /** Validators that lie, under a mildly bad network. */
    BYZANTINE,
    /** All of it. */
    ALL;

    EnumSet<Fault> faults() {
        return switch (this) {
            case CALM -> EnumSet.noneOf(Fault.class);
            case LOSSY -> EnumSet.of(Fault.LOSS, Fault.DELAY);
            case PARTITION -> EnumSet.of(Fault.SPLIT, Fault.ONE_WAY, Fault.ISOLATE, Fault.DELAY);
            case CRASH -> EnumSet.of(Fault.KILL, Fault.POWER, Fault.KILL_ALL, Fault.POWER_ALL, Fault.PAUSE);
            case DISK ->
                EnumSet.of(Fault.SLOW_DISK, Fault.FULL_DISK, Fault.FAILED_SYNC, Fault.ROT, Fault.KILL, Fault.POWER);
            case CLOCK -> EnumSet.of(Fault.SKEW, Fault.DRIFT, Fault.PAUSE, Fault.DELAY);
            case BYZANTINE -> EnumSet.of(Fault.LOSS, Fault.DELAY, Fault.ISOLATE);
            case ALL -> EnumSet.allOf(Fault.class);
        };
    }

    /** Whether some validators may be under the adversary. */
    boolean hasLiars() {
        return this == BYZANTINE || this == ALL;
    }
}
