package io.ixi.node.store;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.node.journal.StorageException;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.exec.State;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The finalized chain: headers, bodies, receipts, certificates and the state after each kept height.
 *
 * <p><b>Threads.</b> One thread commits, syncs and prunes; every read may come from any thread at any time, also on
 * {@link State}s handed out earlier. A height once committed never changes.
 *
 * <p><b>Durability.</b> A commit is atomic and survives kill -9, but a power loss may take back the last commits, whole
 * ones, newest first, never below {@link #durableHeight()}. The journal keeps what it takes to commit them again until
 * {@link #sync()} covered them.
 *
 * <p>Every method may throw {@link StorageException}; after one from a write the ledger accepts no more writes and the
 * node must stop.
 */
public interface Ledger extends AutoCloseable {
    /** @param window heights whose state stays readable behind the tip; bodies and receipts are kept beyond it */
    record Options(int window) {
        public static final Options DEFAULT = new Options(1024);

        public Options {
            if (window < 1) {
                throw new IllegalArgumentException("window of " + window + " heights");
            }
        }
    }

    /**
     * A finalized block.
     *
     * @param transactions whole transactions as they were sent, in order
     * @param receipts of the same transactions, which they name by id
     * @param finalization present if it was stored for exactly this height
     */
    record StoredBlock(
            BlockHeader header,
            Hash hash,
            List<Bytes> transactions,
            List<Receipt> receipts,
            @Nullable Certificate finalization) {}

    /** A final transaction and its place. */
    record StoredTransaction(long height, int index, Bytes transaction, Receipt receipt) {}

    /** A stored certificate; it also proves every block below through the headers' parent hashes. */
    record StoredCertificate(long height, Certificate certificate) {}

    /** Whether not even the genesis block is here. */
    boolean isEmpty();

    /** Stores block 0 and its state, durable on return. Only on an empty ledger. */
    void commitGenesis(BlockHeader header, Hash hash, Executed executed);

    /**
     * Appends the block of height {@link #height()} + 1. The certificate of the tip replaces that of the former tip,
     * except every 64th height and the last height of an epoch, which are kept for good.
     *
     * @throws IllegalArgumentException if the block does not follow the tip
     */
    void commit(BlockHeader header, Hash hash, Executed executed, @Nullable Certificate finalization);

    /**
     * Deletes state that left the window, at most a few heights' worth per call, so that it can run after each commit.
     *
     * @return heights pruned
     */
    int prune();

    /** Makes every commit so far survive a power loss. */
    void sync();

    /** Every height up to this one survives a power loss; -1: none. */
    long durableHeight();

    /** The tip's height; -1 on an empty ledger. */
    long height();

    /** State after the tip. Stays at that height while later blocks are committed, as long as the window reaches. */
    State latest();

    /** State after an older block. Empty if it is not final yet or left the window. */
    Optional<State> at(long height);

    /** The lowest height whose state is kept. */
    long earliest();

    Optional<BlockHeader> header(long height);

    /** The hash of the header of this height. */
    Optional<Hash> hash(long height);

    Optional<StoredBlock> block(long height);

    OptionalLong heightOf(Hash hash);

    Optional<StoredTransaction> transaction(Hash id);

    /** The stored finalization of the lowest height that is at least this. */
    Optional<StoredCertificate> certificateAtOrAfter(long height);

    /** Releases everything. Reads of its states are not allowed any more. */
    @Override
    void close();
}
