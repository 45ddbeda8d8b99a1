package io.ixi.vm.economy.staking;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.staking.proto.ClaimRewards;
import io.ixi.vm.economy.staking.proto.Delegate;
import io.ixi.vm.economy.staking.proto.Delegated;
import io.ixi.vm.economy.staking.proto.Delegation;
import io.ixi.vm.economy.staking.proto.Redelegate;
import io.ixi.vm.economy.staking.proto.Redelegated;
import io.ixi.vm.economy.staking.proto.RewardsPaid;
import io.ixi.vm.economy.staking.proto.StakingError;
import io.ixi.vm.economy.staking.proto.Unbonding;
import io.ixi.vm.economy.staking.proto.UnbondingPool;
import io.ixi.vm.economy.staking.proto.Undelegate;
import io.ixi.vm.economy.staking.proto.Undelegated;
import io.ixi.vm.economy.staking.proto.Validator;
import io.ixi.vm.economy.staking.proto.Withdraw;
import io.ixi.vm.economy.staking.proto.Withdrawn;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.module.StakeListener;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.sched.Scheduler;
import io.ixi.vm.kernel.state.Overlay;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What those who stake do. Rewards are paid whenever a stake changes, so an index is all that a validator keeps. */
final class Stakes {
    static final int MODULE = 4;
    static final int WITHDRAW = 1;
    static final int MAX_DELEGATIONS = 16;
    private static final long MS = 1_000;

    private final Money money;
    private final Scheduler scheduler;
    private final Moves moves;

    Stakes(Money money, Scheduler scheduler) {
        this.money = money;
        this.scheduler = scheduler;
        this.moves = new Moves(money);
    }

    void delegate(Context context, Delegate message) throws RejectedException {
        Amount amount = Pool.positive(message.getAmount());
        Address validator = Address.of(message.getValidator());
        money.move(context.state(), context.signer(), Pool.ACCOUNT, "", amount);
        add(context, context.signer(), validator, amount, 0);
        told(context, context.signer());
        context.emit(Delegated.newBuilder()
                .setDelegator(context.signer().toByteString())
                .setValidator(message.getValidator())
                .setAmount(message.getAmount())
                .build());
    }

    /** Stakes money that lies on the module's account already. */
    void add(Context context, Address delegator, Address operator, Amount amount, long lockedUntilMs)
            throws RejectedException {
        StakingState state = new StakingState(context.state());
        Validator validator = Pool.validator(state, operator);
        if (validator.getTombstoned()) {
            throw RejectedException.of(StakingError.JAILED);
        }
        Amount tokens = Amount.of(validator.getTokens());
        Amount shares = Amount.of(validator.getShares());
        pay(context, delegator, operator);
        Delegation delegation = state.delegation(delegator, operator);
        if (delegation.getShares().isEmpty() && count(state, delegator) >= MAX_DELEGATIONS) {
            throw RejectedException.of(StakingError.TOO_MANY_DELEGATIONS);
        }
        Amount bought = Shares.bought(amount, tokens, shares);
        if (bought.isZero()) {
            throw RejectedException.of(StakingError.ZERO_AMOUNT);
        }
        state.put(
                delegator,
                operator,
                delegation.toBuilder()
                        .setShares(Pool.plus(delegation.getShares(), bought))
                        .setIndex(validator.getIndex())
                        .setLockedUntilMs(Math.max(lockedUntilMs, delegation.getLockedUntilMs()))
                        .build());
        Pool.put(
                state,
                operator,
                validator,
                validator.toBuilder()
                        .setTokens(tokens.plus(amount).toByteString())
                        .setShares(shares.plus(bought).toByteString())
                        .build());
        Pool.totals(state, totals -> totals.setBonded(Pool.plus(totals.getBonded(), amount)));
    }

    private static int count(StakingState state, Address delegator) {
        int[] count = new int[1];
        state.scanDelegations(delegator, (validator, delegation) -> ++count[0] < MAX_DELEGATIONS);
        return count[0];
    }

