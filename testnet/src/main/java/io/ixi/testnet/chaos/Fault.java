package io.ixi.testnet.chaos;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** What may happen to a network in a round. */
enum Fault {
    /** One validator ends as in a power cut and is started again a moment later. */
    KILL,
    /** The same for the validator that is about to lead. */
    KILL_LEADER,
    /** One validator ends as in a power cut and is started at once. */
    KILL_AND_START,
    /** One validator is asked to end and started again. */
    RESTART,
    /** One validator stands still for a while. */
    PAUSE,
    /** Every validator ends at once. */
    KILL_ALL,
    /** One validator's disk is full; it ends by itself, and is started when there is room again. */
    FULL_DISK;

    /** Some of them by name. */
    static String labels(Collection<Fault> faults) {
        return faults.stream().map(Fault::label).collect(Collectors.joining(", "));
    }

    /** Name in reports. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
