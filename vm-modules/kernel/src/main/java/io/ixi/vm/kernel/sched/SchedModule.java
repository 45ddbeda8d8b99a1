package io.ixi.vm.kernel.sched;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.sched.proto.BacklogQuery;
import io.ixi.vm.kernel.sched.proto.BacklogResult;
import io.ixi.vm.kernel.sched.proto.Counters;
import io.ixi.vm.kernel.sched.proto.GenesisState;
import io.ixi.vm.kernel.sched.proto.Job;
import io.ixi.vm.kernel.sched.proto.ParkedJob;
import io.ixi.vm.kernel.sched.proto.PendingJob;
import io.ixi.vm.kernel.sched.proto.PendingQuery;
import io.ixi.vm.kernel.sched.proto.PendingResult;
import io.ixi.vm.kernel.sched.proto.Poke;
import io.ixi.vm.kernel.sched.proto.SchedProto;
import io.ixi.vm.kernel.state.Overlay;
import java.nio.ByteBuffer;
import java.util.List;

/** The scheduler: wiring. Other modules reach it through {@link Scheduler}. */
public final class SchedModule implements Module {
    private static final int MAX_PAGE = 100;

    private final Scheduler scheduler = new Scheduler();

    /** What the composition root hands to modules that put work off. */
    public Scheduler scheduler() {
        return scheduler;
    }

    @Override
    public FileDescriptor descriptor() {
        return SchedProto.getDescriptor();
    }

    @Override
    public List<Handler<?>> handlers() {
        return List.of(Handler.of(Poke.getDefaultInstance(), Runner::poke));
    }

    @Override
    public List<Query<?, ?>> queries() {
        return List.of(
                Query.of(BacklogQuery.getDefaultInstance(), BacklogResult.getDefaultInstance(), SchedModule::backlog),
                Query.of(PendingQuery.getDefaultInstance(), PendingResult.getDefaultInstance(), SchedModule::pending));
    }

    @Override
    public Handler<? extends Message> genesis() {
        return Handler.of(GenesisState.getDefaultInstance(), (context, state) -> {});
    }

    @Override
    public void endBlock(Context context) {
        new Runner(context).endBlock();
    }

    @Override
    public void check(Overlay block) {
        Counters counters = new SchedState(block).counters();
        if (counters.getWaiting() < 0 || counters.getParked() < 0) {
            throw new BrokenInvariantException("sched: a count is negative");
        }
    }

    @Override
    public void audit(Overlay overlay) {
        SchedState state = new SchedState(overlay);
        Counters counters = state.counters();
        require(counters.getWaiting() == state.countJobs(), "waiting jobs");
        require(counters.getParked() == state.countParked(), "parked jobs");
        require(counters.getWaiting() + counters.getParked() == state.countOwned(), "jobs by owner");
        if (!state.frontsHold()) {
            throw new BrokenInvariantException("sched: a job lies before its module's front");
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new BrokenInvariantException("sched: the count of " + what + " is wrong");
        }
    }

    private static BacklogResult backlog(Overlay overlay, BacklogQuery query) {
        Counters counters = new SchedState(overlay).counters();
        return BacklogResult.newBuilder()
                .setWaiting(counters.getWaiting())
                .setParked(counters.getParked())
                .build();
    }

    private static PendingResult pending(Overlay overlay, PendingQuery query) throws RejectedException {
        if (Integer.compareUnsigned(query.getLimit(), MAX_PAGE) > 0) {
            throw RejectedException.of(KernelError.LIMIT, "limit up to " + MAX_PAGE);
        }
        int limit = query.getLimit() == 0 ? MAX_PAGE : query.getLimit();
        SchedState state = new SchedState(overlay);
        PendingResult.Builder page = PendingResult.newBuilder();
        Bytes after = Bytes.wrap(query.getCursor().toByteArray());
        state.scanOwner(Address.of(query.getOwner()), after, (place, owned) -> {
            if (page.getJobsCount() == limit) {
                PendingJob last = page.getJobs(limit - 1);
                page.setNext(ByteString.copyFrom(ByteBuffer.allocate(17)
                        .put((byte) last.getModule())
                        .putLong(last.getDueMs())
                        .putLong(last.getNumber())
                        .array()));
                return false;
            }
            page.addJobs(job(state, SchedState.id(place), owned.getParked()));
            return true;
        });
        return page.build();
    }

    private static PendingJob job(SchedState state, JobId id, boolean parked) {
        Job job = state.job(id);
        ParkedJob aside = state.parked(id);
        Job known = job != null ? job : aside != null ? aside.getJob() : Job.getDefaultInstance();
        return PendingJob.newBuilder()
                .setModule(id.module())
                .setDueMs(id.dueMs())
                .setNumber(id.number())
                .setOp(known.getOp())
                .setRef(known.getRef())
                .setParked(parked)
                .build();
    }
}
