package io.ixi.vm.agents;

import com.google.protobuf.ByteString;
import io.ixi.vm.agents.proto.AgentsError;
import io.ixi.vm.agents.proto.Budget;
import io.ixi.vm.agents.proto.DebtCap;
import io.ixi.vm.agents.proto.Limits;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Gates;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What limits may be, and when one is narrower than another. */
final class LimitRules {
    static final long MAX_LIFE_MS = 366L * 86_400_000;
    private static final long MIN_PERIOD_S = 60;
    private static final long MAX_PERIOD_S = 366 * 86_400L;

    private LimitRules() {}

    /** Throws BAD_LIMITS or BAD_GATE. */
    static void require(Context context, Limits limits, long fromMs) throws RejectedException {
        SortedSet<String> budgets = new TreeSet<>();
        boolean fits = limits.getRulesCount() > 0
                && limits.getUntilMs() > fromMs
                && limits.getUntilMs() - fromMs <= MAX_LIFE_MS
                && limits.getMaxUses() >= 0;
        for (Budget budget : limits.getBudgetsList()) {
            boolean period = !budget.getPerPeriod().isEmpty();
            fits &= budgets.add(budget.getAsset())
                    && !budget.getTotal().isEmpty()
                    && (period
                            ? budget.getPeriodS() >= MIN_PERIOD_S && budget.getPeriodS() <= MAX_PERIOD_S
                            : budget.getPeriodS() == 0);
        }
        SortedSet<String> caps = new TreeSet<>();
        for (DebtCap cap : limits.getDebtCapsList()) {
            fits &= caps.add(cap.getAsset());
        }
        if (!fits) {
            throw RejectedException.of(AgentsError.BAD_LIMITS);
        }
        if (limits.hasPayeeGate()) {
            Gates.require(context, limits.getPayeeGate());
        }
    }

    /** Throws NOT_NARROWER. */
    static void requireNarrower(Limits old, Limits next) throws RejectedException {
        boolean narrower = old.getRulesList().containsAll(next.getRulesList())
                && next.getUntilMs() <= old.getUntilMs()
                && (old.getMaxUses() == 0 || (next.getMaxUses() > 0 && next.getMaxUses() <= old.getMaxUses()))
                && narrowerPayees(old, next);
        for (Budget budget : next.getBudgetsList()) {
            Budget before = budget(old, budget.getAsset());
            narrower &= before != null
                    && before.getPeriodS() == budget.getPeriodS()
                    && narrower(before.getPerTx(), budget.getPerTx())
                    && narrower(before.getPerPeriod(), budget.getPerPeriod())
                    && narrower(before.getTotal(), budget.getTotal())
                    && narrower(before.getConfirmOver(), budget.getConfirmOver());
        }
        for (DebtCap cap : next.getDebtCapsList()) {
            narrower &= Amount.of(cap.getAmount()).compareTo(debtCap(old, cap.getAsset())) <= 0;
        }
        if (!narrower) {
            throw RejectedException.of(AgentsError.NOT_NARROWER);
        }
    }

    /** Nobody new: an open mandate may get payees, a closed one only lose some. */
    private static boolean narrowerPayees(Limits old, Limits next) {
        boolean wasOpen = old.getPayeesCount() == 0 && !old.hasPayeeGate();
        boolean isOpen = next.getPayeesCount() == 0 && !next.hasPayeeGate();
        boolean sameGate = !next.hasPayeeGate()
                || (old.hasPayeeGate() && old.getPayeeGate().equals(next.getPayeeGate()));
        return wasOpen || (!isOpen && sameGate && old.getPayeesList().containsAll(next.getPayeesList()));
    }

    /** An empty bound is none. */
    private static boolean narrower(ByteString old, ByteString next) {
        return old.isEmpty() || (!next.isEmpty() && Amount.of(next).compareTo(Amount.of(old)) <= 0);
    }

    @Nullable
    static Budget budget(Limits limits, String asset) {
        for (Budget budget : limits.getBudgetsList()) {
            if (named(budget.getAsset()).equals(named(asset))) {
                return budget;
            }
        }
        return null;
    }

    static Amount debtCap(Limits limits, String asset) {
        for (DebtCap cap : limits.getDebtCapsList()) {
            if (named(cap.getAsset()).equals(named(asset))) {
                return Amount.of(cap.getAmount());
            }
        }
        return Amount.ZERO;
    }

    /** Both names of the native asset are one. */
    static String named(String asset) {
        return asset.isEmpty() ? "ixi" : asset;
    }
}
