package io.ixi.vm.economy;

import com.google.protobuf.ByteString;
import io.ixi.vm.economy.staking.StakingModule;
import io.ixi.vm.economy.staking.proto.GenesisState;
import io.ixi.vm.economy.staking.proto.GenesisValidator;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.kernel.proto.Genesis;
import io.ixi.vm.kernel.proto.ModuleGenesis;
import java.util.List;

/** A chain with validators that stake. Accounts 0 to 3 operate them, the others have money. */
final class StakingChain {
    static final int OPERATORS = 4;
    static final int ACCOUNTS = 20;
    static final long FUNDS = 1_000_000_000_000_000L;
    static final long BOND = 1_000_000_000_000L;
    static final long EPOCH = 40;
    static final long UNBONDING_S = 3_600;
    static final long JAIL_S = 60;
    static final long CAP = 20_000_000_000_000L;

    final TestChain chain;

    /** Index in the set of a validator that never proposes; -1: none. */
    int silent = -1;

    StakingChain() {
        this(StakingModule.DEFAULTS.getSlashDoublePpm());
    }

    StakingChain(int slashPpm) {
        chain = new TestChain(genesis(slashPpm), List.of());
    }

    /** A voting key that follows from its account's number. */
    static SigningKey votingKey(int account) {
        byte[] seed = new byte[SigningKey.SEED_BYTES];
        seed[0] = (byte) account;
        seed[1] = 77;
        return SigningKey.fromSeed(Scheme.ML_DSA_44, seed);
    }

    static Genesis genesis(int slashPpm) {
        GenesisState.Builder staking = GenesisState.newBuilder()
                .setIssuanceCap(TestChain.amount(CAP))
                .setParameters(StakingModule.DEFAULTS.toBuilder()
                        .setEpochBlocks(EPOCH)
                        .setUnbondingS(UNBONDING_S)
                        .setJailS(JAIL_S)
                        .setSlashDoublePpm(slashPpm));
        for (int i = 0; i < OPERATORS; i++) {
            try (SigningKey key = votingKey(i)) {
                staking.addValidators(GenesisValidator.newBuilder()
                        .setOperator(TestChain.account(i).toByteString())
                        .setPublicKey(ByteString.copyFrom(key.publicKey().unsafeArray()))
                        .setBond(TestChain.amount(BOND))
                        .setCommissionPpm(100_000));
            }
        }
        return TestChain.genesis(ACCOUNTS, Amount.of(FUNDS)).toBuilder()
                .addModules(ModuleGenesis.newBuilder()
                        .setModule("staking")
                        .setState(staking.build().toByteString()))
                .build();
    }

    /** Empty blocks to the end of the epoch; validators propose in turn. */
    void epoch() {
        long number = chain.executor.validators(chain.state).orElseThrow().number();
        while (chain.executor.validators(chain.state).orElseThrow().number() == number) {
            block();
        }
    }

    void block() {
        int size = chain.executor.validators(chain.state).orElseThrow().set().size();
        do {
            chain.proposer = (chain.proposer + 1) % size;
        } while (chain.proposer == silent && size > 1);
        chain.block();
    }
}
