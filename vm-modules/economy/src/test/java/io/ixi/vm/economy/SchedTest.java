package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Event;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.sched.proto.BacklogQuery;
import io.ixi.vm.kernel.sched.proto.BacklogResult;
import io.ixi.vm.kernel.sched.proto.JobParked;
import io.ixi.vm.kernel.sched.proto.JobRun;
import io.ixi.vm.kernel.sched.proto.PendingJob;
import io.ixi.vm.kernel.sched.proto.PendingQuery;
import io.ixi.vm.kernel.sched.proto.PendingResult;
import io.ixi.vm.kernel.sched.proto.Poke;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Jobs run in time, in bounded number, fairly, and whoever likes pushes them along. */
class SchedTest {
    private static final int ACCOUNTS = 20;
    private static final Address ALICE = TestChain.account(0);

    private final TestChain chain = new TestChain(ACCOUNTS, Amount.of(1_000_000_000_000L), List.of(new ToyModule()));

    private static Message schedule(long dueMs, int ref) {
        return ToyModule.message(ToyModule.SCHEDULE, ALICE, dueMs, ref);
    }

    private long ran(Executed executed) {
        return executed.receipts().size() == executed.transactions().size()
                ? 0
                : executed.receipts().getLast().events().stream()
                        .filter(event -> event.body() instanceof JobRun)
                        .count();
    }

    private BacklogResult backlog() {
        return chain.ask("sched/backlog", BacklogQuery.getDefaultInstance(), BacklogResult.getDefaultInstance());
    }

    private PendingResult pending(Address owner, int limit) {
        return chain.ask(
                "sched/pending",
                PendingQuery.newBuilder()
                        .setOwner(owner.toByteString())
                        .setLimit(limit)
                        .build(),
                PendingResult.getDefaultInstance());
    }

    private long done(int ref) {
        return ToyModule.row(new Overlay(chain.state), ref);
    }

    @Test
    void aJobRunsOnceItsTimeIsThere() {
        long due = TestChain.START_MS + 1_000;
        chain.run(0, schedule(due, 1));
        assertThat(backlog().getWaiting()).isEqualTo(1);
        PendingJob job = pending(ALICE, 0).getJobs(0);
        assertThat(job.getDueMs()).isEqualTo(due);
        assertThat(chain.outcome(
                        1,
                        Poke.newBuilder()
                                .setModule(ToyModule.ID)
                                .setDueMs(due)
                                .setNumber(job.getNumber())
                                .build()))
                .isEqualTo("NOT_DUE");
        chain.pass(2_000);
        assertThat(done(1)).isEqualTo(1);
        assertThat(backlog().getWaiting()).isZero();
        chain.pass(2_000);
        assertThat(done(1)).isEqualTo(1);
        chain.executor.audit(chain.state);
    }

    @Test
    void anOwnerHasAtMost64JobsOfAModule() {
        for (int i = 0; i < 64; i++) {
            assertThat(chain.outcome(0, schedule(Long.MAX_VALUE / 2, i))).isEqualTo("OK");
        }
        assertThat(chain.outcome(0, schedule(Long.MAX_VALUE / 2, 64))).isEqualTo("TOO_MANY_JOBS");
        assertThat(chain.outcome(1, schedule(Long.MAX_VALUE / 2, 64))).isEqualTo("OK");
        PendingResult page = pending(ALICE, 60);
        assertThat(page.getJobsCount()).isEqualTo(60);
        PendingResult rest = chain.ask(
                "sched/pending",
                PendingQuery.newBuilder()
                        .setOwner(ALICE.toByteString())
                        .setCursor(page.getNext())
                        .build(),
                PendingResult.getDefaultInstance());
        assertThat(rest.getJobsCount()).isEqualTo(4);
        assertThat(rest.getNext().isEmpty()).isTrue();
    }

    @Test
    void aBlockRunsAtMost200AndTheBacklogFalls() {
        long due = TestChain.START_MS + 60_000;
        List<Tx> transactions = new ArrayList<>();
        for (int account = 0; account < ACCOUNTS; account++) {
            for (int i = 0; i < 60; i++) {
                transactions.add(chain.decode(chain.draft(account, i, schedule(due, 1_000 + account))));
            }
        }
        chain.block(transactions);
        assertThat(backlog().getWaiting()).isEqualTo(1_200);
        chain.pass(61_000);
        long waiting = backlog().getWaiting();
        assertThat(waiting).isEqualTo(1_000);
        for (int block = 0; block < 5; block++) {
            assertThat(ran(chain.block())).isEqualTo(200);
        }
        assertThat(backlog().getWaiting()).isZero();
        assertThat(ran(chain.block())).isZero();
        assertThat(done(1_000)).isEqualTo(60);
        chain.executor.audit(chain.state);
    }

