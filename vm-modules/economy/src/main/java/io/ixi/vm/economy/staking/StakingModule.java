package io.ixi.vm.economy.staking;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Validator;
import io.ixi.vm.economy.staking.proto.ClaimRewards;
import io.ixi.vm.economy.staking.proto.CreateValidator;
import io.ixi.vm.economy.staking.proto.Delegate;
import io.ixi.vm.economy.staking.proto.EditValidator;
import io.ixi.vm.economy.staking.proto.GenesisState;
import io.ixi.vm.economy.staking.proto.Parameters;
import io.ixi.vm.economy.staking.proto.ParametersQuery;
import io.ixi.vm.economy.staking.proto.Redelegate;
import io.ixi.vm.economy.staking.proto.RemoveValidator;
import io.ixi.vm.economy.staking.proto.SetQuery;
import io.ixi.vm.economy.staking.proto.SetResult;
import io.ixi.vm.economy.staking.proto.StakeQuery;
import io.ixi.vm.economy.staking.proto.StakeResult;
import io.ixi.vm.economy.staking.proto.StakingProto;
import io.ixi.vm.economy.staking.proto.SubmitEvidence;
import io.ixi.vm.economy.staking.proto.Totals;
import io.ixi.vm.economy.staking.proto.TotalsQuery;
import io.ixi.vm.economy.staking.proto.Undelegate;
import io.ixi.vm.economy.staking.proto.Unjail;
import io.ixi.vm.economy.staking.proto.ValidatorQuery;
import io.ixi.vm.economy.staking.proto.ValidatorResult;
import io.ixi.vm.economy.staking.proto.ValidatorsQuery;
import io.ixi.vm.economy.staking.proto.ValidatorsResult;
import io.ixi.vm.economy.staking.proto.Withdraw;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Belongings;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.GateSource;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Jobs;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.module.Validators;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.sched.Scheduler;
import io.ixi.vm.kernel.state.Overlay;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The staking module: wiring. */
public final class StakingModule implements Module, Validators, Jobs, GateSource, Belongings {
    /** What a genesis without parameters starts with. */
    public static final Parameters DEFAULTS = Parameters.newBuilder()
            .setEpochBlocks(600)
            .setMaxValidators(100)
            .setMinBond(1_000_000_000)
            .setUnbondingS(1_209_600)
            .setSlashDoublePpm(50_000)
            .setSlashDowntimePpm(100)
            .setJailS(600)
            .setIssuancePpm(20_000)
            .setPowerUnit(1_000_000)
            .build();

    private static final long WITHDRAW_GAS = 100;

    private final Money money;
    private final Stakes stakes;
    private final Operators operators;
    private final Slashing slashing;
    private final EpochTurn epochs;
    private final StakingGenesis genesis;

    /**
     * @param rewards what transactions paid for validators
     * @param governance who alone removes validators
     */
    public StakingModule(Money money, Scheduler scheduler, Rewards rewards, Address governance) {
        this.money = money;
        this.stakes = new Stakes(money, scheduler);
        this.operators = new Operators(money, stakes, governance);
        this.slashing = new Slashing(money);
        this.epochs = new EpochTurn(money, rewards, slashing);
        this.genesis = new StakingGenesis(money, stakes);
    }

    /** What an account's stake is worth, in base units of the native asset. */
    public Amount stake(Overlay state, Address account) {
        return Stakes.stake(state, account);
    }

    /** Stake, and what unbonds. */
    @Override
    public boolean hasAny(Overlay overlay, Address account) {
        StakingState state = new StakingState(overlay);
        boolean[] found = new boolean[1];
        state.scanDelegations(account, (validator, delegation) -> {
            found[0] = true;
            return false;
        });
        state.scanUnbondings(account, (validator, epoch, unbonding) -> {
            found[0] = true;
            return false;
        });
        return found[0];
    }

    /** All stake with validators. */
    public Amount bonded(Overlay state) {
        return Amount.of(new StakingState(state).totals().getBonded());
    }

    @Override
    public Epoch current(Overlay overlay) {
        StakingState state = new StakingState(overlay);
        var epoch = state.epoch();
        return epoch(state, epoch.getNumber(), epoch.getFirstHeight(), epoch.getCurrent());
    }

