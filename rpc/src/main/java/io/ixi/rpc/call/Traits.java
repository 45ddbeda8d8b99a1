package io.ixi.rpc.call;

/**
 * What callers and the door must know of a method besides its shape.
 *
 * @param reads changes nothing, whoever calls it however often: has a REST mirror and is a read-only tool
 * @param socketOnly needs a WebSocket
 * @param privileged only for the operator: with a token, or from this machine where the operator gave out none
 * @param cost what it takes of the caller's allowance; a unit is about 50 microseconds of one core
 */
public record Traits(boolean reads, boolean socketOnly, boolean privileged, int cost) {
    /** Calls from this cost on run a few at a time, so that consensus always has a core. */
    public static final int HEAVY = 20;

    public static final Traits READ = new Traits(true, false, false, 1);
    public static final Traits QUERY = new Traits(true, false, false, 4);
    public static final Traits SCAN = new Traits(true, false, false, 100);
    public static final Traits SIMULATE = new Traits(true, false, false, HEAVY);
    public static final Traits SEND = new Traits(false, false, false, 1);
    public static final Traits SOCKET = new Traits(false, true, false, 2);

    public boolean heavy() {
        return cost >= HEAVY;
    }

    public Traits asPrivileged(int newCost) {
        return new Traits(reads, socketOnly, true, newCost);
    }
}
