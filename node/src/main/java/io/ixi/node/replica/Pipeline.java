package io.ixi.node.replica;

import io.ixi.consensus.bft.Input;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.vm.kernel.exec.BlockContext;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.exec.State;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings each block from a header to a verdict. {@link #advance} does whatever can be done for a block now; it is
 * called again whenever something that it waits for has come.
 */
final class Pipeline {
    private static final int MAX_WANTED = 64;

    /** Missing ancestors that are fetched one by one. */
    private static final int MAX_STRETCH = 16;

    /** What the core asked about a block that is not here yet. */
    private static final class Wanted {
        private @Nullable Proposal verify;
        private @Nullable Hash parent;
        private final List<Proposal> certify = new ArrayList<>(1);

        private long view() {
            Proposal proposal = certify.isEmpty() ? verify : certify.getLast();
            return proposal == null ? 0 : proposal.view();
        }
    }

    private final BlockTree tree;
    private final Rules rules;
    private final TransactionPool pool;
    private final Signatures signatures;
    private final Fetcher fetcher;
    private final Log log;
    private final Ports ports;
    private final Schedule schedule;
    private final Tuning tuning;
    private final Consumer<Input> core;
    private final Map<Hash, Wanted> wanted = new LinkedHashMap<>();
    private final Set<Hash> neededParents = new LinkedHashSet<>();
    private Runnable onExecuted = () -> {};

    Pipeline(
            BlockTree tree,
            Rules rules,
            Fetcher fetcher,
            Log log,
            Ports ports,
            Schedule schedule,
            Tuning tuning,
            Consumer<Input> core) {
        this.tree = tree;
        this.rules = rules;
        this.pool = ports.pool();
        this.signatures = new Signatures(ports.executor(), ports.transactions());
        this.fetcher = fetcher;
        this.log = log;
        this.ports = ports;
        this.schedule = schedule;
        this.tuning = tuning;
        this.core = core;
    }

    /** Runs after each execution that came back. */
    void onExecuted(Runnable action) {
        onExecuted = action;
    }

    /** Takes a block whose header and ids belong together. False: no room for it, or it is too old. */
    boolean add(Block block) {
        Hash hash = block.hash();
        if (tree.get(hash) != null) {
            return true;
        }
        Wanted asked = wanted.remove(hash);
        block.needed = neededParents.remove(hash);
        boolean wantedHere = asked != null || block.needed;
        if (block.header().height() <= tree.base().header().height() || (!wantedHere && !tree.hasRoom())) {
            return false;
        }
        tree.add(block);
        fetcher.done(hash);
        if (asked != null) {
            block.verify = asked.verify;
            block.verifyParent = asked.parent;
            block.certify.addAll(asked.certify);
        }
        advance(block);
        return true;
    }

    /** The core asks whether to notarize a block on this parent. */
    void verify(Proposal proposal, int leader, Hash parent) {
        Block block = tree.get(proposal.payload());
        if (block == null) {
            Wanted asked = want(proposal.payload(), List.of(leader));
            asked.verify = proposal;
            asked.parent = parent;
            return;
        }
        block.verify = proposal;
        block.verifyParent = parent;
        advance(block);
    }

    /** The core asks for the verdict on a notarized block. */
    void certify(Proposal proposal, Certificate notarization) {
        Block block = tree.get(proposal.payload());
        if (block == null) {
            List<Integer> voters = notarization.shares().stream()
                    .map(Certificate.Share::signer)
                    .toList();
            want(proposal.payload(), voters).certify.add(proposal);
            return;
        }
        block.certify.add(proposal);
        advance(block);
    }

    /** The mempool has more: blocks that lack transactions look again. */
    void arrived() {
        for (Block block : tree.all()) {
            if (!block.complete()) {
                advance(block);
            }
        }
    }

    /** A peer's transactions for a block were checked. */
    void checked(Event.TransactionsChecked event, Links links) {
        Block block = tree.get(event.block());
        if (event.faults() > 0) {
            links.penalize(event.peer(), "transactions that do not check");
        }
        if (block == null || block.complete()) {
            return;
        }
        for (Tx tx : event.good()) {
            int index = block.ids().indexOf(tx.id());
            if (index >= 0 && block.put(index, tx)) {
                tree.grew(tx.size());
            }
        }
        if (event.faults() > 0 && event.peer() == block.header().proposer() && block.verify != null) {
            answerVerify(block, false);
        }
        if (block.complete()) {
            fetcher.done(block.hash());
        } else {
            fetcher.progress(block.hash());
        }
        advance(block);
    }

    void executed(Event.BlockExecuted event) {
        Block block = tree.get(event.block());
        if (block == null) {
            return;
        }
        block.running = false;
        ports.metrics().executed(event.microseconds());
        if (event.executed() != null) {
            block.executed = event.executed();
        } else {
            block.invalid = event.rejection() == null
                    ? "not executable"
                    : event.rejection().toString();
        }
        advance(block);
        for (Block child : tree.children(block.hash())) {
            advance(child);
        }
        onExecuted.run();
    }

    /** Forgets the copies whose signatures failed and looks for better ones. */
    void signaturesFailed(Event.SignaturesFailed event) {
        Block block = tree.get(event.block());
        if (block == null) {
            return;
        }
        block.running = false;
        for (Hash id : event.ids()) {
            Tx removed = block.remove(id);
            if (removed != null) {
                tree.grew(-removed.size());
                Tx waiting = pool.get(id);
                // a peer's bad copy must not cost the pool its good one
                if (waiting != null && waiting.bytes().equals(removed.bytes())) {
                    pool.refused(
                            waiting, RejectedException.of(KernelError.BAD_SIG).rejection());
                }
            }
        }
        advance(block);
    }

    /** Does what can be done for this block. */
    void advance(Block block) {
        if (block.dropped) {
            return;
        }
        resolve(block);
        if (!block.fits && block.invalid == null) {
            BlockTree.Point parent = tree.point(block.header().parent());
            if (parent == null) {
                wantParent(block);
                return;
            }
            block.invalid = rules.context(block.header(), parent);
            block.fits = block.invalid == null;
        }
        if (block.complete() && block.invalid == null && block.executed == null && !block.running) {
            execute(block);
        }
        if (block.invalid != null) {
            answerVerify(block, false);
            answerCertify(block, false);
        } else if (!block.complete()) {
            fetcher.transactions(block);
        } else {
            verified(block);
            if (block.executed != null) {
                answerCertify(block, true);
            }
        }
    }

    /** Forgets questions about views that are decided. */
    void finalized(long view) {
        wanted.values().removeIf(asked -> asked.view() <= view);
        neededParents.clear();
    }

    private void resolve(Block block) {
        for (int i = 0; !block.complete() && i < block.ids().size(); i++) {
            if (block.lacks(i)) {
                Tx tx = pool.get(block.ids().get(i));
                if (tx != null && block.put(i, tx)) {
                    block.pooled(1);
                    tree.grew(tx.size());
                }
            }
        }
        if (block.complete()) {
            fetcher.done(block.hash());
        }
    }

    /** Fetches a short missing stretch below a block that a quorum notarized; a long one is for catching up. */
    private void wantParent(Block block) {
        Hash parent = block.header().parent();
        boolean needed = !block.certify.isEmpty() || block.needed;
        if (!needed || block.header().height() > tree.base().header().height() + MAX_STRETCH) {
            return;
        }
        Block known = tree.get(parent);
        if (known != null) {
            known.needed = true;
            advance(known);
        } else if (!parent.equals(tree.base().hash())) {
            neededParents.add(parent);
            fetcher.block(parent, List.of(block.header().proposer()), () -> tree.knows(parent) || block.dropped);
        }
    }

    private void verified(Block block) {
        Proposal proposal = block.verify;
        if (proposal == null) {
            return;
        }
        if (!fitsIn(block, proposal)) {
            answerVerify(block, false);
        } else {
            long ahead = block.header().timeMs() - ports.clock().unixMs() - tuning.driftMs();
            if (ahead > 0) {
                schedule.after(Math.min(ahead, 1_000), () -> advance(block));
            } else {
                journal(block);
                answerVerify(block, true);
            }
        }
    }

    /** Whether the block may be proposed here: on its parent, or on itself if it ends the epoch. */
    private boolean fitsIn(Block block, Proposal proposal) {
        if (block.hash().equals(block.verifyParent)) {
            return rules.ends(block.header());
        }
        return Rules.carries(block.header(), proposal)
                && block.header().parent().equals(block.verifyParent);
    }

    private void answerVerify(Block block, boolean valid) {
        Proposal proposal = block.verify;
        if (proposal != null) {
            block.verify = null;
            core.accept(new Input.Verified(proposal.view(), proposal.payload(), valid));
        }
    }

    private void answerCertify(Block block, boolean valid) {
        if (block.certify.isEmpty()) {
            return;
        }
        List<Proposal> asked = List.copyOf(block.certify);
        block.certify.clear();
        for (Proposal proposal : asked) {
            boolean good = valid && rules.stands(block.header(), proposal);
            if (good) {
                journal(block);
                block.certified = true;
            }
            core.accept(new Input.Certified(proposal.view(), proposal.payload(), good));
        }
    }

    /** Before the votes that claim the block is here; the same fsync covers both. */
    void journal(Block block) {
        if (!block.journaled) {
            block.journaled = true;
            log.append(block);
        }
    }

    private void execute(Block block) {
        block.running = true;
        BlockTree.Point parent = tree.point(block.header().parent());
        if (parent == null) {
            throw new IllegalStateException("block fits a parent that is not executed");
        }
        State state = tree.state(parent.hash());
        BlockHeader header = block.header();
        BlockContext context = new BlockContext(
                header.chain(),
                header.height(),
                header.timeMs(),
                parent.header().timeMs(),
                header.proposer());
        List<Tx> transactions = block.transactions();
        Executor executor = ports.executor();
        Hash hash = block.hash();
        boolean covered = block.finalized;
        ports.tasks().submit(Tasks.Lane.EXECUTE, () -> {
            long start = System.nanoTime();
            List<Hash> failed = covered ? List.of() : signatures.failing(transactions, state);
            if (!failed.isEmpty()) {
                return new Event.SignaturesFailed(hash, failed);
            }
            try {
                Executed executed = executor.execute(context, transactions, state);
                return new Event.BlockExecuted(hash, executed, null, (System.nanoTime() - start) / 1_000);
            } catch (RejectedException e) {
                return new Event.BlockExecuted(hash, null, e.rejection(), (System.nanoTime() - start) / 1_000);
            }
        });
    }

    private Wanted want(Hash hash, List<Integer> first) {
        Wanted asked = wanted.get(hash);
        if (asked == null) {
            asked = new Wanted();
            if (wanted.size() >= MAX_WANTED) {
                wanted.remove(wanted.keySet().iterator().next());
            }
            wanted.put(hash, asked);
        }
        fetcher.block(hash, first, () -> tree.knows(hash) || !wanted.containsKey(hash));
        return asked;
    }

    /** A block from a peer, if its parts belong together. */
    static @Nullable Block assemble(BlockHeader header, List<Hash> ids, int source) {
        return Rules.consistent(header, ids) ? new Block(Wire.headerHash(header), header, ids, source) : null;
    }
}
