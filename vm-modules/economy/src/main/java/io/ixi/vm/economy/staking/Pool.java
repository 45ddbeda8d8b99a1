package io.ixi.vm.economy.staking;

import com.google.protobuf.ByteString;
import io.ixi.vm.economy.staking.proto.StakingError;
import io.ixi.vm.economy.staking.proto.Totals;
import io.ixi.vm.economy.staking.proto.Validator;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import java.util.function.UnaryOperator;

/** What several messages do to validators and sums alike. */
final class Pool {
    /** Where all staked money and all rewards lie: the module's own account. */
    static final Address ACCOUNT = Address.ofModule(4);

    private Pool() {}

    static Validator validator(StakingState state, Address operator) throws RejectedException {
        Validator validator = state.validator(operator);
        if (validator == null) {
            throw RejectedException.of(StakingError.NO_VALIDATOR);
        }
        return validator;
    }

    static Amount positive(ByteString bytes) throws RejectedException {
        if (bytes.isEmpty()) {
            throw RejectedException.of(StakingError.ZERO_AMOUNT);
        }
        return Amount.of(bytes);
    }

    /** Writes a validator and keeps its place among the others right. */
    static void put(StakingState state, Address operator, Validator before, Validator after) {
        if (!before.getPublicKey().isEmpty()) {
            state.rank(operator, before, false);
        }
        Amount least = Amount.of(state.parameters().getMinBond());
        boolean listed = !after.getJailed()
                && !after.getTombstoned()
                && Amount.of(after.getTokens()).compareTo(least) >= 0;
        state.put(operator, after);
        if (listed) {
            state.rank(operator, after, true);
        }
    }

    static void totals(StakingState state, UnaryOperator<Totals.Builder> change) {
        state.put(change.apply(state.totals().toBuilder()).build());
    }

    static ByteString plus(ByteString a, Amount b) {
        return Amount.of(a).plus(b).toByteString();
    }

    static ByteString minus(ByteString a, Amount b) {
        return Amount.of(a).minus(b).toByteString();
    }
}
