package io.ixi.vm.ssi;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.ssi.proto.ClaimFromBatch;
import io.ixi.vm.testkit.MemoryChain;
import java.util.ArrayList;
import java.util.List;

/** Chains with the module, and trees of batches. */
final class Chains {
    static final int ACCOUNTS = 16;

    private Chains() {}

    static MemoryChain chain() {
        return new MemoryChain(ACCOUNTS, economy -> List.of(new SsiModule(economy.money(), economy.accounts()::keys)));
    }

    static ByteString bytes(Hash hash) {
        return ByteString.copyFrom(hash.toBytes());
    }

    /** The tree of a batch whose leaf {@code i} is for {@code subjects.get(i)} with the claims root {@code hash(i)}. */
    static final class Tree {
        private final List<List<Hash>> levels = new ArrayList<>();

        Tree(List<Address> subjects) {
            List<Hash> level = new ArrayList<>();
            for (int i = 0; i < subjects.size(); i++) {
                level.add(BatchHandlers.leaf(i, subjects.get(i), claims(i)));
            }
            int depth = BatchHandlers.depth(subjects.size());
            while (level.size() < 1 << depth) {
                level.add(Hash.ZERO);
            }
            levels.add(level);
            while (level.size() > 1) {
                List<Hash> above = new ArrayList<>();
                for (int i = 0; i < level.size(); i += 2) {
                    above.add(BatchHandlers.node(level.get(i), level.get(i + 1)));
                }
                level = above;
                levels.add(level);
            }
        }

        static Hash claims(int index) {
            return Hash.sha256(new byte[] {(byte) index, (byte) (index >>> 8), (byte) (index >>> 16), 7});
        }

        ByteString root() {
            return bytes(levels.getLast().getFirst());
        }

        ClaimFromBatch.Builder claim(ByteString batch, int index) {
            ClaimFromBatch.Builder claim =
                    ClaimFromBatch.newBuilder().setBatch(batch).setIndex(index).setClaimsRoot(bytes(claims(index)));
            for (int level = 0; level < levels.size() - 1; level++) {
                claim.addPath(bytes(levels.get(level).get(index >>> level ^ 1)));
            }
            return claim;
        }
    }
}
