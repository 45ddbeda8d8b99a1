package io.ixi.vm.kernel.exec;

import io.ixi.vm.kernel.Gas;

/**
 * How much of a block's gas each lane is sure of, in percent: payments 40, trade 25, social 20, data 15. What one does
 * not need goes to the others, so a flood in one lane fills blocks but keeps nobody else out.
 */
final class Lanes {
    static final int PAY = 40;
    static final int TRADE = 25;
    static final int SOCIAL = 20;
    static final int DATA = 15;

    private Lanes() {}

    /** Whether every lane that {@code more} needs stays within its share. */
    static boolean haveRoom(Gas used, Gas more, long blockGas) {
        return fits(used.pay(), more.pay(), blockGas, PAY)
                && fits(used.trade(), more.trade(), blockGas, TRADE)
                && fits(used.social(), more.social(), blockGas, SOCIAL)
                && fits(used.data(), more.data(), blockGas, DATA);
    }

    private static boolean fits(long used, long more, long blockGas, int percent) {
        return more == 0 || used + more <= blockGas / 100 * percent;
    }
}
