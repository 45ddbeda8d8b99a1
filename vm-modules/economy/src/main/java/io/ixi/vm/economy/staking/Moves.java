package io.ixi.vm.economy.staking;

import io.ixi.vm.economy.staking.proto.Delegation;
import io.ixi.vm.economy.staking.proto.Moved;
import io.ixi.vm.economy.staking.proto.Slashed;
import io.ixi.vm.economy.staking.proto.StakingError;
import io.ixi.vm.economy.staking.proto.Validator;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Money;

/**
 * Stake that was moved from one validator to another still answers for the first one: it stays for the unbonding time,
 * and whoever touches the delegation pays first for a fault that was proven meanwhile. No loop over delegations.
 */
final class Moves {
    /** Most that wait at one delegation. */
    static final int MAX = 8;

    private final Money money;

    Moves(Money money) {
        this.money = money;
    }

    /** Remembers what was moved to a delegation. Throws REDELEGATED if too many wait there. */
    static void remember(StakingState state, Address delegator, Address from, Address to, Amount amount, long untilMs)
            throws RejectedException {
        Delegation delegation = state.delegation(delegator, to);
        if (delegation.getMovedCount() >= MAX) {
            throw RejectedException.of(StakingError.REDELEGATED);
        }
        state.put(
                delegator,
                to,
                delegation.toBuilder()
                        .addMoved(Moved.newBuilder()
                                .setFrom(from.toByteString())
                                .setEpoch(state.epoch().getNumber())
                                .setAmount(amount.toByteString())
                                .setUntilMs(untilMs))
                        .build());
    }

    /** What must stay at a delegation. */
    static Amount waiting(Delegation delegation) {
        Amount sum = Amount.ZERO;
        for (Moved moved : delegation.getMovedList()) {
            sum = sum.plus(Amount.of(moved.getAmount()));
        }
        return sum;
    }

    /** Forgets what waited long enough and takes what faults cost. Rewards were paid before. */
    void settle(Context context, Address delegator, Address operator) throws RejectedException {
        StakingState state = new StakingState(context.state());
        Delegation delegation = state.delegation(delegator, operator);
        if (delegation.getMovedCount() == 0) {
            return;
        }
        Delegation.Builder next = delegation.toBuilder().clearMoved();
        Amount cost = Amount.ZERO;
        for (Moved moved : delegation.getMovedList()) {
            Validator from = Pool.validator(state, Address.of(moved.getFrom()));
            boolean liable = from.getTombstoned()
                    && moved.getEpoch() + 1 >= from.getFaultEpoch()
                    && from.getFaultMs() <= moved.getUntilMs();
            if (liable) {
                cost = cost.plus(Shares.part(Amount.of(moved.getAmount()), from.getFaultPpm()));
            } else if (moved.getUntilMs() > context.block().parentTimeMs()) {
                next.addMoved(moved);
            }
        }
        state.put(delegator, operator, next.build());
        burn(context, delegator, operator, cost);
    }

    /** Destroys stake of one delegation, at most all of it. */
    private void burn(Context context, Address delegator, Address operator, Amount cost) throws RejectedException {
        StakingState state = new StakingState(context.state());
        Validator validator = Pool.validator(state, operator);
        Delegation delegation = state.delegation(delegator, operator);
        Amount tokens = Amount.of(validator.getTokens());
        Amount shares = Amount.of(validator.getShares());
        Amount own = Amount.of(delegation.getShares());
        Amount worth = Shares.worth(own, tokens, shares);
        Amount amount = cost.compareTo(worth) < 0 ? cost : worth;
        if (amount.isZero()) {
            return;
        }
        Amount needed = Shares.needed(amount, tokens, shares);
        Amount gone = needed.compareTo(own) < 0 ? needed : own;
        state.put(
                delegator,
                operator,
                delegation.toBuilder().setShares(own.minus(gone).toByteString()).build());
        Pool.put(
                state,
                operator,
                validator,
                validator.toBuilder()
                        .setTokens(tokens.minus(amount).toByteString())
                        .setShares(shares.minus(gone).toByteString())
                        .build());
        money.burn(context.state(), Pool.ACCOUNT, "", amount);
        Pool.totals(
                state,
                totals -> totals.setBonded(Pool.minus(totals.getBonded(), amount))
                        .setSlashed(Pool.plus(totals.getSlashed(), amount)));
        context.emit(Slashed.newBuilder()
                .setValidator(operator.toByteString())
                .setBonded(amount.toByteString())
                .setDoubleSigned(true)
                .build());
    }
}
