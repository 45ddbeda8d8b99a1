package io.ixi.vm.economy.fee;

import io.ixi.vm.economy.fee.proto.BaseFees;
import io.ixi.vm.economy.fee.proto.Parameters;
import io.ixi.vm.economy.fee.proto.Totals;
import io.ixi.vm.kernel.Prices;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;

/** The only class that touches the module's keys. */
final class FeeState {
    /** {@code 03 01} */
    private static final Table<BaseFees> BASE_FEES = Table.of(BaseFees.getDefaultInstance());
    /** {@code 03 02} */
    private static final Table<Parameters> PARAMETERS = Table.of(Parameters.getDefaultInstance());
    /** {@code 03 03} */
    private static final Table<Totals> TOTALS = Table.of(Totals.getDefaultInstance());

    private final Overlay state;

    FeeState(Overlay state) {
        this.state = state;
    }

    Prices prices() {
        BaseFees fees = BASE_FEES.getOrEmpty(state, BASE_FEES.key());
        return new Prices(fees.getPay(), fees.getTrade(), fees.getSocial(), fees.getData());
    }

    void putPrices(Prices prices) {
        BASE_FEES.put(
                state,
                BASE_FEES.key(),
                BaseFees.newBuilder()
                        .setPay(prices.pay())
                        .setTrade(prices.trade())
                        .setSocial(prices.social())
                        .setData(prices.data())
                        .build());
    }

    Parameters parameters() {
        return PARAMETERS.getOrEmpty(state, PARAMETERS.key());
    }

    void putParameters(Parameters parameters) {
        PARAMETERS.put(state, PARAMETERS.key(), parameters);
    }

    Totals totals() {
        return TOTALS.getOrEmpty(state, TOTALS.key());
    }

    void putTotals(Totals totals) {
        TOTALS.put(state, TOTALS.key(), totals);
    }
}