    @Test
    void aJobBeforeAllOthersIsFound() {
        long start = TestChain.START_MS;
        chain.run(0, schedule(start + 60_000, 1));
        chain.block();
        chain.run(0, schedule(start + 30_000, 2));
        chain.run(0, schedule(start + 10_000, 3));
        chain.run(0, schedule(0, 4));
        chain.executor.audit(chain.state);
        assertThat(done(4)).isEqualTo(1);
        chain.pass(11_000);
        assertThat(done(3)).isEqualTo(1);
        assertThat(done(2)).isZero();
        chain.pass(50_000);
        assertThat(done(2)).isEqualTo(1);
        assertThat(done(1)).isEqualTo(1);
        chain.run(0, schedule(0, 5));
        assertThat(done(5)).isEqualTo(1);
        chain.executor.audit(chain.state);
    }

    @Test
    void whatIsDueCanBePokedByAnyone() {
        long due = TestChain.START_MS + 60_000;
        List<Tx> transactions = new ArrayList<>();
        for (int account = 0; account < ACCOUNTS; account++) {
            for (int i = 0; i < 60; i++) {
                transactions.add(chain.decode(chain.draft(account, i, schedule(due, 1_000 + account))));
            }
        }
        chain.block(transactions);
        chain.pass(61_000);
        PendingJob last = pending(TestChain.account(ACCOUNTS - 1), 0).getJobs(0);
        Poke poke = Poke.newBuilder()
                .setModule(last.getModule())
                .setDueMs(last.getDueMs())
                .setNumber(last.getNumber())
                .build();
        assertThat(chain.outcome(3, poke)).isEqualTo("OK");
        assertThat(chain.outcome(3, poke)).isEqualTo("NOT_FOUND");
        assertThat(chain.outcome(3, poke.toBuilder().setModule(99).build())).isEqualTo("NOT_FOUND");
        chain.executor.audit(chain.state);
    }

    @Test
    void aFailingJobIsTriedThreeTimesAndParked() {
        chain.run(0, ToyModule.message(ToyModule.FAILING_JOB, ALICE, 1, 5));
        assertThat(backlog().getWaiting()).isEqualTo(1);
        chain.pass(10_100);
        assertThat(backlog().getWaiting()).isEqualTo(1);
        assertThat(backlog().getParked()).isZero();
        chain.pass(10_100);
        assertThat(backlog().getParked()).isZero();
        chain.pass(20_100);
        Executed executed = chain.block();
        assertThat(executed.receipts()).isEmpty();
        assertThat(backlog().getParked()).isEqualTo(1);
        assertThat(done(5)).isZero();
        PendingJob parked = pending(ALICE, 0).getJobs(0);
        assertThat(parked.getParked()).isTrue();
        Poke poke = Poke.newBuilder()
                .setModule(parked.getModule())
                .setDueMs(parked.getDueMs())
                .setNumber(parked.getNumber())
                .build();
        assertThat(chain.outcome(1, poke)).isEqualTo("BAD_STATE");
        assertThat(backlog().getParked()).isEqualTo(1);
        chain.executor.audit(chain.state);
    }

    @Test
    void theCostOfABlockDoesNotGrowWithWhatIsDue() {
        long due = TestChain.START_MS + 1_000;
        List<Tx> transactions = new ArrayList<>();
        for (int account = 0; account < ACCOUNTS; account++) {
            for (int i = 0; i < 60; i++) {
                transactions.add(chain.decode(chain.draft(account, i, schedule(due, account))));
            }
        }
        chain.block(transactions);
        chain.pass(2_000);
        Executed busy = chain.block();
        assertThat(busy.writes().size()).isLessThan(1_000);
        assertThat(chain.outcome(
                        0,
                        Send.newBuilder()
                                .setTo(TestChain.account(1).toByteString())
                                .setAmount(TestChain.amount(1))
                                .build()))
                .isEqualTo("OK");
        List<Event> parked = busy.receipts().getLast().events().stream()
                .filter(event -> event.body() instanceof JobParked)
                .toList();
        assertThat(parked).isEmpty();
    }
}
