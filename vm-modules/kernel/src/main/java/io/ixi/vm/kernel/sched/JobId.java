package io.ixi.vm.kernel.sched;

/** Which job, and its place in its module's queue. */
public record JobId(int module, long dueMs, long number) {
    boolean isBefore(JobId other) {
        return dueMs < other.dueMs || (dueMs == other.dueMs && number < other.number);
    }
}
