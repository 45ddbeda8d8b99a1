package io.ixi.vm.agents;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.agents.AgentsState.OrderKey;
import io.ixi.vm.agents.proto.AgentsError;
import io.ixi.vm.agents.proto.Budget;
import io.ixi.vm.agents.proto.Grantor;
import io.ixi.vm.agents.proto.Limits;
import io.ixi.vm.agents.proto.LogEntry;
import io.ixi.vm.agents.proto.Mandate;
import io.ixi.vm.agents.proto.MandateExhausted;
import io.ixi.vm.agents.proto.MandateStatus;
import io.ixi.vm.agents.proto.MandateUsed;
import io.ixi.vm.agents.proto.OpenOrder;
import io.ixi.vm.agents.proto.Outflow;
import io.ixi.vm.agents.proto.Spent;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Gates;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.tx.Call;
import io.ixi.vm.kernel.tx.Tx;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Mandates at work. What an agent does is measured on its grantor's balances after its messages ran, so no message can
 * be phrased around a limit: what left the account or was locked for somebody counts, and what came back counts less.
 */
final class Leash {
    /** Most orders of agents that lock one grantor's money. */
    static final int MAX_OPEN_ORDERS = 64;

    private static final long MS = 1_000;

    private final Money money;

    Leash(Money money) {
        this.money = money;
    }

    /** Whether a mandate is in force for an agent. Throws EXPIRED. */
    static Mandate inForce(Context context, Bytes id, Address agent) throws RejectedException {
        Mandate mandate = new AgentsState(context.state()).mandate(id);
        long now = context.block().parentTimeMs();
        boolean usable = mandate != null
                && mandate.getStatus() == MandateStatus.MANDATE_ACTIVE
                && mandate.getFromMs() <= now
                && now < mandate.getLimits().getUntilMs()
                && Address.of(mandate.getGrantee()).equals(agent)
                && (mandate.getLimits().getMaxUses() == 0
                        || mandate.getUses() < mandate.getLimits().getMaxUses());
        if (mandate == null || !usable) {
            throw RejectedException.of(AgentsError.EXPIRED);
        }
        return mandate;
    }

    static void begin(Context context, Tx tx) throws RejectedException {
        Bytes id = Bytes.wrap(tx.body().getMandate().toByteArray());
        Mandate mandate = inForce(context, id, tx.account());
        Address grantor = Address.of(mandate.getGrantor());
        for (Call call : tx.calls()) {
            if (call.signer().equals(grantor)) {
                Rules.require(mandate.getLimits(), call.spec(), call.body());
            } else if (!call.signer().equals(tx.account())) {
                throw RejectedException.of(KernelError.NOT_SIGNED);
            }
        }
    }

    /**
     * Measures what happened since the mark and counts it.
     *
     * @param debtsBefore debts of the transaction that are not the agent's doing
     * @param promisesBefore promises likewise
     * @param approved the grantor said yes to this
     */
    void settle(Context context, Bytes id, int mark, int debtsBefore, int promisesBefore, boolean approved)
            throws RejectedException {
        AgentsState state = new AgentsState(context.state());
        Mandate mandate = state.mandate(id);
        if (mandate == null || mandate.getStatus() != MandateStatus.MANDATE_ACTIVE) {
            throw RejectedException.of(AgentsError.EXPIRED);
        }
        Address grantor = Address.of(mandate.getGrantor());
        NavigableMap<String, Amount> outflows = new TreeMap<>();
        payees(context, mandate, grantor, mark, promisesBefore, outflows);
        NavigableMap<OrderKey, Amount> locked = locked(context, grantor, mark, outflows);
        NavigableMap<String, Spent.Builder> spent = spent(mandate);
        MandateUsed.Builder used = MandateUsed.newBuilder();
        for (var outflow : outflows.entrySet()) {
            if (!outflow.getValue().isZero()) {
                count(context, mandate.getLimits(), spent, outflow.getKey(), outflow.getValue(), approved);
                used.addOutflows(Outflow.newBuilder()
                        .setAsset(outflow.getKey())
                        .setAmount(outflow.getValue().toByteString()));
            }
        }
        owe(context, mandate.getLimits(), grantor, spent, debtsBefore);
        Mandate.Builder next = mandate.toBuilder().clearSpent().setUses(mandate.getUses() + 1);
        spent.values().forEach(next::addSpent);
        state.put(id, next.build());
        remember(state, id, grantor, locked, spent);
        log(context, id, mandate, used, debtsBefore);
        context.emit(used.setMandate(ByteString.copyFrom(id.unsafeArray()))
                .setGrantor(mandate.getGrantor())
                .setGrantee(mandate.getGrantee())
                .setUses(next.getUses())
                .build());
        if (mandate.getLimits().getMaxUses() == next.getUses()) {
            context.emit(MandateExhausted.newBuilder()
                    .setMandate(ByteString.copyFrom(id.unsafeArray()))
                    .setGrantor(mandate.getGrantor())
                    .build());
        }
    }

