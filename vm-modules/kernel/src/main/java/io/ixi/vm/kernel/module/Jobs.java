package io.ixi.vm.kernel.module;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.exec.RejectedException;

/** A module that puts work off. Rights never wait for a job: a late one changes nothing but when state is tidied. */
public interface Jobs {
    /** Gas of one run, prepaid by the message that schedules it. Bounded work. */
    long gas(int op);

    /**
     * Does the work. What it wrote is undone if it throws; it is tried again later, at most three times.
     *
     * @param ref what {@code Scheduler.at} was given
     */
    void job(Context context, int op, Bytes ref) throws RejectedException;
}