    @Override
    public Epoch next(Overlay overlay) {
        StakingState state = new StakingState(overlay);
        var epoch = state.epoch();
        return epoch(state, epoch.getNumber() + 1, epoch.getLastHeight() + 1, epoch.getUpcoming());
    }

    @Override
    public List<Bytes> keys(Overlay overlay) {
        List<Bytes> keys = new ArrayList<>();
        new StakingState(overlay).scanValidators(Bytes.EMPTY, (operator, validator) -> {
            keys.add(Operators.bytes(validator.getPublicKey()));
            return keys.size() < MAX_KEYS;
        });
        return keys;
    }

    @Override
    public Optional<Message> accusation(Overlay overlay, Bytes publicKey, byte[] first, byte[] second) {
        StakingState state = new StakingState(overlay);
        Address operator = state.keyOwner(Hash.sha256(publicKey.unsafeArray()));
        var validator = operator == null ? null : state.validator(operator);
        if (operator == null || validator == null || validator.getTombstoned()) {
            return Optional.empty();
        }
        return Optional.of(SubmitEvidence.newBuilder()
                .setValidator(operator.toByteString())
                .setFirst(ByteString.copyFrom(first))
                .setSecond(ByteString.copyFrom(second))
                .build());
    }

    private static Epoch epoch(StakingState state, long number, long firstHeight, int count) {
        List<Validator> set = state.members(StakingState.place(number), count).stream()
                .map(member -> new Validator(Operators.bytes(member.getPublicKey()), member.getPower()))
                .toList();
        return new Epoch(number, firstHeight, set);
    }

    @Override
    public FileDescriptor descriptor() {
        return StakingProto.getDescriptor();
    }

    @Override
    public List<Handler<?>> handlers() {
        return List.of(
                Handler.of(CreateValidator.getDefaultInstance(), operators::create),
                Handler.of(EditValidator.getDefaultInstance(), Operators::edit),
                Handler.of(Delegate.getDefaultInstance(), stakes::delegate),
                Handler.of(Undelegate.getDefaultInstance(), stakes::undelegate),
                Handler.of(Redelegate.getDefaultInstance(), stakes::redelegate),
                Handler.of(ClaimRewards.getDefaultInstance(), stakes::claim),
                Handler.of(Withdraw.getDefaultInstance(), stakes::withdraw),
                Handler.of(SubmitEvidence.getDefaultInstance(), slashing::submit),
                Handler.of(Unjail.getDefaultInstance(), Operators::unjail),
                Handler.of(RemoveValidator.getDefaultInstance(), operators::remove));
    }

    @Override
    public List<Query<?, ?>> queries() {
        return List.of(
                Query.of(
                        ValidatorQuery.getDefaultInstance(),
                        ValidatorResult.getDefaultInstance(),
                        StakingQueries::validator),
                Query.of(
                        ValidatorsQuery.getDefaultInstance(),
                        ValidatorsResult.getDefaultInstance(),
                        StakingQueries::validators),
                Query.of(SetQuery.getDefaultInstance(), SetResult.getDefaultInstance(), StakingQueries::set),
                Query.of(StakeQuery.getDefaultInstance(), StakeResult.getDefaultInstance(), StakingQueries::stake),
                Query.of(TotalsQuery.getDefaultInstance(), Totals.getDefaultInstance(), StakingQueries::totals),
                Query.of(
                        ParametersQuery.getDefaultInstance(),
                        Parameters.getDefaultInstance(),
                        StakingQueries::parameters));
    }

    @Override
    public Handler<? extends Message> genesis() {
        return Handler.of(GenesisState.getDefaultInstance(), genesis::run);
    }

    @Override
    public void endBlock(Context context) {
        epochs.endBlock(context);
    }

    @Override
    public void check(Overlay block) {
        StakingInvariants.check(block, money);
    }

    @Override
    public void audit(Overlay state) {
        StakingInvariants.audit(state, money);
    }

    @Override
    public long gas(int op) {
        return WITHDRAW_GAS;
    }

    @Override
    public void job(Context context, int op, Bytes ref) throws RejectedException {
        stakes.job(context, ref);
    }

    @Override
    public boolean answers(Condition.TestCase kind) {
        return kind == Condition.TestCase.STAKE;
    }

    @Override
    public boolean holds(Overlay state, Address account, Condition condition, long timeMs) {
        return stake(state, account).compareTo(Amount.of(condition.getStake().getAmount())) >= 0;
    }
}
