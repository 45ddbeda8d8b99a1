package io.ixi.vm.kernel;

import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.proto.Lane;

/**
 * Units of work by lane, each at least 0. 1 unit is about 1 microsecond of the reference machine. What a transaction
 * needs follows from its bytes alone, so it is known before it is executed, and nothing is metered while it runs.
 */
public record Gas(long pay, long trade, long social, long data) {
    public static final Gas ZERO = new Gas(0, 0, 0, 0);

    /** For each started KiB of body and signatures. */
    public static final long PER_KIB = 20;

    public static Gas of(Lane lane, long units) {
        return switch (lane) {
            case LANE_PAY -> new Gas(units, 0, 0, 0);
            case LANE_TRADE -> new Gas(0, units, 0, 0);
            case LANE_SOCIAL -> new Gas(0, 0, units, 0);
            case LANE_DATA -> new Gas(0, 0, 0, units);
            case UNRECOGNIZED -> throw new IllegalArgumentException("no such lane");
        };
    }

    /** For checking one signature. */
    public static long ofSignature(Scheme scheme) {
        return switch (scheme) {
            case ML_DSA_44 -> 150;
            case ML_DSA_65 -> 220;
            case ML_DSA_87 -> 320;
        };
    }

    /** For carrying this many bytes. */
    public static long ofBytes(int bytes) {
        return (bytes + 1023L) / 1024 * PER_KIB;
    }

    public Gas plus(Gas other) {
        return new Gas(
                Math.addExact(pay, other.pay),
                Math.addExact(trade, other.trade),
                Math.addExact(social, other.social),
                Math.addExact(data, other.data));
    }

    public long total() {
        return Math.addExact(Math.addExact(pay, trade), Math.addExact(social, data));
    }
}
