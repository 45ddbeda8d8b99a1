package io.ixi.node.store;

import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.node.journal.StorageException;
import io.ixi.node.wire.Handover;
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
    /**
     * How much of the past is kept. Both bounds count heights behind the tip.
     *
     * @param window whose state stays readable
     * @param blocks whose bodies, receipts, headers and indexes are kept; at least {@code window}
     */
    record Options(int window, long blocks) {
        /** Everything, for ever. */
        public static final Options ARCHIVE = new Options(Integer.MAX_VALUE, Long.MAX_VALUE);

        public static final Options DEFAULT = new Options(1024);

        public Options {
            if (window < 1 || blocks < window) {
                throw new IllegalArgumentException("window of " + window + " and " + blocks + " heights");
            }
        }

        /** Blocks are kept for ever. */
        public Options(int window) {
            this(window, Long.MAX_VALUE);
        }

        /** Heights that one call of {@link #prune} deletes at most, of states and of blocks. */
        static final int PRUNED_AT_ONCE = 2;

        /** The lowest height whose state to keep: what a power loss may take the tip back to stays. */
        long lowestKept(long height, long durable) {
            return Math.min(height - window, durable);
        }

        /** The lowest block to keep. */
        long lowestBlock(long height, long durable) {
            return Math.min(height - blocks, durable);
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

    /**
     * The last committed block and what executing it gave: what the next block builds on.
     *
     * @param stateRoot root of the state after it
     * @param receiptsRoot root over its receipts
     */
    record Tip(long height, Hash hash, long epoch, Hash stateRoot, Hash receiptsRoot) {
        /** Throws {@link IllegalArgumentException} unless the block is the next one. */
        void checkNext(BlockHeader header, Hash hash, Executed executed) {
            check(header.height() == height + 1 && executed.height() == height + 1, "height");
            check(header.parent().equals(this.hash), "parent");
            check(header.parentStateRoot().equals(stateRoot), "parent's state root");
            check(header.parentReceiptsRoot().equals(receiptsRoot), "parent's receipts root");
            checkOwn(header, hash, executed);
        }

        static void checkOwn(BlockHeader header, Hash hash, Executed executed) {
            check(hash.equals(Wire.headerHash(header)), "header hash");
            check(header.transactionCount() == executed.transactions().size(), "transaction count");
            check(
                    executed.receipts().size() - executed.transactions().size() <= 1
                            && executed.receipts().size()
                                    >= executed.transactions().size(),
                    "receipt count");
        }

        static Tip of(BlockHeader header, Hash hash, Executed executed) {
            return new Tip(header.height(), hash, header.epoch(), executed.stateRoot(), executed.receiptsRoot());
        }

        /** Whether a block's certificate stays when a later block brings one. */
        static boolean keepsCertificate(BlockHeader certified, BlockHeader later) {
            return certified.height() / CERTIFICATE_SPAN != later.height() / CERTIFICATE_SPAN
                    || certified.epoch() != later.epoch();
        }

        private static void check(boolean holds, String what) {
            if (!holds) {
                throw new IllegalArgumentException("the block does not follow the tip: " + what);
            }
        }
    }

    /** The last certificate in every span of so many heights is kept. */
    int CERTIFICATE_SPAN = 64;

    /** Whether not even the genesis block is here. */
    boolean isEmpty();

    /** Stores block 0 and its state, durable on return. Only on an empty ledger. */
    void commitGenesis(BlockHeader header, Hash hash, Executed executed);

    /**
     * Appends the next block. Its certificate replaces the last one stored, unless that was the last of its epoch or of
     * its span of {@link #CERTIFICATE_SPAN} heights. Null: a later block's certificate will cover it.
     *
     * @throws IllegalArgumentException if the block does not follow the tip
     */
    void commit(BlockHeader header, Hash hash, Executed executed, @Nullable Certificate finalization);

    /**
     * Deletes state that left the window and blocks that are older than those to keep, but not above the durable
     * height; at most two heights' worth of each per call, so that it can run after each commit. The headers on both
     * sides of an epoch's end stay, with the certificate: they prove who may sign later ones. So does block 0.
     *
     * @return heights whose state was deleted
     */
    int prune();

    /** Makes every commit so far survive a power loss. */
    void sync();

    /** Every height up to this one survives a power loss; -1: none. */
    long durableHeight();

    /** The tip's height; -1 on an empty ledger. */
    long height();

    /** The tip. Throws {@link IllegalStateException} on an empty ledger, as {@link #latest} does. */
    Tip tip();

    /**
     * State after the tip. Stays at that height while later blocks are committed. Once the height has left the window
     * its reads throw {@link PrunedStateException}.
     */
    State latest();

    /** State after an older block. Empty if it is not final yet or left the window. */
    Optional<State> at(long height);

    /** The lowest height whose state is kept. */
    long earliest();

    /** The lowest height from which on every block is kept; 0 if none was ever deleted. */
    long earliestBlock();

    /** Below {@link #earliestBlock} it is sure to be there only where an epoch ends or begins, and for block 0. */
    Optional<BlockHeader> header(long height);

    /** The hash of the header of this height. */
    Optional<Hash> hash(long height);

    /** Empty above the tip and below {@link #earliestBlock}. */
    Optional<StoredBlock> block(long height);

    OptionalLong heightOf(Hash hash);

    Optional<StoredTransaction> transaction(Hash id);

    /** The stored finalization of the lowest height that is at least this. */
    Optional<StoredCertificate> certificateAtOrAfter(long height);

    /** Keeps for ever who votes after an epoch. The block that ends it is committed next, never without this. */
    void keep(Handover handover);

    /** Who votes after this epoch; empty before it ended. */
    Optional<Handover> handover(long epoch);

    /** Snapshots that this ledger gives to others and takes from them; empty: it does neither. */
    default Optional<Snapshots> snapshots() {
        return Optional.empty();
    }

    /** Releases everything. Reads of its states are not allowed any more. */
    @Override
    void close();
}
