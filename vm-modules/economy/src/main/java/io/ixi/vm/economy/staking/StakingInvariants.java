package io.ixi.vm.economy.staking;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.economy.staking.proto.Totals;
import io.ixi.vm.economy.staking.proto.Validator;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.state.Overlay;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Every staked unit and every reward is somebody's. */
final class StakingInvariants {
    private StakingInvariants() {}

    /** The module's account holds exactly what is bonded, unbonding and due; issuance is within its cap. */
    static void check(Overlay overlay, Money money) {
        Totals totals = new StakingState(overlay).totals();
        Amount sum = Amount.of(totals.getBonded())
                .plus(Amount.of(totals.getUnbonding()))
                .plus(Amount.of(totals.getRewards()));
        Amount there = money.free(overlay, Pool.ACCOUNT, "");
        require(sum.equals(there), "bonded + unbonding + rewards " + sum + ", on the account " + there);
        require(
                Amount.of(totals.getIssued()).compareTo(Amount.of(totals.getCap())) <= 0,
                "more was issued than the cap");
    }

    static void audit(Overlay overlay, Money money) {
        check(overlay, money);
        StakingState state = new StakingState(overlay);
        Totals totals = state.totals();
        Amount[] bonded = {Amount.ZERO};
        NavigableMap<Address, Validator> validators = new TreeMap<>();
        NavigableMap<Address, Amount> shares = new TreeMap<>();
        state.scanValidators(Bytes.EMPTY, (operator, validator) -> {
            bonded[0] = bonded[0].plus(Amount.of(validator.getTokens()));
            validators.put(operator, validator);
            return true;
        });
        Amount[] due = {Amount.of(totals.getCarried())};
        state.scanAllDelegations((delegator, operator, delegation) -> {
            Validator validator = validators.get(operator);
            require(validator != null, "a delegation to nobody");
            shares.merge(operator, Amount.of(delegation.getShares()), Amount::plus);
            if (validator != null) {
                due[0] = due[0].plus(Stakes.due(validator, delegation));
            }
        });
        require(bonded[0].equals(Amount.of(totals.getBonded())), "validators' stake sums to " + bonded[0]);
        require(state.sumOfPools().equals(Amount.of(totals.getUnbonding())), "unbonding pools sum to another total");
        require(due[0].compareTo(Amount.of(totals.getRewards())) <= 0, "more is due than there are rewards");
        validators.forEach((operator, validator) -> require(
                shares.getOrDefault(operator, Amount.ZERO).equals(Amount.of(validator.getShares())),
                operator + ": delegations sum to other shares"));
    }

    private static void require(boolean holds, String fault) {
        if (!holds) {
            throw new BrokenInvariantException("staking: " + fault);
        }
    }
}