    /** Takes stake out of a validator; the money stays on the module's account. */
    private void remove(Context context, Address delegator, Address operator, Amount amount) throws RejectedException {
        StakingState state = new StakingState(context.state());
        pay(context, delegator, operator);
        moves.settle(context, delegator, operator);
        Validator validator = Pool.validator(state, operator);
        Delegation delegation = state.delegation(delegator, operator);
        Amount tokens = Amount.of(validator.getTokens());
        Amount shares = Amount.of(validator.getShares());
        Amount own = Amount.of(delegation.getShares());
        Amount worth = Shares.worth(own, tokens, shares);
        if (tokens.isZero() || worth.compareTo(amount) < 0) {
            throw RejectedException.of(StakingError.STAKE_LOW);
        }
        if (worth.minus(amount).compareTo(Moves.waiting(delegation)) < 0) {
            throw RejectedException.of(StakingError.REDELEGATED);
        }
        Amount needed = Shares.needed(amount, tokens, shares);
        // shares that are worth nothing by themselves go with the last unit
        Amount rest = own.minus(needed);
        Amount left =
                Shares.worth(rest, tokens.minus(amount), shares.minus(needed)).isZero() ? Amount.ZERO : rest;
        Amount burned = own.minus(left);
        state.put(
                delegator,
                operator,
                delegation.toBuilder().setShares(left.toByteString()).build());
        Pool.put(
                state,
                operator,
                validator,
                validator.toBuilder()
                        .setTokens(tokens.minus(amount).toByteString())
                        .setShares(shares.minus(burned).toByteString())
                        .build());
        Pool.totals(state, totals -> totals.setBonded(Pool.minus(totals.getBonded(), amount)));
    }

    void undelegate(Context context, Undelegate message) throws RejectedException {
        Amount amount = Pool.positive(message.getAmount());
        Address delegator = context.signer();
        Address operator = Address.of(message.getValidator());
        remove(context, delegator, operator, amount);
        StakingState state = new StakingState(context.state());
        long epoch = state.epoch().getNumber();
        UnbondingPool pool = state.pool(operator, epoch);
        Amount tokens = Amount.of(pool.getTokens());
        Amount shares = Amount.of(pool.getShares());
        Amount bought = Shares.bought(amount, tokens, shares);
        state.put(
                operator,
                epoch,
                UnbondingPool.newBuilder()
                        .setTokens(tokens.plus(amount).toByteString())
                        .setShares(shares.plus(bought).toByteString())
                        .build());
        Unbonding before = state.unbonding(delegator, operator, epoch);
        long ready = context.block().timeMs() + state.parameters().getUnbondingS() * MS;
        state.put(
                delegator,
                operator,
                epoch,
                Unbonding.newBuilder()
                        .setShares(Pool.plus(before.getShares(), bought))
                        .setReadyMs(ready)
                        .build());
        Pool.totals(state, totals -> totals.setUnbonding(Pool.plus(totals.getUnbonding(), amount)));
        // a full queue only means that somebody must ask for it
        context.attempt(
                () -> scheduler.at(context, MODULE, WITHDRAW, ref(delegator, operator, epoch), delegator, ready));
        told(context, delegator);
        context.emit(Undelegated.newBuilder()
                .setDelegator(delegator.toByteString())
                .setValidator(message.getValidator())
                .setAmount(message.getAmount())
                .setReadyMs(ready)
                .setEpoch(epoch)
                .build());
    }

    void redelegate(Context context, Redelegate message) throws RejectedException {
        Amount amount = Pool.positive(message.getAmount());
        Address delegator = context.signer();
        Address from = Address.of(message.getFrom());
        Address to = Address.of(message.getTo());
        if (from.equals(to)) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        StakingState state = new StakingState(context.state());
        if (state.delegation(delegator, from).getLockedUntilMs()
                > context.block().parentTimeMs()) {
            throw RejectedException.of(StakingError.REDELEGATED);
        }
        if (Pool.validator(state, from).getTombstoned()) {
            throw RejectedException.of(StakingError.JAILED);
        }
        remove(context, delegator, from, amount);
        long locked = context.block().timeMs() + state.parameters().getUnbondingS() * MS;
        add(context, delegator, to, amount, locked);
        Moves.remember(state, delegator, from, to, amount, locked);
        told(context, delegator);
        context.emit(Redelegated.newBuilder()
                .setDelegator(delegator.toByteString())
                .setFrom(message.getFrom())
                .setTo(message.getTo())
                .setAmount(message.getAmount())
                .build());
    }

    void claim(Context context, ClaimRewards message) throws RejectedException {
        Address operator = Address.of(message.getValidator());
        StakingState state = new StakingState(context.state());
        Pool.validator(state, operator);
        if (state.delegation(context.signer(), operator).getShares().isEmpty()) {
            throw RejectedException.of(StakingError.STAKE_LOW);
        }
        pay(context, context.signer(), operator);
        moves.settle(context, context.signer(), operator);
    }

