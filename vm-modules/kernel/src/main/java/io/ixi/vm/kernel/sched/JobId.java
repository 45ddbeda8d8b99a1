package io.ixi.vm.kernel.sched;

/** Where a job is. */
public record JobId(int module, long dueMs, long number) {}
