package io.ixi.vm.economy.fee;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.ixi.vm.economy.fee.proto.AssetsQuery;
import io.ixi.vm.economy.fee.proto.AssetsResult;
import io.ixi.vm.economy.fee.proto.BaseFeeQuery;
import io.ixi.vm.economy.fee.proto.BaseFeeResult;
import io.ixi.vm.economy.fee.proto.EstimateQuery;
import io.ixi.vm.economy.fee.proto.EstimateResult;
import io.ixi.vm.economy.fee.proto.FeeProto;
import io.ixi.vm.economy.fee.proto.GenesisState;
import io.ixi.vm.economy.fee.proto.Grant;
import io.ixi.vm.economy.fee.proto.GrantFee;
import io.ixi.vm.economy.fee.proto.GrantQuery;
import io.ixi.vm.economy.fee.proto.Parameters;
import io.ixi.vm.economy.fee.proto.ParametersQuery;
import io.ixi.vm.economy.fee.proto.QuotaQuery;
import io.ixi.vm.economy.fee.proto.QuotaResult;
import io.ixi.vm.economy.fee.proto.RevokeFee;
import io.ixi.vm.economy.fee.proto.SetFeeAsset;
import io.ixi.vm.economy.fee.proto.SetQuota;
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
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.module.Roles;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Tx;
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
            .setTreasuryPpm(100_000)
            .build();

    private final Money money;
    private final Address governance;

    /** @param governance whose account is the treasury, and who alone lists fee assets */
    public FeeModule(Money money, Address governance) {
        this.money = money;
        this.governance = governance;
    }

    /**
     * Pays out what was collected for validators since the last time.
     *
     * @return how much, in base units of the native asset
     */
    public Amount payOut(Context context, Address to) throws RejectedException {
        return Settlement.payOut(context.state(), money, to);
    }

    @Override
    public FileDescriptor descriptor() {
        return FeeProto.getDescriptor();
    }

    @Override
    public List<Handler<?>> handlers() {
        return List.of(
                Handler.of(SetFeeAsset.getDefaultInstance(), new FeeAssets(money, governance)::set),
                Handler.of(GrantFee.getDefaultInstance(), Grants::grant),
                Handler.of(RevokeFee.getDefaultInstance(), Grants::revoke),
                Handler.of(SetQuota.getDefaultInstance(), new Quotas(governance)::set));
    }

    @Override
    public List<Query<?, ?>> queries() {
        return List.of(
                Query.of(BaseFeeQuery.getDefaultInstance(), BaseFeeResult.getDefaultInstance(), FeeQueries::baseFee),
                Query.of(EstimateQuery.getDefaultInstance(), EstimateResult.getDefaultInstance(), FeeQueries::estimate),
                Query.of(TotalsQuery.getDefaultInstance(), Totals.getDefaultInstance(), FeeQueries::totals),
                Query.of(GrantQuery.getDefaultInstance(), Grant.getDefaultInstance(), FeeQueries::grant),
                Query.of(QuotaQuery.getDefaultInstance(), QuotaResult.getDefaultInstance(), Quotas::quota),
                Query.of(AssetsQuery.getDefaultInstance(), AssetsResult.getDefaultInstance(), FeeQueries::assets),
                Query.of(
                        ParametersQuery.getDefaultInstance(), Parameters.getDefaultInstance(), FeeQueries::parameters));
    }

    @Override
    public Handler<? extends Message> genesis() {
        return Handler.of(GenesisState.getDefaultInstance(), FeeGenesis::run);
    }

    @Override
    public void endBlock(Context context) {
        Settlement.run(context, money, governance);
    }

    @Override
    public void check(Overlay block) {
        Settlement.check(block, money);
    }

    @Override
    public void audit(Overlay state) {
        Settlement.check(state, money);
    }

    @Override
    public Prices prices(Overlay state) {
        return new FeeState(state).prices();
    }

    @Override
    public Amount quote(Overlay state, Tx tx, Prices prices) throws RejectedException {
        Amount fee = prices.fee(tx.units());
        String asset = tx.body().getFeeAsset();
        return Builders.with(tx, asset.isEmpty() ? fee : FeeAssets.quote(new FeeState(state), asset, fee));
    }

    @Override
    public void covers(Roles roles, Overlay state, Tx tx, Amount fee, long timeMs) throws RejectedException {
        if (quotaPays(roles, state, tx, fee, timeMs)) {
            return;
        }
        Address payer = tx.payer();
        String asset = tx.body().getFeeAsset();
        if (money.free(state, payer, asset).compareTo(fee) < 0 || !money.movable(state, payer, asset)) {
            throw RejectedException.of(KernelError.INSUFFICIENT_FEE_BALANCE, "the fee is " + fee);
        }
        if (tx.sponsored() && !Grants.sponsorSigns(tx)) {
            Grants.requireUsable(new FeeState(state), tx, fee, timeMs);
        }
    }

    /** And the treasury has it. */
    private boolean quotaPays(Roles roles, Overlay state, Tx tx, Amount fee, long timeMs) {
        return Quotas.pays(roles, state, tx, timeMs)
                && money.free(state, governance, "").compareTo(fee) >= 0;
    }

    @Override
    public void charge(Context context, Tx tx, Amount fee) {
        String asset = tx.body().getFeeAsset();
        boolean quota = quotaPays(
                context.roles(), context.state(), tx, fee, context.block().parentTimeMs());
        Address payer = quota ? governance : tx.payer();
        Amount share = Builders.share(tx, fee);
        Amount rest = fee.minus(share);
        FeeState state = new FeeState(context.state());
        try {
            if (!share.isZero()) {
                Address builder = Address.of(tx.body().getBuilder().getAccount());
                money.move(context.state(), payer, builder, asset, share);
            }
            money.move(context.state(), payer, asset.isEmpty() ? ACCOUNT : governance, asset, rest);
        } catch (RejectedException e) {
            throw new IllegalStateException("a fee that was covered is not", e);
        }
        if (!asset.isEmpty()) {
            FeeAssets.collected(state, asset, rest);
        } else if (!share.isZero()) {
            Builders.paid(state, share);
        }
        if (quota) {
            Quotas.use(context, tx);
            Settlement.quota(state, fee);
        }
        if (tx.sponsored() && !Grants.sponsorSigns(tx)) {
            Grants.use(context, tx, fee);
        }
    }

    @Override
    public void ended(Context context, Tx tx, boolean succeeded) {
        if (!succeeded && !Grants.sponsorSigns(tx)) {
            Grants.failed(context, tx);
        }
    }
}
