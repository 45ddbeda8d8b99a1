package io.ixi.testnet.sim;

import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.State;
import io.ixi.vm.kernel.module.Validators;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who votes in which epoch: all honest nodes have the same set, each final header names it, and it is the one that the
 * state after the last block of the epoch before says.
 */
final class Sets implements Checker {
    private final World world;
    private final TreeMap<Long, ValidatorSet> sets = new TreeMap<>();
    /** What each node was in when it was looked at last. */
    private final @Nullable ValidatorSet[] seen;

    private final TreeMap<Long, Hash> hashes = new TreeMap<>();
    /** Whose key each index of an epoch's set is. */
    private final TreeMap<Long, int[]> holders = new TreeMap<>();

    /** The state that was asked last for the set after it, and what it says: equal roots are equal states. */
    private Hash askedRoot = Hash.ZERO;

    private Validators.@Nullable Epoch asked;
    /** Height of each epoch's first block. */
    private final TreeMap<Long, Long> firsts = new TreeMap<>();

    Sets(World world) {
        this.world = world;
        this.seen = new ValidatorSet[2 * world.scenario().holders()];
        learn(world.chain().validators());
        firsts.put(0L, 1L);
    }

    /** The set of an epoch; null: no honest node is in it yet. */
    @Nullable
    ValidatorSet of(long epoch) {
        return sets.get(epoch);
    }

    /** The highest epoch that an honest node is in. */
    long latest() {
        return sets.lastKey();
    }

    /** Whose key votes with this index in the epoch, by its place among the run's keys; -1: nobody's. */
    int holder(long epoch, int signer) {
        int[] of = holders.get(epoch);
        return of == null || signer < 0 || signer >= of.length ? -1 : of[signer];
    }

    /** Index of a key of the run in the epoch's set; -1: it is not in it. */
    int index(long epoch, int holder) {
        ValidatorSet set = sets.get(epoch);
        return set == null ? -1 : set.indexOf(SimKeys.votingKey(holder));
    }

    /** A node is in this epoch with this set. */
    void learn(ValidatorSet set) {
        ValidatorSet known = sets.get(set.epoch());
        if (known == null) {
            sets.put(set.epoch(), set);
            hashes.put(set.epoch(), Wire.validatorsHash(set));
            int[] of = new int[set.size()];
            for (int i = 0; i < of.length; i++) {
                of[i] = SimKeys.holder(set.get(i).publicKey());
            }
            holders.put(set.epoch(), of);
            if (set.epoch() > 0) {
                world.note("epoch", set.epoch(), set.size());
            }
        } else if (!known.equals(set)) {
            fail("two nodes have different validators in epoch " + set.epoch());
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a set is compared once, not at each turn
    public void turned(SimNode node) {
        ValidatorSet own = node.replica().status().validators();
        if (own == seen[node.address()]) {
            return;
        }
        seen[node.address()] = own;
        if (own.epoch() > sets.lastKey() || !own.equals(sets.get(own.epoch()))) {
            learn(own);
        }
    }

    @Override
    public void finalized(SimNode node, Hash hash, BlockHeader header, Executed executed) {
        Hash named = hashes.get(header.epoch());
        if (named != null && !named.equals(header.validatorsHash())) {
            fail("final block " + header.height() + " names another set than that of its epoch " + header.epoch());
        }
        Long first = firsts.get(header.epoch());
        Long next = firsts.get(header.epoch() + 1);
        if (first == null || header.height() < first || (next != null && header.height() >= next)) {
            fail("final block " + header.height() + " is not in epoch " + header.epoch());
        }
        if (node.ledger().isEmpty()) {
            return;
        }
        State after = node.ledger().latest();
        if (!askedRoot.equals(after.root())) {
            askedRoot = after.root();
            asked = World.EXECUTOR.validators(after).orElse(null);
        }
        Validators.Epoch epoch = asked;
        if (after.height() == header.height() && epoch != null && epoch.number() > header.epoch()) {
            begins(epoch, header.height(), hash);
        }
    }

    private void begins(Validators.Epoch epoch, long below, Hash floor) {
        Long known = firsts.putIfAbsent(epoch.number(), below + 1);
        if ((known != null && known != below + 1) || epoch.firstHeight() != below + 1) {
            fail("epoch " + epoch.number() + " begins at two heights");
        }
        learn(new ValidatorSet(epoch.number(), floor, epoch.set()));
    }

    private void fail(String what) {
        world.violated(Violation.Kind.SAFETY, what);
    }
}
