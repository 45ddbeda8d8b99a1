package io.ixi.vm.agents;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.agents.proto.Budget;
import io.ixi.vm.agents.proto.Limits;
import io.ixi.vm.agents.proto.Mandate;
import io.ixi.vm.agents.proto.Spent;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import java.util.NavigableMap;
import java.util.TreeMap;

/** No mandate is ever overdrawn. */
final class AgentsInvariants {
    private AgentsInvariants() {}

    /** For each mandate that the block wrote: what was used is within its limits. */
    static void check(AgentsState block) {
        block.touchedMandates(AgentsInvariants::within);
    }

    static void audit(AgentsState state) {
        NavigableMap<Address, Integer> mandates = new TreeMap<>();
        state.scanMandates((id, mandate) -> {
            within(id, mandate);
            mandates.merge(Address.of(mandate.getGrantor()), 1, Integer::sum);
        });
        state.scanGrantors((grantor, counts) -> {
            require(counts.getMandates() == mandates.getOrDefault(grantor, 0), grantor + ": mandates are miscounted");
            require(counts.getOpenOrders() == state.orders(grantor).size(), grantor + ": open orders are miscounted");
            mandates.remove(grantor);
        });
        require(mandates.isEmpty(), "mandates of grantors without count");
    }

    private static void within(Bytes id, Mandate mandate) {
        String fault = overdrawn(mandate, mandate.getLimits());
        require(fault.isEmpty(), id + ": " + fault);
    }

    /** What of a mandate's use is above some limits; empty: nothing. */
    static String overdrawn(Mandate mandate, Limits limits) {
        if (limits.getMaxUses() != 0 && mandate.getUses() > limits.getMaxUses()) {
            return "used too often";
        }
        for (Spent spent : mandate.getSpentList()) {
            Budget budget = LimitRules.budget(limits, spent.getAsset());
            Amount total = Amount.of(spent.getTotal());
            Amount most = budget == null ? Amount.ZERO : Amount.of(budget.getTotal());
            boolean period = budget != null
                    && !budget.getPerPeriod().isEmpty()
                    && Amount.of(spent.getInPeriod()).compareTo(Amount.of(budget.getPerPeriod())) > 0;
            boolean debt = Amount.of(spent.getDebt()).compareTo(LimitRules.debtCap(limits, spent.getAsset())) > 0;
            if (total.compareTo(most) > 0 || period || debt) {
                return spent.getAsset() + " is overdrawn";
            }
        }
        return "";
    }

    private static void require(boolean holds, String fault) {
        if (!holds) {
            throw new BrokenInvariantException("agents: " + fault);
        }
    }
}
