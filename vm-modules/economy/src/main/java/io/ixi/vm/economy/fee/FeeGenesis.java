package io.ixi.vm.economy.fee;

import io.ixi.vm.economy.fee.proto.FeeError;
import io.ixi.vm.economy.fee.proto.GenesisState;
import io.ixi.vm.economy.fee.proto.Parameters;
import io.ixi.vm.kernel.Prices;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;

/** Writes the parameters; every base fee starts at the floor. */
final class FeeGenesis {
    private static final int ALL_PPM = 1_000_000;

    /** Highest target in gas per second. */
    private static final long MAX_TARGET = 1L << 40;

    private FeeGenesis() {}

    static void run(Context context, GenesisState genesis) throws RejectedException {
        Parameters parameters = genesis.hasParameters() ? genesis.getParameters() : FeeModule.DEFAULTS;
        require("floor", parameters.getFloor(), 1, BaseFee.MAX);
        require("burn_ppm", Integer.toUnsignedLong(parameters.getBurnPpm()), 0, ALL_PPM);
        require("treasury_ppm", Integer.toUnsignedLong(parameters.getTreasuryPpm()), 0, ALL_PPM);
        require("target_pay", parameters.getTargetPay(), 1, MAX_TARGET);
        require("target_trade", parameters.getTargetTrade(), 1, MAX_TARGET);
        require("target_social", parameters.getTargetSocial(), 1, MAX_TARGET);
        require("target_data", parameters.getTargetData(), 1, MAX_TARGET);
        FeeState state = new FeeState(context.state());
        long floor = parameters.getFloor();
        state.putParameters(parameters);
        state.putPrices(new Prices(floor, floor, floor, floor));
    }

    private static void require(String name, long value, long min, long max) throws RejectedException {
        if (value < min || value > max) {
            throw RejectedException.of(FeeError.BAD_PARAMETER, name);
        }
    }
}
