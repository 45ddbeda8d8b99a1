package io.ixi.node;

import com.google.protobuf.Message;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.node.genesis.ChainSpec;
import io.ixi.node.mempool.Mempool;
import io.ixi.node.net.Transport;
import io.ixi.node.replica.FinalizedListener;
import io.ixi.node.replica.ReplicaStatus;
import io.ixi.node.store.Ledger;
import io.ixi.node.store.PrunedStateException;
import io.ixi.rpc.Backend;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.BlockContext;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.exec.State;
import io.ixi.vm.kernel.module.QuerySpec;
import io.ixi.vm.kernel.module.Registry;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.tree.Tree;
import io.ixi.vm.kernel.tx.Tx;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the doors see of a running node. Reads the ledger's snapshots; touches consensus only by handing in
 * transactions.
 */
final class NodeBackend implements Backend, FinalizedListener {
    private final String name;
    private final ChainSpec spec;
    private final Executor executor;
    private final Ledger ledger;
    private final Mempool mempool;
    private final Transport transport;
    private final Supplier<ReplicaStatus> replica;
    private final PrometheusMeterRegistry meters;
    private final AtomicReference<@Nullable CompletableFuture<Invariants>> check = new AtomicReference<>();
    private final List<Consumer<Block>> subscribers = new CopyOnWriteArrayList<>();

    NodeBackend(
            String name,
            ChainSpec spec,
            Executor executor,
            Ledger ledger,
            Mempool mempool,
            Transport transport,
            Supplier<ReplicaStatus> replica,
            PrometheusMeterRegistry meters) {
        this.name = name;
        this.spec = spec;
        this.executor = executor;
        this.ledger = ledger;
        this.mempool = mempool;
        this.transport = transport;
        this.replica = replica;
        this.meters = meters;
    }

    @Override
    public Registry registry() {
        return executor.registry();
    }

    @Override
    public Status status() {
        ReplicaStatus now = replica.get();
        Ledger.Tip tip = ledger.tip();
        return new Status(
                spec.id(),
                Version.TEXT,
                name,
                tip.height(),
                tip.hash(),
                tip.stateRoot(),
                ledger.header(tip.height()).map(BlockHeader::timeMs).orElse(0L),
                now.view(),
                ledger.earliest(),
                ledger.earliestBlock(),
                now.syncing(),
                now.index(),
                now.validators().size(),
                transport.connectedCount(),
                mempool.pendingCount(),
                mempool.pendingBytes());
    }

    @Override
    public Optional<Block> block(long height) {
        return ledger.block(height).map(NodeBackend::view);
    }

    @Override
    public Optional<Block> block(Hash hash) {
        OptionalLong height = ledger.heightOf(hash);
        return height.isPresent() ? block(height.getAsLong()) : Optional.empty();
    }

    @Override
    public Optional<Transaction> transaction(Hash id) {
        Optional<Transaction> stored = ledger.transaction(id)
                .map(t -> new Transaction(id, t.transaction(), t.height(), t.index(), t.receipt()));
        return stored.isPresent() ? stored : mempool.find(id).map(tx -> new Transaction(id, tx.bytes(), -1, -1, null));
    }

    @Override
    public CompletableFuture<Hash> send(Bytes transaction) {
        return mempool.submit(transaction);
    }

    @Override
    public Simulation simulate(Bytes transaction) throws RejectedException {
        Tx tx = executor.decode(transaction, spec.hash());
        State state = ledger.latest();
        long parentTime = ledger.header(state.height()).map(BlockHeader::timeMs).orElse(0L);
        long now = Math.max(parentTime + 1, System.currentTimeMillis());
        BlockContext context = new BlockContext(
                spec.hash(),
                state.height() + 1,
                now,
                parentTime,
                Math.max(replica.get().index(), 0));
        return new Preview(executor, state).of(tx, executor.trial(tx, context, state));
    }

    @Override
    public long nextSequence(Address account) {
        return mempool.nextSequence(account);
    }

