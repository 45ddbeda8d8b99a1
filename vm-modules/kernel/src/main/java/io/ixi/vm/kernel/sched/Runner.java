package io.ixi.vm.kernel.sched;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.exec.Rejection;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Jobs;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.sched.proto.Counters;
import io.ixi.vm.kernel.sched.proto.Job;
import io.ixi.vm.kernel.sched.proto.JobParked;
import io.ixi.vm.kernel.sched.proto.JobRun;
import io.ixi.vm.kernel.sched.proto.ParkedJob;
import io.ixi.vm.kernel.sched.proto.Poke;
import io.ixi.vm.kernel.sched.proto.SchedError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs jobs: a bounded number at the end of each block, and any one that somebody pokes. */
final class Runner {
    /** Most jobs at the end of a block. */
    static final int MAX_JOBS = 200;

    /** A module has at most this many of them while others wait: a quarter. */
    static final int MAX_PER_MODULE = 50;

    /** Part of a block's gas that jobs may use besides its transactions. */
    private static final long GAS_SHARE = 10;

    /** Failures before a job is parked. */
    private static final int MAX_FAILURES = 3;

    /** Wait after the first failure; doubles with each one. */
    private static final long BACKOFF_MS = 10_000;

    private record Due(JobId id, Job job) {}

    private final Context context;
    private final SchedState state;
    private long gasLeft;
    private int left = MAX_JOBS;

    Runner(Context context) {
        this.context = context;
        this.state = new SchedState(context.state());
        this.gasLeft = context.blockGas() / GAS_SHARE;
    }

    /** First up to a quarter for each module in turn, then the rest for whoever has more. */
    void endBlock() {
        if (state.counters().getWaiting() == 0) {
            return;
        }
        Map<Integer, Jobs> modules = context.roles().jobs();
        List<List<Due>> queues = new ArrayList<>();
        for (int module : modules.keySet()) {
            queues.add(due(module));
        }
        for (int round = 0; round < MAX_PER_MODULE; round++) {
            for (List<Due> queue : queues) {
                if (round < queue.size()) {
                    run(queue.get(round));
                }
            }
        }
        for (List<Due> queue : queues) {
            for (int i = MAX_PER_MODULE; i < queue.size(); i++) {
                run(queue.get(i));
            }
        }
    }

    /** A module's jobs that are due by the parent's time, at most what a block runs. */
    private List<Due> due(int module) {
        List<Due> due = new ArrayList<>();
        state.scan(module, (id, job) -> {
            if (id.dueMs() > context.block().parentTimeMs() || due.size() == MAX_JOBS) {
                return false;
            }
            due.add(new Due(id, job));
            return true;
        });
        return due;
    }

    private void run(Due due) {
        Jobs module = module(due.id());
        if (module == null || left == 0 || state.job(due.id()) == null) {
            return;
        }
        long gas = module.gas(due.job().getOp());
        if (gas > gasLeft) {
            return;
        }
        left--;
        gasLeft -= gas;
        Rejection fault = context.attempt(() -> execute(module, due.id(), due.job()));
        if (fault != null) {
            failed(due, fault.code());
        }
    }

    private @Nullable Jobs module(JobId id) {
        return context.roles().jobs().get(id.module());
    }

    /** The job leaves the queue first, so that it can schedule itself again. */
    private void execute(Jobs module, JobId id, Job job) throws RejectedException {
        Address owner = Address.of(job.getOwner());
        state.delete(id);
        Scheduler.left(state, id, owner);
        module.job(context, job.getOp(), Bytes.wrap(job.getRef().toByteArray()));
        context.emit(JobRun.newBuilder()
                .setModule(id.module())
                .setNumber(id.number())
                .setOwner(job.getOwner())
                .build());
    }

    private void failed(Due due, int code) {
        JobId id = due.id();
        Job job = due.job();
        Address owner = Address.of(job.getOwner());
        int failures = job.getFailures() + 1;
        state.delete(id);
        state.deleteOwner(owner, id);
        if (failures < MAX_FAILURES) {
            long wait = BACKOFF_MS << (failures - 1);
            JobId again = new JobId(id.module(), context.block().parentTimeMs() + wait, id.number());
            state.put(again, job.toBuilder().setFailures(failures).build());
            state.putOwner(owner, again, false);
            return;
        }
        Scheduler.uncount(state, id, owner);
        state.put(
                id,
                ParkedJob.newBuilder()
                        .setJob(job.toBuilder().setFailures(failures))
                        .setCode(code)
                        .build());
        state.putOwner(owner, id, true);
        Counters counters = state.counters();
        state.put(counters.toBuilder().setParked(counters.getParked() + 1).build());
        context.emit(JobParked.newBuilder()
                .setModule(id.module())
                .setDueMs(id.dueMs())
                .setNumber(id.number())
                .setOwner(job.getOwner())
                .setCode(code)
                .build());
    }

    /** Anyone may run what is due or parked; if it fails, so does the message. */
    static void poke(Context context, Poke message) throws RejectedException {
        Runner runner = new Runner(context);
        SchedState state = runner.state;
        JobId id = new JobId(message.getModule(), message.getDueMs(), message.getNumber());
        Jobs module = runner.module(id);
        if (module == null || id.module() < 0 || id.module() > 255) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        Job job = state.job(id);
        if (job != null) {
            if (id.dueMs() > context.block().parentTimeMs()) {
                throw RejectedException.of(SchedError.NOT_DUE);
            }
            runner.execute(module, id, job);
            return;
        }
        ParkedJob parked = state.parked(id);
        if (parked == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        state.deleteParked(id);
        state.deleteOwner(Address.of(parked.getJob().getOwner()), id);
        Counters counters = state.counters();
        state.put(counters.toBuilder().setParked(counters.getParked() - 1).build());
        module.job(
                context,
                parked.getJob().getOp(),
                Bytes.wrap(parked.getJob().getRef().toByteArray()));
        context.emit(JobRun.newBuilder()
                .setModule(id.module())
                .setNumber(id.number())
                .setOwner(parked.getJob().getOwner())
                .build());
    }
}
