package io.ixi.node.store;

import io.ixi.node.store.PastBlocks.KeyRange;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.CompactRangeOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compacts ranges in the background, one request at a time: a newer request replaces the one that waits. Deleting
 * alone only adds to RocksDB's files.
 */
final class Compactor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);

    private final Database database;
    private final CompactRangeOptions options =
            new CompactRangeOptions().setExclusiveManualCompaction(false).setAllowWriteStall(false);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private @Nullable List<KeyRange> waiting;
    private boolean running;
    private boolean closed;

    Compactor(Database database) {
        this.database = database;
        this.thread = Thread.ofPlatform().name("store-compact").daemon().start(this::run);
    }

    void request(List<KeyRange> ranges) {
        lock.lock();
        try {
            waiting = ranges;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns when everything requested so far is done. */
    void await() {
        lock.lock();
        try {
            while (running || waiting != null) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        List<KeyRange> ranges = next();
        while (ranges != null) {
            try {
                for (KeyRange range : ranges) {
                    database.compact(range, options);
                }
            } catch (RuntimeException e) {
                // what could not be compacted is deleted all the same; a failing disk stops the next commit
                LOG.warn("Compaction: {}", e.getMessage(), e);
            }
            ranges = next();
        }
    }

    private @Nullable List<KeyRange> next() {
        lock.lock();
        try {
            running = false;
            changed.signalAll();
            while (waiting == null && !closed) {
                changed.awaitUninterruptibly();
            }
            List<KeyRange> ranges = closed ? null : waiting;
            waiting = null;
            running = ranges != null;
            return ranges;
        } finally {
            lock.unlock();
        }
    }

    /** Cancels what runs and waits for the thread. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        options.setCanceled(true);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        options.close();
    }
}
