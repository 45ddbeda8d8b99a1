package io.ixi.vm.economy.fee;

import io.ixi.vm.economy.fee.proto.FeeError;
import io.ixi.vm.economy.fee.proto.Quota;
import io.ixi.vm.economy.fee.proto.QuotaQuery;
import io.ixi.vm.economy.fee.proto.QuotaResult;
import io.ixi.vm.economy.fee.proto.QuotaRule;
import io.ixi.vm.economy.fee.proto.QuotaSet;
import io.ixi.vm.economy.fee.proto.SetQuota;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.KernelParameters;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Gates;
import io.ixi.vm.kernel.module.Roles;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Tx;

/**
 * What accounts that pass a gate, such as holders of a credential of personhood, send in the SOCIAL lane for nothing.
 * The gate bounds how many they are, and the quota what each costs the treasury.
 */
final class Quotas {
    /** Most gas a day that governance gives away to each. */
    private static final long MAX_GAS = 10_000_000;

    private static final long DAY_MS = 86_400_000;

    private final Address governance;

    Quotas(Address governance) {
        this.governance = governance;
    }

    void set(Context context, SetQuota message) throws RejectedException {
        if (!context.signer().equals(governance)) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        boolean none = message.getGasPerDay() == 0 && !message.hasGate();
        boolean some = message.getGasPerDay() > 0 && message.getGasPerDay() <= MAX_GAS && message.hasGate();
        if (!none && !some) {
            throw RejectedException.of(FeeError.BAD_QUOTA);
        }
        QuotaRule.Builder rule = QuotaRule.newBuilder().setGasPerDay(message.getGasPerDay());
        if (some) {
            Gates.require(context, message.getGate());
            rule.setGate(message.getGate());
        }
        new FeeState(context.state()).put(rule.build());
        context.emit(QuotaSet.newBuilder().setGasPerDay(message.getGasPerDay()).build());
    }

    /**
     * Whether a quota pays for the transaction: all of it is in the SOCIAL lane, nobody else pays or is paid, and the
     * account has enough left today.
     *
     * @param timeMs the parent block's time
     */
    static boolean pays(Roles roles, Overlay overlay, Tx tx, long timeMs) {
        boolean plain = tx.units().social() == tx.gas()
                && !tx.sponsored()
                && !tx.body().hasBuilder()
                && tx.body().getFeeAsset().isEmpty();
        if (!plain) {
            return false;
        }
        FeeState state = new FeeState(overlay);
        QuotaRule rule = state.quotaRule();
        return rule.getGasPerDay() - used(state, tx.account(), timeMs) >= tx.gas()
                && Gates.passes(roles, overlay, timeMs, rule.getGate(), tx.account());
    }

    private static long used(FeeState state, Address account, long timeMs) {
        Quota quota = state.quota(account);
        return quota.getDay() == timeMs / DAY_MS ? quota.getUsed() : 0;
    }

    /** The transaction used it. */
    static void use(Context context, Tx tx) {
        FeeState state = new FeeState(context.state());
        long time = context.block().parentTimeMs();
        state.putQuota(
                tx.account(),
                Quota.newBuilder()
                        .setDay(time / DAY_MS)
                        .setUsed(used(state, tx.account(), time) + tx.gas())
                        .build());
    }

    static QuotaResult quota(Overlay overlay, QuotaQuery params) {
        FeeState state = new FeeState(overlay);
        QuotaRule rule = state.quotaRule();
        QuotaResult.Builder result = QuotaResult.newBuilder()
                .setGasPerDay(rule.getGasPerDay())
                .setUsed(used(state, Address.of(params.getAccount()), KernelParameters.clockMs(overlay)));
        if (rule.hasGate()) {
            result.setGate(rule.getGate());
        }
        return result.build();
    }
}
