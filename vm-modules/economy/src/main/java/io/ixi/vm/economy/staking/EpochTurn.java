package io.ixi.vm.economy.staking;

import io.ixi.vm.economy.staking.proto.Epoch;
import io.ixi.vm.economy.staking.proto.EpochEnded;
import io.ixi.vm.economy.staking.proto.Member;
import io.ixi.vm.economy.staking.proto.Totals;
import io.ixi.vm.economy.staking.proto.Validator;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Money;
import java.math.BigInteger;
import java.util.List;

/**
 * What happens at the end of blocks: proposals are counted, and when an epoch ends those who were down are taken out,
 * rewards are given to validators' indexes, and the set after the next one is fixed. All of it grows with the set only.
 */
final class EpochTurn {
    /** An epoch must give a validator so many turns to propose before missing all of them counts. */
    private static final long MIN_TURNS = 10;

    private static final long YEAR_MS = 365L * 86_400_000;
    private static final long MAX_EPOCH_MS = 86_400_000;
    private static final BigInteger PPM = BigInteger.valueOf(1_000_000);

    private final Money money;
    private final Rewards rewards;
    private final Slashing slashing;

    EpochTurn(Money money, Rewards rewards, Slashing slashing) {
        this.money = money;
        this.rewards = rewards;
        this.slashing = slashing;
    }

    void endBlock(Context context) {
        StakingState state = new StakingState(context.state());
        Epoch epoch = state.epoch();
        if (epoch.getCurrent() == 0) {
            return;
        }
        int place = StakingState.place(epoch.getNumber());
        Member proposer = state.member(place, context.block().proposer());
        if (proposer != null) {
            state.put(
                    place,
                    context.block().proposer(),
                    proposer.toBuilder().setProposed(proposer.getProposed() + 1).build());
        }
        if (context.block().height() >= epoch.getLastHeight()) {
            try {
                turn(context, state, epoch);
            } catch (RejectedException e) {
                throw new BrokenInvariantException("staking: an epoch could not end: " + e.getMessage());
            }
        }
    }

    private void turn(Context context, StakingState state, Epoch epoch) throws RejectedException {
        List<Member> members = state.members(StakingState.place(epoch.getNumber()), epoch.getCurrent());
        long blocks = context.block().height() - epoch.getFirstHeight() + 1;
        Amount issued = issue(context, state, epoch);
        Amount fees = rewards.take(context, Pool.ACCOUNT);
        share(context, state, members, issued.plus(fees));
        punish(context, state, members, blocks, epoch.getNumber());
        List<Member> upcoming = state.members(StakingState.place(epoch.getNumber() + 1), epoch.getUpcoming());
        List<Member> after = new NextSet(state, members, blocks).after(upcoming);
        int place = StakingState.place(epoch.getNumber());
        for (int i = 0; i < Math.max(after.size(), members.size()); i++) {
            if (i < after.size()) {
                state.put(place, i, after.get(i));
            } else {
                state.deleteMember(place, i);
            }
        }
        long first = context.block().height() + 1;
        state.put(Epoch.newBuilder()
                .setNumber(epoch.getNumber() + 1)
                .setFirstHeight(first)
                .setStartedMs(context.block().timeMs())
                .setCurrent(epoch.getUpcoming())
                .setUpcoming(after.size())
                .setLastHeight(first + state.parameters().getEpochBlocks() - 1)
                .build());
        context.emit(EpochEnded.newBuilder()
                .setEpoch(epoch.getNumber())
                .setIssued(issued.toByteString())
                .setFees(fees.toByteString())
                .build());
    }

    /** New units: a part of the supply for the time that passed, at most a day's, and never above the cap. */
    private Amount issue(Context context, StakingState state, Epoch epoch) throws RejectedException {
        Totals totals = state.totals();
        long elapsed = Math.clamp(context.block().timeMs() - epoch.getStartedMs(), 0, MAX_EPOCH_MS);
        BigInteger wanted = money.supply(context.state(), "")
                .toBigInteger()
                .multiply(BigInteger.valueOf(state.parameters().getIssuancePpm()))
                .multiply(BigInteger.valueOf(elapsed))
                .divide(PPM.multiply(BigInteger.valueOf(YEAR_MS)));
        Amount left = Amount.of(totals.getCap()).minus(Amount.of(totals.getIssued()));
        Amount issued = Amount.of(wanted.min(left.toBigInteger()));
        if (!issued.isZero()) {
            money.issue(context.state(), Pool.ACCOUNT, issued);
            Pool.totals(state, t -> t.setIssued(Pool.plus(t.getIssued(), issued)));
        }
        return issued;
    }

    /** By power. An operator's commission is paid out; what rounding leaves is carried to the next epoch. */
    private void share(Context context, StakingState state, List<Member> members, Amount fresh)
            throws RejectedException {
        Amount pot = fresh.plus(Amount.of(state.totals().getCarried()));
        BigInteger power = BigInteger.ZERO;
        for (Member member : members) {
            power = power.add(BigInteger.valueOf(member.getPower()));
        }
        Amount given = Amount.ZERO;
        Amount paid = Amount.ZERO;
        for (Member member : members) {
            Address operator = Address.of(member.getOperator());
            Validator validator = Pool.validator(state, operator);
            Amount part = Amount.of(pot.toBigInteger()
                    .multiply(BigInteger.valueOf(member.getPower()))
                    .divide(power));
            if (part.isZero() || validator.getShares().isEmpty()) {
                continue;
            }
            Amount commission = Shares.part(part, validator.getCommissionPpm());
            money.move(context.state(), Pool.ACCOUNT, operator, "", commission);
            Amount rest = part.minus(commission);
            BigInteger index =
                    Shares.index(validator.getIndex()).add(Shares.step(rest, Amount.of(validator.getShares())));
            state.put(
                    operator,
                    validator.toBuilder().setIndex(Shares.bytes(index)).build());
            given = given.plus(part);
            paid = paid.plus(commission);
        }
        Amount commissions = paid;
        Amount carried = pot.minus(given);
        Pool.totals(
                state,
                totals -> totals.setRewards(Pool.plus(totals.getRewards(), fresh.minus(commissions)))
                        .setCarried(carried.toByteString()));
    }

    private void punish(Context context, StakingState state, List<Member> members, long blocks, long epoch)
            throws RejectedException {
        boolean counts = members.size() > 1 && blocks / members.size() >= MIN_TURNS;
        for (Member member : members) {
            if (counts && member.getProposed() == 0) {
                Address operator = Address.of(member.getOperator());
                Validator validator = Pool.validator(state, operator);
                if (!validator.getJailed()) {
                    slashing.slash(
                            context, operator, validator, state.parameters().getSlashDowntimePpm(), epoch, false);
                }
            }
        }
    }

    static Member member(StakingState state, Address operator) {
        Validator validator = state.validator(operator);
        if (validator == null) {
            throw new IllegalStateException("staking: a member is no validator");
        }
        BigInteger power = Amount.of(validator.getTokens())
                .toBigInteger()
                .divide(BigInteger.valueOf(state.parameters().getPowerUnit()));
        return Member.newBuilder()
                .setOperator(operator.toByteString())
                .setPublicKey(validator.getPublicKey())
                .setPower(power.max(BigInteger.ONE)
                        .min(BigInteger.valueOf(io.ixi.consensus.types.Validator.MAX_POWER))
                        .longValueExact())
                .build();
    }
}
