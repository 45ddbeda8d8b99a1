package io.ixi.consensus.bft;

/** Assertions that stay on: a core that finds itself in an impossible state stops before it votes. */
final class Check {
    private Check() {}

    /** Throws {@link IllegalStateException}. Never reachable by what a peer sends. */
    static void that(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
