package io.ixi.node.mempool;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Threads for checks, and one that waits. */
final class CheckThreads implements Workers {
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "dissemination"));
    private final ExecutorService checkers;

    CheckThreads(int threads) {
        this.checkers = Executors.newFixedThreadPool(threads, task -> new Thread(task, "checker"));
    }

    @Override
    public void execute(Runnable work) {
        checkers.execute(work);
    }

    @Override
    public void after(int delayMs, Runnable action) {
        var _ = timer.schedule(action, delayMs, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        checkers.shutdown();
        try {
            checkers.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
