package io.ixi.vm.economy.staking;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.staking.proto.Delegation;
import io.ixi.vm.economy.staking.proto.Epoch;
import io.ixi.vm.economy.staking.proto.KeyOwner;
import io.ixi.vm.economy.staking.proto.Member;
import io.ixi.vm.economy.staking.proto.Parameters;
import io.ixi.vm.economy.staking.proto.Rank;
import io.ixi.vm.economy.staking.proto.Totals;
import io.ixi.vm.economy.staking.proto.Unbonding;
import io.ixi.vm.economy.staking.proto.UnbondingPool;
import io.ixi.vm.economy.staking.proto.Validator;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.state.Key;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** The only class that touches the module's keys. */
final class StakingState {
    private static final Table<Validator> VALIDATOR = Table.of(Validator.getDefaultInstance());
    private static final Table<KeyOwner> KEY_OWNER = Table.of(KeyOwner.getDefaultInstance());
    private static final Table<Delegation> DELEGATION = Table.of(Delegation.getDefaultInstance());
    private static final Table<UnbondingPool> POOL = Table.of(UnbondingPool.getDefaultInstance());
    private static final Table<Unbonding> UNBONDING = Table.of(Unbonding.getDefaultInstance());
    private static final Table<Rank> RANK = Table.of(Rank.getDefaultInstance());
    private static final Table<Member> MEMBER = Table.of(Member.getDefaultInstance());
    private static final Table<Epoch> EPOCH = Table.of(Epoch.getDefaultInstance());
    private static final Table<Totals> TOTALS = Table.of(Totals.getDefaultInstance());
    private static final Table<Parameters> PARAMETERS = Table.of(Parameters.getDefaultInstance());

    private final Overlay state;

    StakingState(Overlay state) {
        this.state = state;
    }

    @Nullable
    Validator validator(Address operator) {
        return VALIDATOR.get(state, VALIDATOR.key().address(operator));
    }

    void put(Address operator, Validator validator) {
        VALIDATOR.put(state, VALIDATOR.key().address(operator), validator);
    }

    void scanValidators(Bytes after, BiPredicate<Address, Validator> visitor) {
        VALIDATOR.scan(
                state, VALIDATOR.key(), after, (fields, validator) -> visitor.test(address(fields, 0), validator));
    }

    @Nullable
    Address keyOwner(Hash key) {
        KeyOwner owner = KEY_OWNER.get(state, KEY_OWNER.key().hash(key));
        return owner == null ? null : Address.of(owner.getOperator());
    }

    void putKeyOwner(Hash key, Address operator) {
        KEY_OWNER.put(
                state,
                KEY_OWNER.key().hash(key),
                KeyOwner.newBuilder().setOperator(operator.toByteString()).build());
    }

    Delegation delegation(Address delegator, Address validator) {
        return DELEGATION.getOrEmpty(state, DELEGATION.key().address(delegator).address(validator));
    }

    void put(Address delegator, Address validator, Delegation delegation) {
        Key key = DELEGATION.key().address(delegator).address(validator);
        if (delegation.getShares().isEmpty()) {
            DELEGATION.delete(state, key);
        } else {
            DELEGATION.put(state, key, delegation);
        }
    }

    void scanDelegations(Address delegator, BiPredicate<Address, Delegation> visitor) {
        DELEGATION.scan(
                state,
                DELEGATION.key().address(delegator),
                Bytes.EMPTY,
                (fields, delegation) -> visitor.test(address(fields, 0), delegation));
    }

    /** Sees every delegation of everybody. */
    interface Delegations {
        void visit(Address delegator, Address validator, Delegation delegation);
    }

    void scanAllDelegations(Delegations visitor) {
        DELEGATION.scan(state, DELEGATION.key(), Bytes.EMPTY, (fields, delegation) -> {
            visitor.visit(address(fields, 0), address(fields, Hash.BYTES), delegation);
            return true;
        });
    }

    UnbondingPool pool(Address validator, long epoch) {
        return POOL.getOrEmpty(state, POOL.key().address(validator).u64(epoch));
    }

    void put(Address validator, long epoch, UnbondingPool pool) {
        Key key = POOL.key().address(validator).u64(epoch);
        if (pool.getShares().isEmpty()) {
            POOL.delete(state, key);
        } else {
            POOL.put(state, key, pool);
        }
    }

