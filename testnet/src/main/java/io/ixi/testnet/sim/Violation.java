package io.ixi.testnet.sim;

/**
 * What must never happen, and did.
 *
 * @param atMs virtual time
 */
record Violation(Kind kind, long atMs, String what) {
    /** What kind of promise was broken, with the exit code of the command. */
    enum Kind {
        /** A process ended by itself. */
        CRASH(10),
        /** Two honest nodes disagree, an honest key voted twice, or a final transaction is gone. */
        SAFETY(11),
        /** No progress although nothing is wrong any more. */
        LIVENESS(12),
        /** The same blocks gave different states, or a module's invariant does not hold. */
        DIVERGENCE(13);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        int exitCode() {
            return exitCode;
        }
    }
}
