package io.ixi.vm.economy.fee;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.ixi.vm.economy.fee.proto.BaseFeeQuery;
import io.ixi.vm.economy.fee.proto.BaseFeeResult;
import io.ixi.vm.economy.fee.proto.EstimateQuery;
import io.ixi.vm.economy.fee.proto.EstimateResult;
import io.ixi.vm.economy.fee.proto.FeeProto;
import io.ixi.vm.economy.fee.proto.GenesisState;
import io.ixi.vm.economy.fee.proto.Parameters;
import io.ixi.vm.economy.fee.proto.Totals;
import io.ixi.vm.economy.fee.proto.TotalsQuery;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.Prices;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Fees;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.state.Overlay;
import java.util.List;

/** The fee module: wiring. */
public final class FeeModule implements Module, Fees {
    /** Where fees lie until they are burned or given out: the module's own account. */
    public static final Address ACCOUNT = Address.ofModule(3);

    /** What a genesis without parameters starts with. */
    public static final Parameters DEFAULTS = Parameters.newBuilder()
            .setFloor(1_000)
            .setBurnPpm(500_000)
            .setTargetPay(800_000)
            .setTargetTrade(500_000)
            .setTargetSocial(400_000)
            .setTargetData(300_000)
            .build();

    private final Purse purse;

    public FeeModule(Purse purse) {
        this.purse = purse;
    }

    @Override
    public FileDescriptor descriptor() {
        return FeeProto.getDescriptor();
    }

    @Override
    public List<Handler<?>> handlers() {
        return List.of();
    }

    @Override
    public List<Query<?, ?>> queries() {
        return List.of(
                Query.of(BaseFeeQuery.getDefaultInstance(), BaseFeeResult.getDefaultInstance(), FeeQueries::baseFee),
                Query.of(EstimateQuery.getDefaultInstance(), EstimateResult.getDefaultInstance(), FeeQueries::estimate),
                Query.of(TotalsQuery.getDefaultInstance(), Totals.getDefaultInstance(), FeeQueries::totals));
    }

    @Override
    public Handler<? extends Message> genesis() {
        return Handler.of(GenesisState.getDefaultInstance(), FeeGenesis::run);
    }

    @Override
    public void endBlock(Context context) {
        Settlement.run(context, purse);
    }

    @Override
    public void check(Overlay block) {
        Settlement.check(block, purse);
    }

    @Override
    public void audit(Overlay state) {
        Settlement.check(state, purse);
    }

    @Override
    public Prices prices(Overlay state) {
        return new FeeState(state).prices();
    }

    @Override
    public boolean covers(Overlay state, Address payer, Amount fee) {
        return purse.free(state, payer).compareTo(fee) >= 0;
    }

    @Override
    public void charge(Context context, Address payer, Amount fee) {
        try {
            purse.move(context.state(), payer, ACCOUNT, fee);
        } catch (RejectedException e) {
            throw new IllegalStateException("a fee that was covered is not", e);
        }
    }
}
