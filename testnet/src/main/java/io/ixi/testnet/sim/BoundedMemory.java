package io.ixi.testnet.sim;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Hash;
import io.ixi.node.mempool.Mempool;
import io.ixi.node.wire.PeerMessage;
import io.ixi.vm.kernel.exec.Executed;

/** What others can make a node hold is bounded in bytes: blocks, votes and certificates, waiting transactions. */
final class BoundedMemory implements Checker {
    private static final int EVERY = 1_024;
    /** Blocks asked for while catching up, besides those sent unasked. */
    private static final long ASKED_BYTES = 48L << 20;
    /** Votes and certificates of a view, per validator: three kinds, two subjects, with their keys in maps. */
    private static final long VOTE_BYTES = 3_072;

    private static final long POOL_BYTES = 48L << 20;

    private final World world;
    private final long askedBytes;
    private final long poolBytes;
    private final long[] turns;
    /** Highest height that each ledger ever had: a proposal from before a power loss is said again. */
    private final long[] highest;

    BoundedMemory(World world) {
        this(world, ASKED_BYTES, POOL_BYTES);
    }

    /** With other bounds of blocks that were asked for and of waiting transactions. */
    BoundedMemory(World world, long askedBytes, long poolBytes) {
        this.world = world;
        this.askedBytes = askedBytes;
        this.poolBytes = poolBytes;
        this.turns = new long[2 * world.scenario().holders()];
        this.highest = new long[2 * world.scenario().holders()];
    }

    @Override
    public void turned(SimNode node) {
        if (++turns[node.address()] % EVERY != 0) {
            return;
        }
        Mempool pool = node.mempool();
        if (pool != null && pool.pendingBytes() > poolBytes) {
            fail(node, "transactions", pool.pendingBytes());
        }
        long views = node.replica().unfinalizedViews() + 64;
        long bound = world.scenario().tuning().treeBytes()
                + askedBytes
                + views * world.scenario().holders() * VOTE_BYTES;
        if (node.replica().heldBytes() > bound) {
            fail(node, "blocks and votes", node.replica().heldBytes());
        }
    }

    @Override
    public void finalized(SimNode node, Hash hash, BlockHeader header, Executed executed) {
        highest[node.address()] = Math.max(highest[node.address()], header.height());
    }

    /** However slow the ledger is, no leader builds further above it than it may. */
    @Override
    public void sent(SimNode from, PeerMessage message) {
        if (message instanceof PeerMessage.ProposalMessage m) {
            long above = m.header().height() - highest[from.address()];
            if (above > world.scenario().tuning().maxUncommitted() + 1) {
                world.violated(
                        Violation.Kind.CRASH,
                        "node " + from.address() + " proposes " + above + " blocks above its ledger");
            }
        }
    }

    private void fail(SimNode node, String what, long bytes) {
        world.violated(Violation.Kind.CRASH, "node " + node.address() + " holds " + bytes + " bytes of " + what);
    }
}
