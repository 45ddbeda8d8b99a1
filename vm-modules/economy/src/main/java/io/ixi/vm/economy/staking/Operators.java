package io.ixi.vm.economy.staking;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.staking.proto.CreateValidator;
import io.ixi.vm.economy.staking.proto.EditValidator;
import io.ixi.vm.economy.staking.proto.RemoveValidator;
import io.ixi.vm.economy.staking.proto.StakingError;
import io.ixi.vm.economy.staking.proto.Unjail;
import io.ixi.vm.economy.staking.proto.Unjailed;
import io.ixi.vm.economy.staking.proto.Validator;
import io.ixi.vm.economy.staking.proto.ValidatorCreated;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.MlDsaVerifier;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What operators do with their validators, and governance to them. */
final class Operators {
    static final int MAX_COMMISSION_PPM = 500_000;
    private static final int MAX_STEP_PPM = 10_000;
    private static final byte[] PROOF = "IXI-validator-v1".getBytes(StandardCharsets.US_ASCII);

    private final Money money;
    private final Stakes stakes;
    private final Address governance;

    Operators(Money money, Stakes stakes, Address governance) {
        this.money = money;
        this.stakes = stakes;
        this.governance = governance;
    }

    static Optional<Scheme> scheme(ByteString publicKey) {
        for (Scheme scheme : Scheme.values()) {
            if (scheme.publicKeyBytes() == publicKey.size()) {
                return Optional.of(scheme);
            }
        }
        return Optional.empty();
    }

    static Hash keyHash(ByteString publicKey) {
        return Hash.sha256(publicKey.toByteArray());
    }

    /** What a voting key signs to show that it is the operator's. */
    static byte[] proven(Hash chain, Address operator) {
        return Hash.sha256(chain.toBytes(), operator.hash().toBytes()).toBytes();
    }

    void create(Context context, CreateValidator message) throws RejectedException {
        StakingState state = new StakingState(context.state());
        Address operator = context.signer();
        Amount bond = Amount.of(message.getBond());
        if (bond.compareTo(Amount.of(state.parameters().getMinBond())) < 0) {
            throw RejectedException.of(StakingError.BOND_LOW);
        }
        requireCommission(message.getCommissionPpm());
        boolean proves = scheme(message.getPublicKey())
                .filter(scheme -> MlDsaVerifier.verify(
                        scheme,
                        message.getPublicKey().toByteArray(),
                        PROOF,
                        proven(context.block().chain(), operator),
                        message.getProof().toByteArray()))
                .isPresent();
        if (!proves) {
            throw RejectedException.of(StakingError.BAD_KEY);
        }
        register(context, operator, message.getPublicKey(), message.getCommissionPpm());
        money.move(context.state(), operator, Pool.ACCOUNT, "", bond);
        stakes.add(context, operator, operator, bond, 0);
        Stakes.told(context, operator);
        context.emit(ValidatorCreated.newBuilder()
                .setValidator(operator.toByteString())
                .setBond(message.getBond())
                .build());
    }

    static void requireCommission(int ppm) throws RejectedException {
        if (ppm < 0 || ppm > MAX_COMMISSION_PPM) {
            throw RejectedException.of(StakingError.COMMISSION);
        }
    }

    static void register(Context context, Address operator, ByteString publicKey, int commissionPpm)
            throws RejectedException {
        StakingState state = new StakingState(context.state());
        Hash key = keyHash(publicKey);
        if (state.validator(operator) != null || state.keyOwner(key) != null) {
            throw RejectedException.of(StakingError.IS_VALIDATOR);
        }
        state.putKeyOwner(key, operator);
        state.put(
                operator,
                Validator.newBuilder()
                        .setPublicKey(publicKey)
                        .setCommissionPpm(commissionPpm)
                        .build());
    }

    static void edit(Context context, EditValidator message) throws RejectedException {
        StakingState state = new StakingState(context.state());
        Validator validator = Pool.validator(state, context.signer());
        requireCommission(message.getCommissionPpm());
        long epoch = state.epoch().getNumber() + 1;
        int step = Math.abs(message.getCommissionPpm() - validator.getCommissionPpm());
        if (step > MAX_STEP_PPM || validator.getCommissionEpoch() == epoch) {
            throw RejectedException.of(StakingError.COMMISSION);
        }
        state.put(
                context.signer(),
                validator.toBuilder()
                        .setCommissionPpm(message.getCommissionPpm())
                        .setCommissionEpoch(epoch)
                        .build());
    }

    static void unjail(Context context, Unjail message) throws RejectedException {
        StakingState state = new StakingState(context.state());
        Validator validator = Pool.validator(state, context.signer());
        boolean free = validator.getJailed()
                && !validator.getTombstoned()
                && validator.getJailedUntilMs() <= context.block().parentTimeMs();
        if (!free) {
            throw RejectedException.of(StakingError.JAILED);
        }
        Pool.put(
                state,
                context.signer(),
                validator,
                validator.toBuilder().setJailed(false).clearJailedUntilMs().build());
        context.emit(Unjailed.newBuilder()
                .setValidator(context.signer().toByteString())
                .build());
    }

    void remove(Context context, RemoveValidator message) throws RejectedException {
        if (!context.signer().equals(governance)) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        StakingState state = new StakingState(context.state());
        Address operator = Address.of(message.getValidator());
        Validator validator = Pool.validator(state, operator);
        Pool.put(
                state,
                operator,
                validator,
                validator.toBuilder().setJailed(true).setTombstoned(true).build());
    }

    static Bytes bytes(ByteString value) {
        return Bytes.wrap(value.toByteArray());
    }
}
