package io.ixi.vm.economy.fee;

import io.ixi.vm.economy.fee.proto.FeeError;
import io.ixi.vm.economy.fee.proto.Totals;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.BuilderFee;
import io.ixi.vm.kernel.tx.Tx;

/**
 * The makers of programs that write transactions. They are paid on top of the fee: out of it, anyone could name itself
 * and take back what is to be burned.
 */
final class Builders {
    /** Most that they get, in millionths of the fee. */
    static final int MAX_PPM = 100_000;

    private static final long PPM = 1_000_000;

    private Builders() {}

    /** The fee with what the builder gets. Throws BUILDER. */
    static Amount with(Tx tx, Amount fee) throws RejectedException {
        if (!tx.body().hasBuilder()) {
            return fee;
        }
        BuilderFee builder = tx.body().getBuilder();
        Address account = Address.of(builder.getAccount());
        boolean fits = builder.getPpm() >= 1
                && builder.getPpm() <= MAX_PPM
                && !account.isModule()
                && !account.isObject()
                && Grants.sponsorSigns(tx);
        if (!fits) {
            throw RejectedException.of(FeeError.BUILDER);
        }
        return fee.plus(fee.scaledDown(builder.getPpm(), PPM));
    }

    /** What of a fee is the builder's: the whole of it less the largest fee that would make it. */
    static Amount share(Tx tx, Amount whole) {
        if (!tx.body().hasBuilder()) {
            return Amount.ZERO;
        }
        long ppm = tx.body().getBuilder().getPpm();
        return whole.scaledDown(ppm, PPM + ppm);
    }

    /** It was paid, in the native asset. */
    static void paid(FeeState state, Amount share) {
        Totals totals = state.totals();
        state.putTotals(totals.toBuilder()
                .setCharged(Amount.of(totals.getCharged()).plus(share).toByteString())
                .setBuilders(Amount.of(totals.getBuilders()).plus(share).toByteString())
                .build());
    }
}
