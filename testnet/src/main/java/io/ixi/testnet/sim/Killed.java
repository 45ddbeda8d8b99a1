package io.ixi.testnet.sim;

/** Unwinds a node's stack at the effect boundary where its process ends. No production code catches it. */
final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    private final boolean power;

    /** @param power the host loses power too */
    Killed(boolean power) {
        super("killed", null, false, false);
        this.power = power;
    }

    boolean power() {
        return power;
    }
}