    /** Pays what a delegation earned and moves its index on. */
    private void pay(Context context, Address delegator, Address operator) throws RejectedException {
        StakingState state = new StakingState(context.state());
        Validator validator = Pool.validator(state, operator);
        Delegation delegation = state.delegation(delegator, operator);
        Amount due = due(validator, delegation);
        if (delegation.getShares().isEmpty()) {
            return;
        }
        state.put(
                delegator,
                operator,
                delegation.toBuilder().setIndex(validator.getIndex()).build());
        if (due.isZero()) {
            return;
        }
        money.move(context.state(), Pool.ACCOUNT, delegator, "", due);
        Pool.totals(state, totals -> totals.setRewards(Pool.minus(totals.getRewards(), due)));
        context.emit(RewardsPaid.newBuilder()
                .setDelegator(delegator.toByteString())
                .setValidator(operator.toByteString())
                .setAmount(due.toByteString())
                .build());
    }

    static Amount due(Validator validator, Delegation delegation) {
        BigInteger to = Shares.index(validator.getIndex());
        return Shares.earned(Amount.of(delegation.getShares()), Shares.index(delegation.getIndex()), to);
    }

    void withdraw(Context context, Withdraw message) throws RejectedException {
        withdraw(context, Address.of(message.getDelegator()), Address.of(message.getValidator()), message.getEpoch());
    }

    void job(Context context, Bytes ref) throws RejectedException {
        byte[] bytes = ref.unsafeArray();
        Address delegator = new Address(Hash.of(Arrays.copyOf(bytes, Hash.BYTES)));
        Address operator = new Address(Hash.of(Arrays.copyOfRange(bytes, Hash.BYTES, 2 * Hash.BYTES)));
        long epoch = ByteBuffer.wrap(bytes).getLong(2 * Hash.BYTES);
        Unbonding unbonding = new StakingState(context.state()).unbonding(delegator, operator, epoch);
        boolean due = !unbonding.getShares().isEmpty()
                && unbonding.getReadyMs() <= context.block().parentTimeMs();
        // one job for each time that more was undelegated in the epoch: the last does the work
        if (due) {
            withdraw(context, delegator, operator, epoch);
        }
    }

    private void withdraw(Context context, Address delegator, Address operator, long epoch) throws RejectedException {
        StakingState state = new StakingState(context.state());
        Unbonding unbonding = state.unbonding(delegator, operator, epoch);
        if (unbonding.getShares().isEmpty()) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        if (unbonding.getReadyMs() > context.block().parentTimeMs()) {
            throw RejectedException.of(StakingError.NOT_READY);
        }
        UnbondingPool pool = state.pool(operator, epoch);
        Amount own = Amount.of(unbonding.getShares());
        Amount tokens = Amount.of(pool.getTokens());
        Amount shares = Amount.of(pool.getShares());
        // who leaves last takes what rounding left
        Amount amount = own.equals(shares) ? tokens : Shares.worth(own, tokens, shares);
        state.put(delegator, operator, epoch, Unbonding.getDefaultInstance());
        state.put(
                operator,
                epoch,
                UnbondingPool.newBuilder()
                        .setTokens(tokens.minus(amount).toByteString())
                        .setShares(shares.minus(own).toByteString())
                        .build());
        money.move(context.state(), Pool.ACCOUNT, delegator, "", amount);
        Pool.totals(state, totals -> totals.setUnbonding(Pool.minus(totals.getUnbonding(), amount)));
        context.emit(Withdrawn.newBuilder()
                .setDelegator(delegator.toByteString())
                .setValidator(operator.toByteString())
                .setAmount(amount.toByteString())
                .build());
    }

    /** What all of an account's stake is worth. At most 16 validators. */
    static Amount stake(Overlay overlay, Address account) {
        StakingState state = new StakingState(overlay);
        Amount[] sum = {Amount.ZERO};
        state.scanDelegations(account, (operator, delegation) -> {
            Validator validator = state.validator(operator);
            if (validator != null) {
                sum[0] = sum[0].plus(Shares.worth(
                        Amount.of(delegation.getShares()),
                        Amount.of(validator.getTokens()),
                        Amount.of(validator.getShares())));
            }
            return true;
        });
        return sum[0];
    }

    static void told(Context context, Address account) throws RejectedException {
        for (StakeListener listener : context.roles().stakeListeners()) {
            listener.stakeChanged(context, account);
        }
    }

    private static Bytes ref(Address delegator, Address operator, long epoch) {
        return Bytes.wrap(ByteBuffer.allocate(2 * Hash.BYTES + Long.BYTES)
                .put(delegator.hash().toBytes())
                .put(operator.hash().toBytes())
                .putLong(epoch)
                .array());
    }
}