    private static void log(Context context, Bytes id, Mandate mandate, MandateUsed.Builder used, int debtsBefore) {
        Address grantor = Address.of(mandate.getGrantor());
        NavigableMap<String, Amount> sums = new TreeMap<>();
        var debts = context.debts();
        for (int i = debtsBefore; i < debts.size(); i++) {
            if (debts.get(i).account().equals(grantor)) {
                sums.merge(LimitRules.named(debts.get(i).asset()), debts.get(i).amount(), Amount::plus);
            }
        }
        LogEntry.Builder entry = LogEntry.newBuilder()
                .setMandate(ByteString.copyFrom(id.unsafeArray()))
                .setGrantee(mandate.getGrantee())
                .setHeight(context.block().height())
                .addAllOutflows(used.getOutflowsList());
        sums.forEach((asset, sum) ->
                entry.addDebts(Outflow.newBuilder().setAsset(asset).setAmount(sum.toByteString())));
        new AgentsState(context.state()).log(grantor, entry.build());
    }

    /** Whoever has more than before must be allowed to; what the grantor has less of is an outflow. */
    private void payees(
            Context context,
            Mandate mandate,
            Address grantor,
            int mark,
            int promisesBefore,
            NavigableMap<String, Amount> outflows)
            throws RejectedException {
        Limits limits = mandate.getLimits();
        for (Money.BalanceChange change : money.balanceChanges(context.state(), mark)) {
            boolean less = change.totalAfter().compareTo(change.totalBefore()) < 0;
            if (change.account().equals(grantor)) {
                if (less) {
                    outflows.put(change.asset(), change.totalBefore().minus(change.totalAfter()));
                }
            } else if (!less && !change.totalAfter().equals(change.totalBefore())) {
                requirePayee(context, limits, change.account());
            }
        }
        var promises = context.promises();
        for (int i = promisesBefore; i < promises.size(); i++) {
            if (promises.get(i).from().equals(grantor)) {
                requirePayee(context, limits, promises.get(i).to());
            }
        }
    }

    /** Accounts of modules and their objects only keep money for others: rules say which modules. */
    private static void requirePayee(Context context, Limits limits, Address payee) throws RejectedException {
        boolean open = limits.getPayeesCount() == 0 && !limits.hasPayeeGate();
        boolean allowed = open
                || payee.isModule()
                || payee.isObject()
                || limits.getPayeesList().contains(payee.toByteString())
                || (limits.hasPayeeGate() && Gates.passes(context, limits.getPayeeGate(), payee));
        if (!allowed) {
            throw RejectedException.of(AgentsError.PAYEE, payee.text());
        }
    }

    /** What is locked for somebody now and was not before: it counts as gone. */
    private NavigableMap<OrderKey, Amount> locked(
            Context context, Address grantor, int mark, NavigableMap<String, Amount> outflows) {
        NavigableMap<OrderKey, Amount> locked = new TreeMap<>(Leash::compare);
        for (Money.HoldChange change : money.holdChanges(context.state(), mark)) {
            if (change.account().equals(grantor) && change.after().compareTo(change.before()) > 0) {
                Amount more = change.after().minus(change.before());
                locked.put(new OrderKey(grantor, change.module(), change.ref(), change.asset()), more);
                outflows.merge(change.asset(), more, Amount::plus);
            }
        }
        return locked;
    }

    private static int compare(OrderKey a, OrderKey b) {
        int order = a.grantor().compareTo(b.grantor());
        order = order == 0 ? Integer.compare(a.module(), b.module()) : order;
        order = order == 0 ? a.ref().compareTo(b.ref()) : order;
        return order == 0 ? a.asset().compareTo(b.asset()) : order;
    }

    private static NavigableMap<String, Spent.Builder> spent(Mandate mandate) {
        NavigableMap<String, Spent.Builder> spent = new TreeMap<>();
        mandate.getSpentList().forEach(row -> spent.put(row.getAsset(), row.toBuilder()));
        return spent;
    }

    private static void count(
            Context context,
            Limits limits,
            NavigableMap<String, Spent.Builder> spent,
            String asset,
            Amount amount,
            boolean approved)
            throws RejectedException {
        Budget budget = LimitRules.budget(limits, asset);
        if (budget == null || above(amount, budget.getPerTx())) {
            throw RejectedException.of(AgentsError.BUDGET, asset);
        }
        if (!approved && above(amount, budget.getConfirmOver())) {
            throw RejectedException.of(AgentsError.CONFIRM_REQUIRED, asset);
        }
        Spent.Builder row = spent.computeIfAbsent(asset, a -> Spent.newBuilder().setAsset(a));
        long now = context.block().parentTimeMs();
        if (!budget.getPerPeriod().isEmpty() && now - row.getPeriodStartMs() >= budget.getPeriodS() * MS) {
            row.setPeriodStartMs(now).clearInPeriod();
        }
        Amount inPeriod = Amount.of(row.getInPeriod()).plus(amount);
        Amount total = Amount.of(row.getTotal()).plus(amount);
        if (above(inPeriod, budget.getPerPeriod()) || above(total, budget.getTotal())) {
            throw RejectedException.of(AgentsError.BUDGET, asset);
        }
        row.setInPeriod(inPeriod.toByteString()).setTotal(total.toByteString());
    }

