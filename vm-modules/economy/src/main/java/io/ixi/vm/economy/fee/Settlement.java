package io.ixi.vm.economy.fee;

import io.ixi.vm.economy.fee.proto.Parameters;
import io.ixi.vm.economy.fee.proto.Totals;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.Gas;
import io.ixi.vm.kernel.Prices;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.state.Overlay;

/** What happens to a block's fees when it ends: a part is burned, the rest collected, and the base fees move. */
final class Settlement {
    private static final long PPM = 1_000_000;

    private Settlement() {}

    static void run(Context context, Purse purse) {
        FeeState state = new FeeState(context.state());
        Parameters parameters = state.parameters();
        if (!context.fees().isZero()) {
            split(context, purse, state, parameters);
        }
        state.putPrices(moved(context, state.prices(), parameters));
    }

    /** Rounding favours the collected part. */
    private static void split(Context context, Purse purse, FeeState state, Parameters parameters) {
        Amount fees = context.fees();
        Amount burned = parameters.getBurnPpm() == 0 ? Amount.ZERO : fees.scaledDown(parameters.getBurnPpm(), PPM);
        try {
            purse.burn(context.state(), FeeModule.ACCOUNT, burned);
        } catch (RejectedException e) {
            throw new BrokenInvariantException("fee: the block's fees are not on the module's account");
        }
        Totals totals = state.totals();
        state.putTotals(Totals.newBuilder()
                .setCharged(Amount.of(totals.getCharged()).plus(fees).toByteString())
                .setBurned(Amount.of(totals.getBurned()).plus(burned).toByteString())
                .setCollected(Amount.of(totals.getCollected())
                        .plus(fees.minus(burned))
                        .toByteString())
                .build());
    }

    private static Prices moved(Context context, Prices now, Parameters by) {
        Gas used = context.used();
        long elapsed = Math.max(1, context.block().timeMs() - context.block().parentTimeMs());
        long floor = by.getFloor();
        return new Prices(
                BaseFee.next(now.pay(), used.pay(), elapsed, by.getTargetPay(), floor),
                BaseFee.next(now.trade(), used.trade(), elapsed, by.getTargetTrade(), floor),
                BaseFee.next(now.social(), used.social(), elapsed, by.getTargetSocial(), floor),
                BaseFee.next(now.data(), used.data(), elapsed, by.getTargetData(), floor));
    }

    /** charged = burned + collected, and what was collected lies on the module's account. */
    static void check(Overlay overlay, Purse purse) {
        Totals totals = new FeeState(overlay).totals();
        Amount charged = Amount.of(totals.getCharged());
        Amount collected = Amount.of(totals.getCollected());
        Amount sum = Amount.of(totals.getBurned()).plus(collected);
        if (!sum.equals(charged)) {
            throw new BrokenInvariantException("fee: charged " + charged + ", burned + collected " + sum);
        }
        Amount there = purse.free(overlay, FeeModule.ACCOUNT);
        if (!there.equals(collected)) {
            throw new BrokenInvariantException("fee: collected " + collected + ", on the account " + there);
        }
    }
}
