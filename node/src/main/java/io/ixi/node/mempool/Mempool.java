package io.ixi.node.mempool;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.node.crypto.KeyCache;
import io.ixi.node.net.Transport;
import io.ixi.node.replica.TransactionCheck;
import io.ixi.node.replica.TransactionPool;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.exec.Rejection;
import io.ixi.vm.kernel.exec.State;
import io.ixi.vm.kernel.module.Validators;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.tx.Tx;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The waiting transactions of a node. What arrives is decoded and checked against the pool and the latest final state
 * before its signature costs anything; signatures are checked on a few threads of its own. Safe for any thread.
 */
public final class Mempool implements TransactionPool, AutoCloseable {
    /** Transactions with a bad signature from one validator after which its connection is closed. */
    private static final int MAX_BAD = 16;

    /** What a queued message costs besides its bytes, so that tiny ones are bounded too. */
    private static final int TASK_BYTES = 1_024;

    /**
     * Accounts looked up after each final block because an earlier transaction of theirs may have come in another
     * way.
     */
    private static final int STALLED_PER_BLOCK = 32;

    private final Executor executor;
    private final Hash chain;
    private final Supplier<State> latest;
    private final Transport transport;
    private final Runnable onArrived;
    private final MeterRegistry meters;
    private final MempoolLimits limits = MempoolLimits.DEFAULT;
    private final PendingPool pool = new PendingPool(limits);
    private final TransactionCheck signatures;
    private final Dissemination dissemination;
    private final Workers workers;
    /** Validators of a genesis, and all who may become one. */
    public static final int MAX_PEERS = ValidatorSet.MAX + Validators.MAX_KEYS;

    private final AtomicLongArray unchecked;
    private final AtomicLongArray bad;

    /**
     * @param latest state after the latest final block
     * @param me this node's own number among the peers, or -1
     * @param peers how many numbers of peers there are now, at most {@link #MAX_PEERS}
     * @param onArrived called after transactions began to wait; any thread; must not block
     * @param threads that check signatures
     */
    public Mempool(
            Executor executor,
            Hash chain,
            Supplier<State> latest,
            Transport transport,
            int me,
            IntSupplier peers,
            Runnable onArrived,
            MeterRegistry meters,
            int threads) {
        this(
                executor,
                chain,
                latest,
                transport,
                me,
                peers,
                onArrived,
                meters,
                new AccountSignatures(new KeyCache(MempoolLimits.DEFAULT.keys()), MempoolLimits.DEFAULT.remembered()),
                new CheckThreads(threads));
    }

    /** As above; signatures are checked by {@code signatures} on {@code workers}, which the mempool closes. */
    public Mempool(
            Executor executor,
            Hash chain,
            Supplier<State> latest,
            Transport transport,
            int me,
            IntSupplier peers,
            Runnable onArrived,
            MeterRegistry meters,
            TransactionCheck signatures,
            Workers workers) {
        this.executor = executor;
        this.chain = chain;
        this.latest = latest;
        this.transport = transport;
        this.onArrived = onArrived;
        this.meters = meters;
        this.signatures = signatures;
        this.workers = workers;
        this.dissemination = new Dissemination(transport, me, peers, limits, workers);
        this.unchecked = new AtomicLongArray(MAX_PEERS + 1);
        this.bad = new AtomicLongArray(MAX_PEERS + 1);
        Gauge.builder("ixi.mempool.transactions", this, Mempool::pendingCount).register(meters);
        Gauge.builder("ixi.mempool.bytes", this, Mempool::pendingBytes)
                .baseUnit("bytes")
                .register(meters);
    }

    /** The check that the replica shares, with the same expanded keys. */
    public TransactionCheck check() {
        return signatures;
    }

    /**
     * Takes a transaction from this node's doors. Completes on a thread of the pool once it waits and is on its way
     * to the others; exceptionally with {@link RejectedException}.
     */
    public CompletableFuture<Hash> submit(Bytes transaction) {
        CompletableFuture<Hash> result = new CompletableFuture<>();
        if (transaction.size() > Tx.MAX_BYTES) {
            result.completeExceptionally(RejectedException.of(KernelError.OVERSIZED));
        } else if (!reserve(PendingPool.LOCAL, transaction.size())) {
            result.completeExceptionally(RejectedException.of(KernelError.MEMPOOL_FULL));
        } else {
            workers.execute(() -> {
                try {
                    Hash id = take(transaction, PendingPool.LOCAL);
                    dissemination.add(transaction);
                    result.complete(id);
                    onArrived.run();
                } catch (RejectedException e) {
                    count(e.rejection());
                    result.completeExceptionally(e);
                } catch (RuntimeException e) {
                    result.completeExceptionally(e);
                } finally {
                    release(PendingPool.LOCAL, transaction.size());
                }
            });
        }
        return result;
    }

