package io.ixi.zkp.prover;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/**
 * The threads of one proof and the report of its progress. Work comes as numbered tasks; the calling thread takes part.
 * Only the calling thread, before each of its tasks, asks the predicate whether to go on.
 */
final class Workers implements AutoCloseable {
    private final int threads;
    private final ExecutorService pool;
    private final IntPredicate progress;
    private int reached;

    /** The predicate gets the part of the work that is done, in thousandths; false stops the proof. */
    Workers(int threads, IntPredicate progress) {
        if (threads < 1 || threads > 256) {
            throw new IllegalArgumentException("threads out of range: " + threads);
        }
        this.threads = threads;
        this.progress = progress;
        pool = Executors.newFixedThreadPool(Math.max(1, threads - 1), task -> {
            Thread thread = new Thread(task, "zkp-prover");
            thread.setDaemon(true);
            return thread;
        });
    }

    int threads() {
        return threads;
    }

    /**
     * Runs tasks 0 to {@code count} - 1 in any order and waits for all; then the work is done to {@code until}
     * thousandths. Throws {@link CancellationException} if the predicate said so, and what a task threw.
     */
    void each(int count, int until, IntConsumer task) {
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> helpers = new ArrayList<>();
        for (int i = 1; i < Math.min(threads, count); i++) {
            helpers.add(pool.submit(() -> {
                for (int own = next.getAndIncrement(); own < count; own = next.getAndIncrement()) {
                    task.accept(own);
                }
            }));
        }
        try {
            for (int own = next.getAndIncrement(); own < count; own = next.getAndIncrement()) {
                if (!progress.test(reached + (int) ((long) (until - reached) * own / count))) {
                    throw new CancellationException("the proof was cancelled");
                }
                task.accept(own);
            }
        } finally {
            next.set(count);
            join(helpers);
        }
        reached = until;
    }

    private static void join(List<Future<?>> helpers) {
        boolean interrupted = false;
        RuntimeException failure = null;
        for (Future<?> helper : helpers) {
            boolean waiting = true;
            while (waiting) {
                try {
                    helper.get();
                    waiting = false;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    waiting = false;
                    failure = e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
