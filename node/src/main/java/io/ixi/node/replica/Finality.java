package io.ixi.node.replica;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.node.store.Ledger;
import io.ixi.node.wire.Handover;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.Executor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Takes what is final to the ledger, in height order, once it is executed here. */
final class Finality {
    private static final int MAX_KNOWN = 4_096;
    private static final int MAX_OWN = 256;

    private final BlockTree tree;
    private final Rules rules;
    private final Pipeline pipeline;
    private final Ports ports;
    /** Finalizations by block, of blocks that are not committed yet. */
    private final Map<Hash, Certificate> certificates = new LinkedHashMap<>();
    /** Blocks that are final because a descendant is, and are not here yet. */
    private final Map<Hash, Long> absent = new LinkedHashMap<>();

    private final Undurable undurable;
    private final Map<Hash, Long> proposedMs = new LinkedHashMap<>();
    private Hash last;
    private long lastHeight;

    Finality(BlockTree tree, Rules rules, Pipeline pipeline, Undurable undurable, Ports ports) {
        this.tree = tree;
        this.rules = rules;
        this.undurable = undurable;
        this.pipeline = pipeline;
        this.ports = ports;
        this.last = tree.base().hash();
        this.lastHeight = tree.base().header().height();
    }

    /** This node sends its own block now: the clock of its finality starts. */
    void proposed(Hash block) {
        if (proposedMs.size() < MAX_OWN) {
            proposedMs.putIfAbsent(block, ports.clock().nowMs());
        }
    }

    /** A finalization that holds. */
    void learned(Proposal proposal, Certificate finalization) {
        if (!(finalization.subject() instanceof Subject.Finalize)) {
            throw new IllegalArgumentException("not a finalization");
        }
        if (proposal.view() <= rules.view(tree.base().header())) {
            return;
        }
        keep(proposal.payload(), finalization);
        Long sentMs = proposedMs.remove(proposal.payload());
        if (sentMs != null) {
            ports.metrics().finalizedOwn(ports.clock().nowMs() - sentMs);
        }
        mark(proposal.payload());
        advance();
    }

    /** A finalization that holds, of a block that is not looked at yet. */
    void keep(Hash block, Certificate finalization) {
        if (certificates.size() >= MAX_KNOWN) {
            certificates.remove(certificates.keySet().iterator().next());
        }
        certificates.put(block, finalization);
    }

    /** A block that a verified chain of headers ties to a finalization. */
    void linked(Block block) {
        absent.remove(block.hash());
        mark(block.hash());
        advance();
    }

    /** The block that is being committed, or was. */
    Hash last() {
        return last;
    }

    /** Its height. */
    long height() {
        return lastHeight;
    }

    /** Whether a block that is known to be final is not here. */
    boolean lacksBlocks() {
        return !absent.isEmpty();
    }

    /** A block came: it may be one that is final already. */
    void added(Block block) {
        if (absent.remove(block.hash()) != null) {
            mark(block.hash());
            advance();
        }
    }

    /** Commits whatever is final, executed and next. */
    void advance() {
        boolean found = true;
        while (found) {
            found = false;
            for (Block child : tree.children(last)) {
                if (child.finalized && child.invalid != null) {
                    throw new IllegalStateException("block " + child.header().height()
                            + " is final but not valid here ("
                            + child.invalid + "): this node's state has diverged. Delete its state directory and let it"
                            + " fetch the chain from its peers");
                }
                // what ends an epoch is proved to those who come later by its own certificate
                boolean proved = !rules.ends(child.header()) || certificates.containsKey(child.hash());
                if (child.finalized && child.executed != null && proved) {
                    commit(child);
                    found = true;
                    break;
                }
            }
        }
    }

    /** The ledger holds the block. */
    void committed(Event.BlockCommitted event) {
        Block block = tree.get(event.block());
        if (block == null) {
            throw new IllegalStateException("committed a block that is not in the tree");
        }
        tree.advance(block);
        undurable.committed(block);
        Certificate finalization = certificates.get(event.block());
        if (finalization != null && rules.ends(block.header())) {
            undurable.ended(event.height(), finalization);
        }
        ports.metrics().committed(event.height(), block.ids().size(), event.microseconds());
        ports.pool().finalized(event.height(), block.ids());
        certificates.remove(event.block());
        proposedMs.keySet().removeIf(hash -> !tree.knows(hash));
        absent.values().removeIf(height -> height <= event.height());
    }

    long uncommitted() {
        return lastHeight - tree.base().header().height();
    }

    /** Memory that final blocks hold until the ledger has them. */
    long uncommittedBytes() {
        long bytes = 0;
        for (Block block : tree.all()) {
            bytes += block.finalized ? block.bytes() : 0;
        }
        return bytes;
    }

    private void mark(Hash hash) {
        Hash at = hash;
        long height = 0;
        while (!at.equals(tree.base().hash())) {
            Block block = tree.get(at);
            if (block == null) {
                if (absent.size() < MAX_KNOWN && height != tree.base().header().height() + 1) {
                    absent.put(at, height == 0 ? Long.MAX_VALUE : height - 1);
                }
                return;
            }
            if (block.finalized) {
                return;
            }
            block.finalized = true;
            block.certified = true;
            pipeline.advance(block);
            height = block.header().height();
            at = block.header().parent();
        }
    }

    private void commit(Block block) {
        block.committing = true;
        last = block.hash();
        lastHeight = block.header().height();
        Hash hash = block.hash();
        BlockHeader header = block.header();
        Executed executed = block.result();
        Certificate finalization = certificates.get(hash);
        boolean ends = rules.ends(header);
        Executor executor = ports.executor();
        Ledger ledger = ports.ledger();
        FinalizedListener listener = ports.listener();
        ports.tasks().submit(Tasks.Lane.COMMIT, () -> {
            long start = System.nanoTime();
            if (ends && finalization != null) {
                ledger.keep(Handover.of(ledger.latest(), executor, header, finalization));
            }
            ledger.commit(header, hash, executed, finalization);
            listener.finalized(hash, header, executed);
            ledger.prune();
            return new Event.BlockCommitted(hash, header.height(), (System.nanoTime() - start) / 1_000);
        });
    }
}