    /** Takes what a validator sent on the TRANSACTION channel. Called on IO threads; over the quota it is dropped. */
    public void received(int peer, byte[] message) {
        if (!reserve(peer, message.length)) {
            meters.counter("ixi.mempool.dropped").increment();
            return;
        }
        workers.execute(() -> {
            try {
                takeAll(peer, Dissemination.decode(message));
            } catch (MalformedException e) {
                transport.penalize(peer, "transactions: " + e.getMessage());
            } finally {
                release(peer, message.length);
            }
        });
    }

    /** A validator is reachable (again): it is sent what waits from this node's own doors. */
    public void connected(int peer) {
        List<Bytes> own;
        synchronized (pool) {
            own = pool.local();
        }
        dissemination.sendTo(peer, own);
    }

    private void takeAll(int peer, List<Bytes> transactions) {
        boolean any = false;
        for (Bytes transaction : transactions) {
            try {
                take(transaction, peer);
                any = true;
            } catch (RejectedException e) {
                count(e.rejection());
                if (e.rejection().code() == KernelError.BAD_SIG_VALUE && bad.incrementAndGet(peer + 1) % MAX_BAD == 0) {
                    transport.penalize(peer, "transactions with bad signatures");
                }
            }
        }
        if (any) {
            onArrived.run();
        }
    }

    /** All checks, the cheapest first; then it waits. */
    private Hash take(Bytes transaction, int origin) throws RejectedException {
        Tx tx = executor.decode(transaction, chain);
        State state = latest.get();
        long next = executor.next(tx, state);
        synchronized (pool) {
            pool.check(tx, origin, next);
        }
        executor.admit(tx, state, state.height() + 1);
        if (!signatures.holds(executor.signatureChecks(tx, state))) {
            throw RejectedException.of(KernelError.BAD_SIG);
        }
        synchronized (pool) {
            pool.add(tx, origin, next);
        }
        return tx.id();
    }

    /** A waiting transaction. */
    public Optional<Tx> find(Hash id) {
        return Optional.ofNullable(get(id));
    }

    /** The sequence number that the account's next transaction needs, waiting ones counted. */
    public long nextSequence(Address account) {
        long next = executor.sequence(account, latest.get());
        synchronized (pool) {
            return Math.max(next, pool.nextSequence(account, next));
        }
    }

    public int pendingCount() {
        synchronized (pool) {
            return pool.size();
        }
    }

    public long pendingBytes() {
        synchronized (pool) {
            return pool.bytes();
        }
    }

    @Override
    public @Nullable Tx get(Hash id) {
        synchronized (pool) {
            return pool.get(id);
        }
    }

    @Override
    public List<Tx> candidates(int maxTransactions, long maxBytes, Set<Hash> exclude) {
        synchronized (pool) {
            return pool.candidates(maxTransactions, maxBytes, exclude);
        }
    }

    @Override
    public int ready() {
        synchronized (pool) {
            return pool.ready();
        }
    }

    @Override
    public void finalized(long height, List<Hash> ids) {
        List<Address> stalled;
        synchronized (pool) {
            pool.finalized(height, ids);
            stalled = pool.stalled(STALLED_PER_BLOCK);
        }
        State state = latest.get();
        for (Address account : stalled) {
            long next = executor.sequence(account, state);
            synchronized (pool) {
                pool.advance(account, next);
            }
        }
    }

    @Override
    public void refused(Tx transaction, Rejection rejection) {
        count(rejection);
        long next = executor.next(transaction, latest.get());
        synchronized (pool) {
            pool.remove(transaction.id());
            pool.advance(transaction.queue(), next);
        }
    }

    private void count(Rejection rejection) {
        meters.counter("ixi.mempool.rejected", "code", rejection.name()).increment();
    }

    private boolean reserve(int origin, long size) {
        if (unchecked.addAndGet(origin + 1, size + TASK_BYTES) <= limits.uncheckedBytes()) {
            return true;
        }
        release(origin, size);
        return false;
    }

    private void release(int origin, long size) {
        unchecked.addAndGet(origin + 1, -size - TASK_BYTES);
    }

    /** Stops taking; what waits is lost, as mempools are not kept. */
    @Override
    public void close() {
        workers.close();
    }
}
