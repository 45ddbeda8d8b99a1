package io.ixi.vm.economy.staking;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.economy.staking.proto.DelegationInfo;
import io.ixi.vm.economy.staking.proto.Epoch;
import io.ixi.vm.economy.staking.proto.Member;
import io.ixi.vm.economy.staking.proto.MemberInfo;
import io.ixi.vm.economy.staking.proto.Parameters;
import io.ixi.vm.economy.staking.proto.ParametersQuery;
import io.ixi.vm.economy.staking.proto.SetQuery;
import io.ixi.vm.economy.staking.proto.SetResult;
import io.ixi.vm.economy.staking.proto.StakeQuery;
import io.ixi.vm.economy.staking.proto.StakeResult;
import io.ixi.vm.economy.staking.proto.Totals;
import io.ixi.vm.economy.staking.proto.TotalsQuery;
import io.ixi.vm.economy.staking.proto.UnbondingInfo;
import io.ixi.vm.economy.staking.proto.UnbondingPool;
import io.ixi.vm.economy.staking.proto.Validator;
import io.ixi.vm.economy.staking.proto.ValidatorQuery;
import io.ixi.vm.economy.staking.proto.ValidatorResult;
import io.ixi.vm.economy.staking.proto.ValidatorsQuery;
import io.ixi.vm.economy.staking.proto.ValidatorsResult;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.state.Overlay;
import java.util.List;

/** Read only. */
final class StakingQueries {
    private static final int MAX_PAGE = 100;

    private StakingQueries() {}

    static ValidatorResult validator(Overlay overlay, ValidatorQuery params) throws RejectedException {
        Address operator = Address.of(params.getValidator());
        return result(operator, Pool.validator(new StakingState(overlay), operator));
    }

    static ValidatorsResult validators(Overlay overlay, ValidatorsQuery params) throws RejectedException {
        if (Integer.compareUnsigned(params.getLimit(), MAX_PAGE) > 0) {
            throw RejectedException.of(KernelError.LIMIT, "limit up to " + MAX_PAGE);
        }
        int limit = params.getLimit() == 0 ? MAX_PAGE : params.getLimit();
        ValidatorsResult.Builder page = ValidatorsResult.newBuilder();
        Bytes after = Bytes.wrap(params.getCursor().toByteArray());
        new StakingState(overlay).scanValidators(after, (operator, validator) -> {
            if (page.getValidatorsCount() == limit) {
                page.setNext(page.getValidators(limit - 1).getValidator());
                return false;
            }
            page.addValidators(result(operator, validator));
            return true;
        });
        return page.build();
    }

    private static ValidatorResult result(Address operator, Validator validator) {
        return ValidatorResult.newBuilder()
                .setValidator(operator.toByteString())
                .setPublicKey(validator.getPublicKey())
                .setTokens(validator.getTokens())
                .setCommissionPpm(validator.getCommissionPpm())
                .setJailed(validator.getJailed())
                .setJailedUntilMs(validator.getJailedUntilMs())
                .setTombstoned(validator.getTombstoned())
                .build();
    }

    static SetResult set(Overlay overlay, SetQuery params) {
        StakingState state = new StakingState(overlay);
        Epoch epoch = state.epoch();
        SetResult.Builder result =
                SetResult.newBuilder().setEpoch(epoch.getNumber()).setFirstHeight(epoch.getFirstHeight());
        members(state, epoch.getNumber(), epoch.getCurrent()).forEach(result::addCurrent);
        members(state, epoch.getNumber() + 1, epoch.getUpcoming()).forEach(result::addUpcoming);
        return result.build();
    }

    private static List<MemberInfo> members(StakingState state, long epoch, int count) {
        return state.members(StakingState.place(epoch), count).stream()
                .map(StakingQueries::info)
                .toList();
    }

    private static MemberInfo info(Member member) {
        return MemberInfo.newBuilder()
                .setValidator(member.getOperator())
                .setPower(member.getPower())
                .setProposed(member.getProposed())
                .build();
    }

    static StakeResult stake(Overlay overlay, StakeQuery params) {
        StakingState state = new StakingState(overlay);
        Address account = Address.of(params.getAccount());
        StakeResult.Builder result =
                StakeResult.newBuilder().setTotal(Stakes.stake(overlay, account).toByteString());
        state.scanDelegations(account, (operator, delegation) -> {
            Validator validator = state.validator(operator);
            if (validator != null) {
                result.addDelegations(DelegationInfo.newBuilder()
                        .setValidator(operator.toByteString())
                        .setAmount(worth(delegation.getShares(), validator.getTokens(), validator.getShares()))
                        .setRewards(Stakes.due(validator, delegation).toByteString()));
            }
            return true;
        });
        state.scanUnbondings(account, (operator, epoch, unbonding) -> {
            UnbondingPool pool = state.pool(operator, epoch);
            result.addUnbondings(UnbondingInfo.newBuilder()
                    .setValidator(operator.toByteString())
                    .setEpoch(epoch)
                    .setAmount(worth(unbonding.getShares(), pool.getTokens(), pool.getShares()))
                    .setReadyMs(unbonding.getReadyMs()));
            return result.getUnbondingsCount() < MAX_PAGE;
        });
        return result.build();
    }

    private static ByteString worth(ByteString own, ByteString tokens, ByteString shares) {
        return Shares.worth(Amount.of(own), Amount.of(tokens), Amount.of(shares))
                .toByteString();
    }

    static Parameters parameters(Overlay overlay, ParametersQuery params) {
        return new StakingState(overlay).parameters();
    }

    static Totals totals(Overlay overlay, TotalsQuery params) {
        return new StakingState(overlay).totals();
    }
}
