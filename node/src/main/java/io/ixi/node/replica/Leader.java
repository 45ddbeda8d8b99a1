package io.ixi.node.replica;

import io.ixi.consensus.bft.Effect;
import io.ixi.consensus.bft.Input;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.exec.BlockContext;
import io.ixi.vm.kernel.exec.BlockLimits;
import io.ixi.vm.kernel.exec.Built;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.exec.Rejection;
import io.ixi.vm.kernel.exec.State;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Builds this validator's blocks, and tells the core whether there is work. */
final class Leader {
    private final BlockTree tree;
    private final Pipeline pipeline;
    private final Rules rules;
    private final BlockLimits limits;
    private final int me;
    private final Ports ports;
    private final Schedule schedule;
    private final Tuning tuning;
    /** Patience before a block is proposed again: as a rule its votes are on their way, and the epoch is over. */
    private final int repeatMs;

    private final Consumer<Input> core;
    private Effect.@Nullable Build pending;
    private boolean building;
    private @Nullable Hash tip;
    private long lastBlockMs;
    private long view;
    private boolean work;

    Leader(
            BlockTree tree,
            Pipeline pipeline,
            Rules rules,
            Chain chain,
            int me,
            Ports ports,
            Schedule schedule,
            Tuning tuning,
            Consumer<Input> core) {
        this.tree = tree;
        this.pipeline = pipeline;
        this.rules = rules;
        this.limits = chain.limits();
        this.repeatMs = chain.timing().leaderMs() / 4;
        this.me = me;
        this.ports = ports;
        this.schedule = schedule;
        this.tuning = tuning;
        this.core = core;
        this.lastBlockMs = ports.clock().nowMs() - tuning.batchMs();
    }

    void build(Effect.Build effect) {
        pending = effect;
        building = false;
        long wait = lastBlockMs + tuning.batchMs() - ports.clock().nowMs();
        if (wait > 0) {
            schedule.after(wait, this::retry);
        } else {
            retry();
        }
    }

    /** Starts a build that waited for its parent or for the ledger. */
    void retry() {
        Effect.Build effect = pending;
        if (effect == null
                || building
                || lastBlockMs + tuning.batchMs() > ports.clock().nowMs()) {
            return;
        }
        BlockTree.Point parent = tree.point(effect.parent());
        List<Block> path = tree.path(effect.parent());
        if (parent == null || path == null || path.size() > tuning.maxUncommitted()) {
            return;
        }
        if (rules.ends(parent.header())) {
            building = true;
            schedule.after(repeatMs, () -> again(effect, parent.hash()));
            return;
        }
        building = true;
        State state = tree.state(parent.hash());
        long time = Math.max(parent.header().timeMs() + 1, ports.clock().unixMs());
        BlockContext context = new BlockContext(
                rules.chain(),
                parent.header().height() + 1,
                time,
                parent.header().timeMs(),
                me);
        Set<Hash> taken = new LinkedHashSet<>();
        path.forEach(block -> taken.addAll(block.ids()));
        List<Tx> candidates = ports.pool().candidates(limits.transactions(), limits.bytes(), taken);
        Executor executor = ports.executor();
        Signatures signatures = new Signatures(executor, ports.transactions());
        ports.tasks().submit(Tasks.Lane.EXECUTE, () -> {
            long start = System.nanoTime();
            List<Tx> signed = new ArrayList<>(candidates.size());
            List<Built.Skipped> skipped = new ArrayList<>();
            for (Tx tx : candidates) {
                if (signatures.hold(tx, state)) {
                    signed.add(tx);
                } else {
                    Rejection rejection =
                            RejectedException.of(KernelError.BAD_SIG).rejection();
                    skipped.add(new Built.Skipped(tx, rejection));
                }
            }
            Built built = executor.build(context, signed.iterator(), state, limits);
            skipped.addAll(built.skipped());
            long micros = (System.nanoTime() - start) / 1_000;
            return new Event.BlockBuilt(effect.view(), time, new Built(built.executed(), skipped), micros);
        });
    }

    /** Nothing comes after the last block of an epoch in it: that one is proposed again until it is final. */
    private void again(Effect.Build effect, Hash last) {
        if (effect.equals(pending)) {
            pending = null;
            core.accept(new Input.Built(effect.view(), effect.parentView(), last));
        }
    }

    void built(Event.BlockBuilt event) {
        Effect.Build effect = pending;
        event.built().skipped().forEach(skipped -> ports.pool().refused(skipped.tx(), skipped.rejection()));
        if (effect == null || effect.view() != event.view()) {
            return;
        }
        pending = null;
        BlockTree.Point parent = tree.point(effect.parent());
        if (parent == null) {
            core.accept(new Input.BuildFailed(effect.view()));
            return;
        }
        Executed executed = event.built().executed();
        List<Hash> ids = executed.transactions().stream().map(Tx::id).toList();
        BlockHeader before = parent.header();
        BlockHeader header = new BlockHeader(
                rules.chain(),
                rules.protocol(),
                rules.epoch().number(),
                before.height() + 1,
                effect.view(),
                effect.parentView(),
                me,
                event.timeMs(),
                parent.hash(),
                parent.stateRoot(),
                parent.receiptsRoot(),
                Wire.transactionsRoot(ids),
                ids.size(),
                rules.validatorsHash());
        Block block = new Block(Wire.headerHash(header), header, ids, me);
        block.putAll(executed.transactions());
        block.fits = true;
        block.executed = executed;
        block.pooled(ids.size());
        tree.add(block);
        pipeline.journal(block);
        ports.metrics().built(ids.size(), event.microseconds());
        core.accept(new Input.Built(effect.view(), effect.parentView(), block.hash()));
        onBlock(block);
    }

    /** A block of the current chain is here: its transactions are no work any more, and the next one waits a moment. */
    void onBlock(Block block) {
        tip = block.hash();
        lastBlockMs = ports.clock().nowMs();
        tellWork();
    }

    /** The core is in another view: an older build is not asked for any more. */
    void entered(long newView) {
        view = newView;
        if (pending != null && pending.view() < view) {
            pending = null;
        }
        tellWork();
    }

    /** Tells the core when there begins or ceases to be something to propose. */
    void tellWork() {
        Block block = tip == null ? null : tree.get(tip);
        while (block != null && !block.certified && block.header().view() < view) {
            // its view is over without it: its transactions wait again
            tip = block.header().parent();
            block = tree.get(tip);
        }
        long inFlight = 0;
        while (block != null) {
            inFlight += block.pooled();
            block = tree.get(block.header().parent());
        }
        boolean now = ports.pool().ready() > inFlight;
        if (now != work) {
            work = now;
            core.accept(new Input.Work(now));
        }
    }
}