    /** An empty bound is none. */
    private static boolean above(Amount amount, ByteString bound) {
        return !bound.isEmpty() && amount.compareTo(Amount.of(bound)) > 0;
    }

    private static void owe(
            Context context, Limits limits, Address grantor, NavigableMap<String, Spent.Builder> spent, int debtsBefore)
            throws RejectedException {
        var debts = context.debts();
        for (int i = debtsBefore; i < debts.size(); i++) {
            Context.Debt debt = debts.get(i);
            if (debt.account().equals(grantor)) {
                String asset = LimitRules.named(debt.asset());
                Spent.Builder row =
                        spent.computeIfAbsent(asset, a -> Spent.newBuilder().setAsset(a));
                Amount sum = Amount.of(row.getDebt()).plus(debt.amount());
                if (sum.compareTo(LimitRules.debtCap(limits, asset)) > 0) {
                    throw RejectedException.of(AgentsError.DEBT_CAP, asset);
                }
                row.setDebt(sum.toByteString());
            }
        }
    }

    /** What the agent's orders lock, so that it can be called off and what comes back be counted. */
    private static void remember(
            AgentsState state,
            Bytes id,
            Address grantor,
            NavigableMap<OrderKey, Amount> locked,
            NavigableMap<String, Spent.Builder> spent)
            throws RejectedException {
        for (var entry : locked.entrySet()) {
            OpenOrder before = state.order(entry.getKey());
            Spent.Builder row = spent.get(entry.getKey().asset());
            long period = row == null ? 0 : row.getPeriodStartMs();
            if (before == null) {
                Grantor counts = state.grantor(grantor);
                if (counts.getOpenOrders() >= MAX_OPEN_ORDERS) {
                    throw RejectedException.of(AgentsError.TOO_MANY);
                }
                state.put(
                        grantor,
                        counts.toBuilder()
                                .setOpenOrders(counts.getOpenOrders() + 1)
                                .build());
            }
            Amount sum = before == null ? Amount.ZERO : Amount.of(before.getAmount());
            state.put(
                    entry.getKey(),
                    OpenOrder.newBuilder()
                            .setMandate(ByteString.copyFrom(id.unsafeArray()))
                            .setAmount(sum.plus(entry.getValue()).toByteString())
                            .setPeriodStartMs(period)
                            .build());
        }
    }

    /** Locked money is free again: what the agent locked goes back to its budget if the period is the same. */
    static void released(Context context, OrderKey key, Amount amount) {
        AgentsState state = new AgentsState(context.state());
        OpenOrder order = state.order(key);
        if (order == null) {
            return;
        }
        Amount back = less(state, key, order, amount);
        Bytes id = Bytes.wrap(order.getMandate().toByteArray());
        Mandate mandate = state.mandate(id);
        if (mandate == null) {
            return;
        }
        Mandate.Builder next = mandate.toBuilder();
        for (Spent.Builder row : next.getSpentBuilderList()) {
            boolean same = row.getPeriodStartMs() == order.getPeriodStartMs()
                    && isRunning(context, LimitRules.budget(mandate.getLimits(), key.asset()), row);
            if (row.getAsset().equals(key.asset()) && same) {
                row.setInPeriod(atMost(row.getInPeriod(), back)).setTotal(atMost(row.getTotal(), back));
            }
        }
        state.put(id, next.build());
    }

    private static boolean isRunning(Context context, @Nullable Budget budget, Spent.Builder row) {
        return budget == null
                || budget.getPerPeriod().isEmpty()
                || context.block().parentTimeMs() - row.getPeriodStartMs() < budget.getPeriodS() * MS;
    }

    private static ByteString atMost(ByteString sum, Amount less) {
        Amount now = Amount.of(sum);
        return now.compareTo(less) <= 0 ? ByteString.EMPTY : now.minus(less).toByteString();
    }

    /** Locked money went to whom it was meant for: it stays spent. */
    static void captured(Context context, OrderKey key, Amount amount) {
        AgentsState state = new AgentsState(context.state());
        OpenOrder order = state.order(key);
        if (order != null) {
            less(state, key, order, amount);
        }
    }

    /** Takes an amount off an order; without a rest it is no longer open. Returns what was there of it. */
    private static Amount less(AgentsState state, OrderKey key, OpenOrder order, Amount amount) {
        Amount open = Amount.of(order.getAmount());
        if (open.compareTo(amount) > 0) {
            state.put(
                    key,
                    order.toBuilder()
                            .setAmount(open.minus(amount).toByteString())
                            .build());
            return amount;
        }
        state.delete(key);
        Grantor counts = state.grantor(key.grantor());
        state.put(
                key.grantor(),
                counts.toBuilder().setOpenOrders(counts.getOpenOrders() - 1).build());
        return open;
    }
}
