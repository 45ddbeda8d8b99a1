package io.ixi.vm.kernel.module;

import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.proto.Gate;
import io.ixi.vm.kernel.proto.GateClause;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.state.Overlay;

/**
 * The one predicate for every module. All conditions are evaluated, whatever the first ones say, so a gate costs the
 * same for everyone; a message that checks one has {@link #GAS} for it in its gas.
 */
public final class Gates {
    /** Most conditions in a gate. */
    public static final int MAX_CONDITIONS = 8;

    /** What a message that checks a gate adds to its gas: 20 for each of 8 conditions. */
    public static final int GAS = 160;

    private Gates() {}

    /** Whether a gate may be stored. Throws BAD_GATE. */
    public static void require(Context context, Gate gate) throws RejectedException {
        int conditions = 0;
        for (GateClause clause : gate.getAnyOfList()) {
            if (clause.getAllOfCount() == 0) {
                throw RejectedException.of(KernelError.BAD_GATE);
            }
            for (Condition condition : clause.getAllOfList()) {
                conditions++;
                boolean known = context.roles().gates().stream().anyMatch(g -> g.answers(condition.getTestCase()));
                if (!known) {
                    throw RejectedException.of(
                            KernelError.BAD_GATE, condition.getTestCase().name());
                }
            }
        }
        if (conditions < 1 || conditions > MAX_CONDITIONS) {
            throw RejectedException.of(KernelError.BAD_GATE);
        }
    }

    /** Whether the account passes. A kind that nobody answers does not hold, nor does its negation. */
    public static boolean passes(Context context, Gate gate, Address account) {
        boolean passes =
                passes(context.roles(), context.state(), context.block().parentTimeMs(), gate, account);
        context.gateAsked(gate, account, passes);
        return passes;
    }

    /**
     * The same outside a message.
     *
     * @param timeMs the parent block's time
     */
    public static boolean passes(Roles roles, Overlay state, long timeMs, Gate gate, Address account) {
        boolean any = false;
        for (GateClause clause : gate.getAnyOfList()) {
            boolean all = clause.getAllOfCount() > 0;
            for (Condition condition : clause.getAllOfList()) {
                all &= holds(roles, state, timeMs, account, condition);
            }
            any |= all;
        }
        return any;
    }

    private static boolean holds(Roles roles, Overlay state, long timeMs, Address account, Condition condition) {
        boolean known = false;
        boolean holds = false;
        for (GateSource source : roles.gates()) {
            if (source.answers(condition.getTestCase())) {
                known = true;
                holds |= source.holds(state, account, condition, timeMs);
            }
        }
        return known && holds != condition.getNegated();
    }
}
