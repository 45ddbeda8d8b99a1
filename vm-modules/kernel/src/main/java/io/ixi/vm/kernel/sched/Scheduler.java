package io.ixi.vm.kernel.sched;

import com.google.protobuf.UnsafeByteOperations;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.sched.proto.Counters;
import io.ixi.vm.kernel.sched.proto.Job;

/**
 * How modules put work off. Rights must follow from the clock, not from the job: a job only tidies up. Calls run inside
 * the caller's transaction and are undone with it. Stateless.
 */
public final class Scheduler {
    /** Most jobs of one owner that wait in one module. */
    public static final int MAX_PER_OWNER = 64;

    Scheduler() {}

    /**
     * Runs a job of the module in the first block whose parent's time is at least {@code dueMs}, or later if many are
     * due. The message that calls this has the job's gas in its own.
     *
     * @param owner whose object it is about; has at most {@value #MAX_PER_OWNER} jobs of the module waiting
     * @param ref up to 80 bytes, handed back to the module
     */
    public JobId at(Context context, int module, int op, Bytes ref, Address owner, long dueMs)
            throws RejectedException {
        SchedState state = new SchedState(context.state());
        int waiting = state.count(owner, module);
        if (waiting >= MAX_PER_OWNER) {
            throw RejectedException.of(KernelError.TOO_MANY_JOBS);
        }
        Counters counters = state.counters();
        JobId id = new JobId(module, Math.max(0, dueMs), counters.getNext());
        state.put(counters.toBuilder()
                .setNext(counters.getNext() + 1)
                .setWaiting(counters.getWaiting() + 1)
                .build());
        state.putCount(owner, module, waiting + 1);
        state.put(
                id,
                Job.newBuilder()
                        .setOp(op)
                        .setRef(UnsafeByteOperations.unsafeWrap(ref.unsafeArray()))
                        .setOwner(owner.toByteString())
                        .build());
        state.putOwner(owner, id, false);
        return id;
    }

    /** Takes a job out of the queue; does nothing if it ran already. */
    public void cancel(Context context, JobId id) {
        SchedState state = new SchedState(context.state());
        Job job = state.job(id);
        if (job != null) {
            state.delete(id);
            left(state, id, Address.of(job.getOwner()));
        } else {
            var parked = state.parked(id);
            if (parked != null) {
                state.deleteParked(id);
                state.deleteOwner(Address.of(parked.getJob().getOwner()), id);
                Counters counters = state.counters();
                state.put(
                        counters.toBuilder().setParked(counters.getParked() - 1).build());
            }
        }
    }

    /** A job is no longer in the queue. */
    static void left(SchedState state, JobId id, Address owner) {
        state.deleteOwner(owner, id);
        uncount(state, id, owner);
    }

    static void uncount(SchedState state, JobId id, Address owner) {
        state.putCount(owner, id.module(), state.count(owner, id.module()) - 1);
        Counters counters = state.counters();
        state.put(counters.toBuilder().setWaiting(counters.getWaiting() - 1).build());
    }
}
