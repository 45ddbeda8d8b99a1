package io.ixi.node.genesis;

import io.ixi.consensus.bft.Timing;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Validator;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.node.config.ConfigException;
import io.ixi.node.replica.Chain;
import io.ixi.vm.kernel.exec.BlockLimits;
import io.ixi.vm.kernel.proto.Genesis;
import io.ixi.vm.kernel.proto.GenesisTiming;
import io.ixi.vm.kernel.proto.GenesisValidator;
import io.ixi.vm.kernel.tx.Domain;
import java.util.List;

/**
 * A chain as its genesis fixes it.
 *
 * @param id for people and wallets: {@code ixi:} and the first 32 hex digits of the genesis hash (CAIP-2)
 * @param names of the validators, in set order
 * @param chain what consensus needs of it
 */
public record ChainSpec(String id, Genesis genesis, List<String> names, Chain chain) {
    public ChainSpec {
        names = List.copyOf(names);
    }

    /** Throws {@link ConfigException} if the values contradict each other. */
    public static ChainSpec of(Genesis genesis) {
        Hash hash = Domain.chain(genesis);
        try {
            ValidatorSet set = new ValidatorSet(
                    0,
                    hash,
                    genesis.getValidatorsList().stream()
                            .map(v ->
                                    new Validator(Bytes.copyOf(v.getPublicKey().toByteArray()), v.getPower()))
                            .toList());
            Chain chain = new Chain(
                    first(genesis, hash, set), set, timing(genesis.getTiming()), BlockLimits.of(genesis.getLimits()));
            String id = "ixi:" + hash.hex().substring(0, 32);
            return new ChainSpec(
                    id,
                    genesis,
                    genesis.getValidatorsList().stream()
                            .map(GenesisValidator::getName)
                            .toList(),
                    chain);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("The genesis is not valid: " + e.getMessage(), e);
        }
    }

    /** Hash of the genesis: the chain's identity. */
    public Hash hash() {
        return chain.genesis().chain();
    }

    private static BlockHeader first(Genesis genesis, Hash hash, ValidatorSet set) {
        return new BlockHeader(
                hash,
                genesis.getProtocol(),
                0,
                0,
                0,
                0,
                0,
                genesis.getTimeMs(),
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO,
                Wire.transactionsRoot(List.of()),
                0,
                Wire.validatorsHash(set));
    }

    private static Timing timing(GenesisTiming t) {
        return new Timing(
                t.getLeaderMs(),
                t.getAdvanceMs(),
                t.getRetryMs(),
                t.getSkipMs(),
                t.getHeartbeatMs(),
                t.getMaxBackoff());
    }
}
