package io.ixi.vm.economy.fee;

import io.ixi.vm.economy.fee.proto.AssetsQuery;
import io.ixi.vm.economy.fee.proto.AssetsResult;
import io.ixi.vm.economy.fee.proto.BaseFeeQuery;
import io.ixi.vm.economy.fee.proto.BaseFeeResult;
import io.ixi.vm.economy.fee.proto.EstimateQuery;
import io.ixi.vm.economy.fee.proto.EstimateResult;
import io.ixi.vm.economy.fee.proto.FeeAssetInfo;
import io.ixi.vm.economy.fee.proto.Grant;
import io.ixi.vm.economy.fee.proto.GrantQuery;
import io.ixi.vm.economy.fee.proto.Parameters;
import io.ixi.vm.economy.fee.proto.ParametersQuery;
import io.ixi.vm.economy.fee.proto.Totals;
import io.ixi.vm.economy.fee.proto.TotalsQuery;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.Gas;
import io.ixi.vm.kernel.Prices;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.state.Overlay;

/** Read only. */
final class FeeQueries {
    /** How far above the current fee an estimate's max_fee lies. */
    private static final int HEADROOM = 4;

    private static final long MAX_GAS = 1L << 40;

    private FeeQueries() {}

    static BaseFeeResult baseFee(Overlay state, BaseFeeQuery params) {
        Prices prices = new FeeState(state).prices();
        return BaseFeeResult.newBuilder()
                .setPay(prices.pay())
                .setTrade(prices.trade())
                .setSocial(prices.social())
                .setData(prices.data())
                .build();
    }

    static EstimateResult estimate(Overlay state, EstimateQuery params) throws RejectedException {
        if (params.getGas() < 0 || params.getGas() > MAX_GAS) {
            throw RejectedException.of(KernelError.LIMIT, "gas");
        }
        Amount fee = new FeeState(state).prices().fee(Gas.of(params.getLane(), params.getGas()));
        return EstimateResult.newBuilder()
                .setFee(fee.toByteString())
                .setMaxFee(fee.scaledDown(HEADROOM, 1).toByteString())
                .build();
    }

    static Grant grant(Overlay state, GrantQuery params) throws RejectedException {
        Grant grant = new FeeState(state).grant(Address.of(params.getSponsor()), Address.of(params.getGrantee()));
        if (grant == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        return grant;
    }

    static AssetsResult assets(Overlay state, AssetsQuery params) {
        AssetsResult.Builder result = AssetsResult.newBuilder();
        new FeeState(state)
                .scanFeeAssets((asset, value) -> result.addAssets(FeeAssetInfo.newBuilder()
                        .setAsset(asset)
                        .setRate(value.getRate())
                        .setCollected(value.getCollected())));
        return result.build();
    }

    static Parameters parameters(Overlay state, ParametersQuery params) {
        return new FeeState(state).parameters();
    }

    static Totals totals(Overlay state, TotalsQuery params) {
        return new FeeState(state).totals();
    }
}
