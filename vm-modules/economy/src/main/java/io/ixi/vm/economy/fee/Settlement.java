package io.ixi.vm.economy.fee;

import com.google.protobuf.ByteString;
import io.ixi.vm.economy.fee.proto.Parameters;
import io.ixi.vm.economy.fee.proto.Totals;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.Gas;
import io.ixi.vm.kernel.Prices;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.state.Overlay;

/** What happens to a block's fees when it ends: a part is burned, the rest collected, and the base fees move. */
final class Settlement {
    private static final long PPM = 1_000_000;

    private Settlement() {}

    static void run(Context context, Money money, Address treasury) {
        FeeState state = new FeeState(context.state());
        Parameters parameters = state.parameters();
        if (!context.fees().isZero()) {
            split(context, money, treasury, state, parameters);
        }
        state.putPrices(moved(context, state.prices(), parameters));
    }

    /** Rounding favours the validators' part. */
    private static void split(Context context, Money money, Address treasury, FeeState state, Parameters parameters) {
        Totals before = state.totals();
        Amount builders = Amount.of(before.getBuilders()).minus(Amount.of(before.getBuildersBefore()));
        Amount fees = context.fees().minus(builders);
        Amount burned = share(fees, parameters.getBurnPpm());
        Amount left = fees.minus(burned);
        Amount wanted = share(fees, parameters.getTreasuryPpm());
        Amount forTreasury = wanted.compareTo(left) > 0 ? left : wanted;
        try {
            money.burn(context.state(), FeeModule.ACCOUNT, "", burned);
            money.move(context.state(), FeeModule.ACCOUNT, treasury, "", forTreasury);
        } catch (RejectedException e) {
            throw new BrokenInvariantException("fee: the block's fees are not on the module's account");
        }
        Totals totals = state.totals();
        state.putTotals(totals.toBuilder()
                .setCharged(plus(totals.getCharged(), fees))
                .setBurned(plus(totals.getBurned(), burned))
                .setTreasury(plus(totals.getTreasury(), forTreasury))
                .setCollected(plus(totals.getCollected(), left.minus(forTreasury)))
                .setBuildersBefore(totals.getBuilders())
                .build());
    }

    /** The treasury paid this for a quota. */
    static void quota(FeeState state, Amount fee) {
        Totals totals = state.totals();
        state.putTotals(
                totals.toBuilder().setQuotas(plus(totals.getQuotas(), fee)).build());
    }

    private static Amount share(Amount of, int ppm) {
        return ppm == 0 ? Amount.ZERO : of.scaledDown(ppm, PPM);
    }

    private static ByteString plus(ByteString sum, Amount more) {
        return Amount.of(sum).plus(more).toByteString();
    }

    /** The validators' part, all of it. */
    static Amount payOut(Overlay overlay, Money money, Address to) throws RejectedException {
        FeeState state = new FeeState(overlay);
        Totals totals = state.totals();
        Amount due = Amount.of(totals.getCollected()).minus(Amount.of(totals.getPaid()));
        if (!due.isZero()) {
            money.move(overlay, FeeModule.ACCOUNT, to, "", due);
            state.putTotals(totals.toBuilder().setPaid(totals.getCollected()).build());
        }
        return due;
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

    /**
     * charged = burned + treasury + collected + builders; what was collected and not paid is on the module's account.
     */
    static void check(Overlay overlay, Money money) {
        Totals totals = new FeeState(overlay).totals();
        Amount charged = Amount.of(totals.getCharged());
        Amount collected = Amount.of(totals.getCollected());
        Amount sum = Amount.of(totals.getBurned())
                .plus(Amount.of(totals.getTreasury()))
                .plus(collected)
                .plus(Amount.of(totals.getBuilders()));
        if (!sum.equals(charged)) {
            throw new BrokenInvariantException(
                    "fee: charged " + charged + ", burned + treasury + collected + builders " + sum);
        }
        Amount there = money.free(overlay, FeeModule.ACCOUNT, "");
        Amount due = collected.minus(Amount.of(totals.getPaid()));
        if (!there.equals(due)) {
            throw new BrokenInvariantException("fee: due " + due + ", on the account " + there);
        }
    }
}
