package io.ixi.vm.kernel.sched;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.sched.proto.Counters;
import io.ixi.vm.kernel.sched.proto.Front;
import io.ixi.vm.kernel.sched.proto.Job;
import io.ixi.vm.kernel.sched.proto.OwnerCount;
import io.ixi.vm.kernel.sched.proto.OwnerJob;
import io.ixi.vm.kernel.sched.proto.ParkedJob;
import io.ixi.vm.kernel.state.Key;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import java.nio.ByteBuffer;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** The only class that touches the module's keys. */
final class SchedState {
    private static final Table<Job> JOB = Table.of(Job.getDefaultInstance());
    private static final Table<ParkedJob> PARKED = Table.of(ParkedJob.getDefaultInstance());
    private static final Table<OwnerJob> OWNER_JOB = Table.of(OwnerJob.getDefaultInstance());
    private static final Table<OwnerCount> OWNER_COUNT = Table.of(OwnerCount.getDefaultInstance());
    private static final Table<Counters> COUNTERS = Table.of(Counters.getDefaultInstance());
    private static final Table<Front> FRONT = Table.of(Front.getDefaultInstance());

    private final Overlay state;

    SchedState(Overlay state) {
        this.state = state;
    }

    Counters counters() {
        return COUNTERS.getOrEmpty(state, COUNTERS.key());
    }

    void put(Counters counters) {
        COUNTERS.put(state, COUNTERS.key(), counters);
    }

    @Nullable
    Job job(JobId id) {
        return JOB.get(state, place(JOB.key(), id));
    }

    void put(JobId id, Job job) {
        JOB.put(state, place(JOB.key(), id), job);
        if (id.isBefore(front(id.module()))) {
            putFront(id);
        }
    }

    /** No job of the module lies before it. */
    private JobId front(int module) {
        Front front = FRONT.getOrEmpty(state, FRONT.key().u8(module));
        return new JobId(module, front.getDueMs(), front.getNumber());
    }

    private void putFront(JobId id) {
        FRONT.put(
                state,
                FRONT.key().u8(id.module()),
                Front.newBuilder().setDueMs(id.dueMs()).setNumber(id.number()).build());
    }

    void delete(JobId id) {
        JOB.delete(state, place(JOB.key(), id));
    }

    @Nullable
    ParkedJob parked(JobId id) {
        return PARKED.get(state, place(PARKED.key(), id));
    }

    void put(JobId id, ParkedJob job) {
        PARKED.put(state, place(PARKED.key(), id), job);
    }

    void deleteParked(JobId id) {
        PARKED.delete(state, place(PARKED.key(), id));
    }

    void putOwner(Address owner, JobId id, boolean parked) {
        OWNER_JOB.put(
                state,
                place(OWNER_JOB.key().address(owner), id),
                OwnerJob.newBuilder().setParked(parked).build());
    }

    void deleteOwner(Address owner, JobId id) {
        OWNER_JOB.delete(state, place(OWNER_JOB.key().address(owner), id));
    }

    int count(Address owner, int module) {
        return OWNER_COUNT
                .getOrEmpty(state, OWNER_COUNT.key().address(owner).u8(module))
                .getWaiting();
    }

    void putCount(Address owner, int module, int count) {
        Key key = OWNER_COUNT.key().address(owner).u8(module);
        if (count == 0) {
            OWNER_COUNT.delete(state, key);
        } else {
            OWNER_COUNT.put(
                    state, key, OwnerCount.newBuilder().setWaiting(count).build());
        }
    }

    /** A module's jobs, those due first, until the visitor ends it; remembers where the first one was. */
    void scan(int module, BiPredicate<JobId, Job> visitor) {
        JobId front = front(module);
        JobId[] first = {new JobId(module, Long.MAX_VALUE, Long.MAX_VALUE)};
        Key from = JOB.key().u8(module).u64(front.dueMs()).u64(front.number());
        JOB.scanFrom(state, JOB.key().u8(module), from, (fields, job) -> {
            ByteBuffer in = ByteBuffer.wrap(fields.unsafeArray());
            JobId id = new JobId(module, in.getLong(), in.getLong());
            if (id.isBefore(first[0])) {
                first[0] = id;
            }
            return visitor.test(id, job);
        });
        if (!first[0].equals(front)) {
            putFront(first[0]);
        }
    }

    /** Whether no job lies before its module's front. */
    boolean frontsHold() {
        boolean[] hold = {true};
        JOB.scan(state, JOB.key(), Bytes.EMPTY, (place, job) -> {
            JobId id = id(place);
            hold[0] &= !id.isBefore(front(id.module()));
            return hold[0];
        });
        return hold[0];
    }

    /** An owner's jobs behind the cursor; the visitor sees the key's last 17 bytes. */
    void scanOwner(Address owner, Bytes after, BiPredicate<Bytes, OwnerJob> visitor) {
        OWNER_JOB.scan(state, OWNER_JOB.key().address(owner), after, visitor);
    }

    long countJobs() {
        long[] count = new long[1];
        JOB.scan(state, JOB.key(), Bytes.EMPTY, (fields, job) -> {
            count[0]++;
            return true;
        });
        return count[0];
    }

    long countParked() {
        long[] count = new long[1];
        PARKED.scan(state, PARKED.key(), Bytes.EMPTY, (fields, job) -> {
            count[0]++;
            return true;
        });
        return count[0];
    }

    long countOwned() {
        long[] count = new long[1];
        OWNER_JOB.scan(state, OWNER_JOB.key(), Bytes.EMPTY, (fields, job) -> {
            count[0]++;
            return true;
        });
        return count[0];
    }

    static JobId id(Bytes place) {
        ByteBuffer in = ByteBuffer.wrap(place.unsafeArray());
        return new JobId(in.get() & 0xff, in.getLong(), in.getLong());
    }

    private static Key place(Key key, JobId id) {
        return key.u8(id.module()).u64(id.dueMs()).u64(id.number());
    }
}
