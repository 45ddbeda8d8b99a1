package io.ixi.node.mempool;

/** Where a mempool's checks run, and what it puts off. */
public interface Workers extends AutoCloseable {
    /** Runs the work soon, in any order; never on the caller's stack. Any thread. */
    void execute(Runnable work);

    /** Runs a short action once, after so many milliseconds. Any thread. */
    void after(int delayMs, Runnable action);

    /** Ends what runs; later work is dropped. */
    @Override
    void close();
}
