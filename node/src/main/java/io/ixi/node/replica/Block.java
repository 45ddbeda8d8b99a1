package io.ixi.node.replica;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A block that is not in the ledger yet, and how far this node has come with it. */
final class Block {
    private static final int HEADER_BYTES = 512;

    private final Hash hash;
    private final BlockHeader header;
    private final List<Hash> ids;
    private final @Nullable Tx[] transactions;
    private int missing;
    private long bytes;
    private int pooled;

    /** Certified here, or final: a nullified view does not take it off the chain. */
    boolean certified;

    /** Whom to ask first for what is missing: the leader, or who sent it. */
    int source;

    /** In the journal, though not necessarily on disk yet. */
    boolean journaled;

    /** The context fits its executed parent. */
    boolean fits;

    /** Its execution was started. */
    boolean running;

    /** A notarized descendant stands on it. */
    boolean needed;

    boolean finalized;

    /** Handed to the ledger. */
    boolean committing;

    /** Out of the tree: late answers about it are ignored. */
    boolean dropped;

    /** The core waits for the verdict on the proposal. */
    @Nullable
    Proposal verify;

    /** The parent that {@link #verify} must stand on. */
    @Nullable
    Hash verifyParent;

    /**
     * The core waits for the verdict on the notarized block: one that ends its epoch may be notarized in many views.
     */
    final List<Proposal> certify = new ArrayList<>(1);

    @Nullable
    Executed executed;

    /** Why no honest node accepts it. */
    @Nullable
    String invalid;

    Block(Hash hash, BlockHeader header, List<Hash> ids, int source) {
        this.hash = hash;
        this.header = header;
        this.ids = ids;
        this.source = source;
        this.transactions = new @Nullable Tx[ids.size()];
        this.missing = ids.size();
        this.bytes = HEADER_BYTES + (long) ids.size() * Hash.BYTES;
    }

    Hash hash() {
        return hash;
    }

    BlockHeader header() {
        return header;
    }

    List<Hash> ids() {
        return ids;
    }

    /** Memory that it holds, about. */
    long bytes() {
        return bytes;
    }

    boolean complete() {
        return missing == 0;
    }

    boolean lacks(int index) {
        return transactions[index] == null;
    }

    /** Takes the transaction of this place if it is the one that the block names. */
    boolean put(int index, Tx tx) {
        if (transactions[index] != null || !tx.id().equals(ids.get(index))) {
            return false;
        }
        transactions[index] = tx;
        missing--;
        bytes += tx.size();
        return true;
    }

    /** Takes a copy out again: its signature does not hold. Null: it was not here. */
    @Nullable
    Tx remove(Hash id) {
        int index = ids.indexOf(id);
        Tx removed = index < 0 ? null : transactions[index];
        if (removed != null) {
            transactions[index] = null;
            missing++;
            bytes -= removed.size();
        }
        return removed;
    }

    /** So many of its transactions came out of this node's mempool, where they wait until the block is final. */
    void pooled(int more) {
        pooled += more;
    }

    int pooled() {
        return pooled;
    }

    void putAll(List<Tx> all) {
        for (int i = 0; i < all.size(); i++) {
            put(i, all.get(i));
        }
    }

    List<Hash> missingIds() {
        List<Hash> absent = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            if (transactions[i] == null) {
                absent.add(ids.get(i));
            }
        }
        return absent;
    }

    /** Those that are here among these ids. */
    List<Tx> present() {
        List<Tx> here = new ArrayList<>();
        for (Tx tx : transactions) {
            if (tx != null) {
                here.add(tx);
            }
        }
        return here;
    }

    /** All transactions; only of a complete block. */
    List<Tx> transactions() {
        List<Tx> all = new ArrayList<>(transactions.length);
        for (Tx tx : transactions) {
            all.add(Objects.requireNonNull(tx, "block is not complete"));
        }
        return all;
    }

    Executed result() {
        return Objects.requireNonNull(executed, "block is not executed");
    }
}