    @Override
    public Answer query(QuerySpec query, Message params, OptionalLong height, boolean prove) throws RejectedException {
        long tip = ledger.height();
        // the newest state's root is in a header that does not exist yet
        long at = height.orElse(prove ? Math.max(tip - 1, 0) : tip);
        if (at > tip || (prove && at >= tip)) {
            throw RejectedException.of(
                    KernelError.NOT_FOUND, "height " + at + ": the newest is " + (prove ? tip - 1 : tip));
        }
        State state = at == tip
                ? ledger.latest()
                : ledger.at(at)
                        .orElseThrow(() -> RejectedException.of(
                                KernelError.NOT_FOUND, "height " + at + ": kept from " + ledger.earliest()));
        try {
            if (!prove) {
                return new Answer(executor.query(query, params, state), state.height(), null);
            }
            ReadRecorder recorder = new ReadRecorder(state);
            Message result = executor.query(query, params, recorder);
            return new Answer(result, at, prove(state, recorder));
        } catch (PrunedStateException left) {
            throw RejectedException.of(
                    KernelError.NOT_FOUND,
                    "height " + at + " left the kept states meanwhile: kept from " + ledger.earliest());
        }
    }

    private Proof prove(State state, ReadRecorder read) throws RejectedException {
        List<Proof.Entry> entries = new ArrayList<>();
        for (ReadRecorder.Read entry : read.reads()) {
            entries.add(new Proof.Entry(entry.key(), entry.value(), Tree.prove(state, state.height(), entry.key())));
        }
        long from = state.height() + 1;
        Ledger.StoredCertificate stored = ledger.certificateAtOrAfter(from)
                .orElseThrow(() -> RejectedException.of(KernelError.NOT_FOUND, "a finalization of height " + from));
        List<BlockHeader> links = new ArrayList<>();
        for (long h = from + 1; h <= stored.height(); h++) {
            ledger.header(h).ifPresent(links::add);
        }
        BlockHeader header = ledger.header(from).orElseThrow();
        Certificate finalization = stored.certificate();
        return new Proof(entries, header, links, finalization);
    }

    @Override
    public Optional<Proof> handover(long epoch) {
        return ledger.handover(epoch)
                .map(found -> new Proof(
                        found.entries().stream()
                                .map(entry -> new Proof.Entry(entry.key(), entry.value(), entry.proof()))
                                .toList(),
                        found.last(),
                        List.of(),
                        found.finalization()));
    }

    @Override
    public CompletableFuture<Invariants> checkInvariants() {
        CompletableFuture<Invariants> mine = new CompletableFuture<>();
        CompletableFuture<Invariants> running = check.compareAndExchange(null, mine);
        if (running != null) {
            return running;
        }
        Thread.ofVirtual().name("invariants").start(() -> {
            try {
                State state = ledger.latest();
                mine.complete(new Invariants(state.height(), executor.audits(state)));
            } catch (RuntimeException e) {
                mine.completeExceptionally(e);
            } finally {
                check.set(null);
            }
        });
        return mine;
    }

    @Override
    public Subscription subscribe(Consumer<Block> onFinalized) {
        subscribers.add(onFinalized);
        return () -> subscribers.remove(onFinalized);
    }

    @Override
    public void finalized(Hash hash, BlockHeader header, Executed executed) {
        if (subscribers.isEmpty()) {
            return;
        }
        Block block = new Block(
                hash,
                header,
                executed.transactions().stream().map(Tx::id).toList(),
                executed.transactions().stream().map(Tx::bytes).toList(),
                executed.receipts(),
                null);
        subscribers.forEach(s -> s.accept(block));
    }

    @Override
    public Readiness readiness() {
        return Health.of(replica.get());
    }

    @Override
    public String metrics() {
        return meters.scrape();
    }

    private static Block view(Ledger.StoredBlock stored) {
        return new Block(
                stored.hash(),
                stored.header(),
                stored.receipts().stream()
                        .limit(stored.transactions().size())
                        .map(r -> r.transaction())
                        .toList(),
                stored.transactions(),
                stored.receipts(),
                stored.finalization());
    }
}
