package io.ixi.node.replica;

import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Validator;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.node.store.Ledger;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.exec.State;
import io.ixi.vm.kernel.module.Validators;
import java.util.List;

/**
 * Who votes on which heights. Every node derives the same one from the state after any block below an epoch's last one
 * and the hash of the block below its first: the set of an epoch is fixed in state a whole epoch before it begins
 * (docs/adr/0013-sets-a-whole-epoch-ahead.md).
 *
 * @param validators the set, with the epoch's number; its seed is {@link #floor}, that of epoch 0 the genesis'
 * @param floor hash of the header below {@code firstHeight}: what view 1 builds on
 * @param firstHeight height of its first block
 * @param lastHeight height of the block that ends it; {@link Long#MAX_VALUE}: it never ends
 */
public record Epoch(ValidatorSet validators, Hash floor, long firstHeight, long lastHeight) {
    /** The epoch of the block after {@code state}. */
    public static Epoch after(State state, Chain chain, Executor executor, Ledger ledger) {
        Validators.Epoch now = executor.validators(state).orElse(null);
        if (now == null || now.set().isEmpty()) {
            return new Epoch(chain.validators(), Wire.headerHash(chain.genesis()), 1, Long.MAX_VALUE);
        }
        Hash floor = ledger.hash(now.firstHeight() - 1).orElseThrow();
        long last = executor.nextValidators(state).orElseThrow().firstHeight() - 1;
        if (now.number() == 0) {
            if (!keys(now.set()).equals(keys(chain.validators().validators()))) {
                throw new IllegalStateException("the genesis names other validators than its staking module");
            }
            return new Epoch(chain.validators(), floor, now.firstHeight(), last);
        }
        return new Epoch(new ValidatorSet(now.number(), floor, now.set()), floor, now.firstHeight(), last);
    }

    /**
     * Whether this block is the last of its epoch: the block after it belongs to the next one.
     *
     * @param after the state after the block
     */
    public static boolean endsWith(long blockEpoch, State after, Executor executor) {
        return executor.validators(after)
                .filter(next -> next.number() > blockEpoch)
                .isPresent();
    }

    private static List<Bytes> keys(List<Validator> set) {
        return set.stream().map(Validator::publicKey).toList();
    }

    long number() {
        return validators.epoch();
    }
}
