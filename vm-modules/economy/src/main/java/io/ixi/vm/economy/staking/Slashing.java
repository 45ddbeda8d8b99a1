package io.ixi.vm.economy.staking;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;
import io.ixi.vm.economy.staking.proto.Parameters;
import io.ixi.vm.economy.staking.proto.Slashed;
import io.ixi.vm.economy.staking.proto.StakingError;
import io.ixi.vm.economy.staking.proto.SubmitEvidence;
import io.ixi.vm.economy.staking.proto.UnbondingPool;
import io.ixi.vm.economy.staking.proto.Validator;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.MlDsaVerifier;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Money;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What faults cost. Slashed stake is burned, that which is unbonding included. */
final class Slashing {
    /** FIPS 204 context of votes. */
    private static final byte[] VOTE = "IXI-vote-v1".getBytes(StandardCharsets.US_ASCII);

    /** Older votes prove nothing any more: whoever staked then may be gone. */
    static final long MAX_EPOCHS = 64;

    private static final long MS = 1_000;

    private final Money money;

    Slashing(Money money) {
        this.money = money;
    }

    void submit(Context context, SubmitEvidence message) throws RejectedException {
        StakingState state = new StakingState(context.state());
        Address operator = Address.of(message.getValidator());
        Validator validator = Pool.validator(state, operator);
        if (validator.getTombstoned()) {
            throw RejectedException.of(StakingError.JAILED);
        }
        Hash chain = context.block().chain();
        Vote first = vote(message.getFirst().toByteArray());
        Vote second = vote(message.getSecond().toByteArray());
        long now = state.epoch().getNumber();
        boolean proves = conflict(first.subject(), second.subject())
                && first.subject().epoch() <= now
                && now - first.subject().epoch() <= MAX_EPOCHS
                && signed(validator, chain, first)
                && signed(validator, chain, second);
        if (!proves) {
            throw RejectedException.of(StakingError.BAD_EVIDENCE);
        }
        Parameters parameters = state.parameters();
        slash(
                context,
                operator,
                validator,
                parameters.getSlashDoublePpm(),
                first.subject().epoch(),
                true);
    }

    private static Vote vote(byte[] bytes) throws RejectedException {
        try {
            return Wire.decodeVote(bytes);
        } catch (MalformedException e) {
            throw RejectedException.of(StakingError.BAD_EVIDENCE);
        }
    }

    /** Rule R14 of consensus: pairs of votes in one view that no honest validator casts. */
    static boolean conflict(Subject a, Subject b) {
        if (a.view() != b.view() || a.epoch() != b.epoch()) {
            return false;
        }
        return switch (a) {
            case Subject.Notarize n -> b instanceof Subject.Notarize && !n.equals(b);
            case Subject.Nullify _ -> b instanceof Subject.Finalize;
            case Subject.Finalize f -> b instanceof Subject.Nullify || (b instanceof Subject.Finalize && !f.equals(b));
        };
    }

    private static boolean signed(Validator validator, Hash chain, Vote vote) {
        Scheme scheme = Operators.scheme(validator.getPublicKey()).orElseThrow();
        return MlDsaVerifier.verify(
                scheme,
                validator.getPublicKey().toByteArray(),
                VOTE,
                Wire.signingBytes(chain, vote.subject()),
                vote.signature().unsafeArray());
    }

    /**
     * Burns a part of what is staked and unbonding with a validator, and takes it out: for good or for a time.
     *
     * @param epoch of the fault: what was undelegated earlier did not answer for it
     */
    void slash(Context context, Address operator, Validator validator, int ppm, long epoch, boolean doubleSigned)
            throws RejectedException {
        StakingState state = new StakingState(context.state());
        Amount bonded = Shares.part(Amount.of(validator.getTokens()), ppm);
        Amount unbonding = slashPools(state, operator, ppm, epoch);
        Validator.Builder after = validator.toBuilder()
                .setTokens(Amount.of(validator.getTokens()).minus(bonded).toByteString())
                .setJailed(true);
        if (doubleSigned) {
            after.setTombstoned(true)
                    .setFaultEpoch(epoch)
                    .setFaultPpm(ppm)
                    .setFaultMs(context.block().timeMs());
        } else {
            after.setJailedUntilMs(context.block().timeMs() + state.parameters().getJailS() * MS);
        }
        Pool.put(state, operator, validator, after.build());
        Amount burned = bonded.plus(unbonding);
        money.burn(context.state(), Pool.ACCOUNT, "", burned);
        Pool.totals(
                state,
                totals -> totals.setBonded(Pool.minus(totals.getBonded(), bonded))
                        .setUnbonding(Pool.minus(totals.getUnbonding(), unbonding))
                        .setSlashed(Pool.plus(totals.getSlashed(), burned)));
        context.emit(Slashed.newBuilder()
                .setValidator(operator.toByteString())
                .setBonded(bonded.toByteString())
                .setUnbonding(unbonding.toByteString())
                .setDoubleSigned(doubleSigned)
                .build());
    }

    /** Those with a withdrawal outstanding, from the epoch before the fault on: a set is fixed an epoch ahead. */
    private static Amount slashPools(StakingState state, Address operator, int ppm, long fault) {
        List<Long> epochs = new ArrayList<>();
        state.scanPools(operator, fault - 1, (epoch, pool) -> {
            epochs.add(epoch);
            return epochs.size() <= MAX_EPOCHS + 1;
        });
        Amount sum = Amount.ZERO;
        for (long epoch : epochs) {
            UnbondingPool pool = state.pool(operator, epoch);
            Amount part = Shares.part(Amount.of(pool.getTokens()), ppm);
            sum = sum.plus(part);
            state.put(
                    operator,
                    epoch,
                    pool.toBuilder()
                            .setTokens(Pool.minus(pool.getTokens(), part))
                            .build());
        }
        return sum;
    }
}
