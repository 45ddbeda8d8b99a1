package io.ixi.vm.economy.fee;

import io.ixi.vm.kernel.Amount;

/**
 * How a lane's base fee moves. Blocks close when there is work, so a target per block would mean nothing; the target
 * is gas per second of agreed time. A second at twice the target raises the fee by an eighth, an idle second lowers
 * it by an eighth; one block moves it by at most an eighth.
 */
final class BaseFee {
    /** Keeps gas times base fee far within 128 bits. */
    static final long MAX = 1L << 56;

    private static final int STEP = 8;

    private BaseFee() {}

    /**
     * The next base fee.
     *
     * @param used gas of the block in the lane
     * @param elapsedMs agreed time since the parent, at least 1
     * @param target gas per second, at least 1
     */
    static long next(long fee, long used, long elapsedMs, long target, long floor) {
        long wanted = scaled(target, Math.min(elapsedMs, 1_000), 1_000);
        if (used == wanted) {
            return Math.max(fee, floor);
        }
        long distance = Math.min(Math.abs(used - wanted), target);
        long change = Math.max(1, scaled(fee, distance, target) / STEP);
        long moved = used > wanted ? fee + change : fee - change;
        return Math.clamp(moved, floor, MAX);
    }

    /** {@code value * numerator / denominator}, rounded down, without overflow in between. */
    private static long scaled(long value, long numerator, long denominator) {
        return Amount.product(value, numerator)
                .scaledDown(1, denominator)
                .toBigInteger()
                .longValueExact();
    }
}
