package io.ixi.vm.economy.fee;

import io.ixi.vm.economy.fee.proto.FeeAsset;
import io.ixi.vm.economy.fee.proto.FeeAssetSet;
import io.ixi.vm.economy.fee.proto.FeeError;
import io.ixi.vm.economy.fee.proto.SetFeeAsset;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;
import java.math.BigInteger;

/** Other assets that pay fees, at a rate that governance sets. What is paid in them goes to the treasury. */
final class FeeAssets {
    /** Most assets on the list. */
    static final int MAX = 32;

    /** A rate is for this many base units of the native asset. */
    private static final BigInteger UNIT = BigInteger.valueOf(1_000_000_000);

    private static final BigInteger ROUND_UP = UNIT.subtract(BigInteger.ONE);

    private final Money money;
    private final Address governance;

    FeeAssets(Money money, Address governance) {
        this.money = money;
        this.governance = governance;
    }

    void set(Context context, SetFeeAsset message) throws RejectedException {
        if (!context.signer().equals(governance)) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        FeeState state = new FeeState(context.state());
        FeeAsset old = state.feeAsset(message.getAsset());
        boolean fits = !message.getAsset().isEmpty()
                && message.getRate() >= 0
                && money.exists(context.state(), message.getAsset())
                && (old != null || state.countFeeAssets() < MAX);
        if (!fits) {
            throw RejectedException.of(FeeError.NO_FEE_ASSET);
        }
        FeeAsset.Builder next = old == null ? FeeAsset.newBuilder() : old.toBuilder();
        state.putFeeAsset(message.getAsset(), next.setRate(message.getRate()).build());
        context.emit(FeeAssetSet.newBuilder()
                .setAsset(message.getAsset())
                .setRate(message.getRate())
                .build());
    }

    /** The fee in base units of the asset, rounded up. */
    static Amount quote(FeeState state, String asset, Amount fee) throws RejectedException {
        FeeAsset listed = state.feeAsset(asset);
        if (listed == null || listed.getRate() == 0) {
            throw RejectedException.of(FeeError.NO_FEE_ASSET);
        }
        BigInteger product = fee.toBigInteger().multiply(BigInteger.valueOf(listed.getRate()));
        BigInteger quoted = product.add(ROUND_UP).divide(UNIT);
        if (quoted.bitLength() > Amount.BYTES * 8) {
            throw RejectedException.of(KernelError.OVERFLOW);
        }
        return Amount.of(quoted);
    }

    static void collected(FeeState state, String asset, Amount fee) {
        FeeAsset listed = state.feeAsset(asset);
        if (listed != null) {
            Amount sum = Amount.of(listed.getCollected()).plus(fee);
            state.putFeeAsset(
                    asset, listed.toBuilder().setCollected(sum.toByteString()).build());
        }
    }
}