    /** A validator's pools by epoch, those of {@code from} and later. */
    void scanPools(Address validator, long from, BiPredicate<Long, UnbondingPool> visitor) {
        Bytes before = from <= 0
                ? Bytes.EMPTY
                : Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(from - 1).array());
        POOL.scan(
                state,
                POOL.key().address(validator),
                before,
                (fields, pool) ->
                        visitor.test(ByteBuffer.wrap(fields.unsafeArray()).getLong(), pool));
    }

    Amount sumOfPools() {
        Amount[] sum = {Amount.ZERO};
        POOL.scan(state, POOL.key(), Bytes.EMPTY, (fields, pool) -> {
            sum[0] = sum[0].plus(Amount.of(pool.getTokens()));
            return true;
        });
        return sum[0];
    }

    Unbonding unbonding(Address delegator, Address validator, long epoch) {
        return UNBONDING.getOrEmpty(
                state, UNBONDING.key().address(delegator).address(validator).u64(epoch));
    }

    void put(Address delegator, Address validator, long epoch, Unbonding unbonding) {
        Key key = UNBONDING.key().address(delegator).address(validator).u64(epoch);
        if (unbonding.getShares().isEmpty()) {
            UNBONDING.delete(state, key);
        } else {
            UNBONDING.put(state, key, unbonding);
        }
    }

    /** Sees an account's unbonding stake. */
    interface Unbondings {
        boolean visit(Address validator, long epoch, Unbonding unbonding);
    }

    void scanUnbondings(Address delegator, Unbondings visitor) {
        UNBONDING.scan(
                state,
                UNBONDING.key().address(delegator),
                Bytes.EMPTY,
                (fields, unbonding) -> visitor.visit(
                        address(fields, 0),
                        ByteBuffer.wrap(fields.unsafeArray()).getLong(Hash.BYTES),
                        unbonding));
    }

    /** Lists a validator by its stake, or takes it off the list. */
    void rank(Address operator, Validator validator, boolean listed) {
        Key key = RANK.key().raw(inverted(Amount.of(validator.getTokens()))).address(operator);
        if (listed) {
            RANK.put(state, key, Rank.newBuilder().setListed(true).build());
        } else if (RANK.has(state, key)) {
            RANK.delete(
                    state,
                    RANK.key().raw(inverted(Amount.of(validator.getTokens()))).address(operator));
        }
    }

    /** Operators with the largest stake, at most so many. */
    List<Address> largest(int most) {
        List<Address> operators = new ArrayList<>();
        RANK.scan(state, RANK.key(), Bytes.EMPTY, (fields, rank) -> {
            operators.add(address(fields, Amount.BYTES));
            return operators.size() < most;
        });
        return operators;
    }

    @Nullable
    Member member(int place, int index) {
        return MEMBER.get(state, MEMBER.key().u8(place).u8(index >>> 8).u8(index));
    }

    void put(int place, int index, Member member) {
        MEMBER.put(state, MEMBER.key().u8(place).u8(index >>> 8).u8(index), member);
    }

    void deleteMember(int place, int index) {
        MEMBER.delete(state, MEMBER.key().u8(place).u8(index >>> 8).u8(index));
    }

    List<Member> members(int place, int count) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Member member = member(place, i);
            if (member == null) {
                throw new IllegalStateException("staking: set " + place + " lacks member " + i);
            }
            members.add(member);
        }
        return members;
    }

    Epoch epoch() {
        return EPOCH.getOrEmpty(state, EPOCH.key());
    }

    void put(Epoch epoch) {
        EPOCH.put(state, EPOCH.key(), epoch);
    }

    /** Where the set of an epoch is. */
    static int place(long epoch) {
        return (int) (epoch & 1);
    }

    Totals totals() {
        return TOTALS.getOrEmpty(state, TOTALS.key());
    }

    void put(Totals totals) {
        TOTALS.put(state, TOTALS.key(), totals);
    }

    Parameters parameters() {
        return PARAMETERS.getOrEmpty(state, PARAMETERS.key());
    }

    void put(Parameters parameters) {
        PARAMETERS.put(state, PARAMETERS.key(), parameters);
    }

    private static Bytes inverted(Amount tokens) {
        return Bytes.wrap(ByteBuffer.allocate(Amount.BYTES)
                .putLong(~tokens.high())
                .putLong(~tokens.low())
                .array());
    }

    private static Address address(Bytes fields, int from) {
        return new Address(Hash.of(Arrays.copyOfRange(fields.unsafeArray(), from, from + Hash.BYTES)));
    }
}
