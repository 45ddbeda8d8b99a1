package io.ixi.testnet.chaos;

import io.ixi.testnet.local.LocalNetwork;
import io.ixi.testnet.local.Network;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One run: rounds of faults under load. One thread. */
final class Chaos {
    private static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;
    private static final long PATIENCE = 90 * SECOND;
    private static final long POLL = 25 * MS;
    private static final long GAP_WINDOW = 4 * SECOND;

    private final LocalNetwork network;
    private final List<Network.Member> members;
    private final @Nullable SmallDisk disk;
    private final Network.Member starved;
    private final Heartbeat heartbeat;
    private final Votes votes;
    private final SplittableRandom random;
    private final BiConsumer<String, Object[]> progress;
    private final Set<Fault> allowed;
    private final List<Fault> due = new ArrayList<>();
    private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);
    private final Report.Times recovery = new Report.Times();
    private final Report.Times restartToVote = new Report.Times();
    private final Report.Times leaderGap = new Report.Times();
    private final Report.Times allKill = new Report.Times();
    private int rounds;
    private int kills;

    /**
     * @param disk of the last validator, null: its disk is like the others'
     * @param allowed not empty, and not only {@link Fault#FULL_DISK} where there is no small disk
     * @param progress told a text key and its arguments
     */
    Chaos(
            LocalNetwork network,
            @Nullable SmallDisk disk,
            Heartbeat heartbeat,
            Set<Fault> allowed,
            SplittableRandom random,
            BiConsumer<String, Object[]> progress) {
        this.network = network;
        this.members = network.network().validators();
        this.disk = disk;
        this.starved = members.getLast();
        this.heartbeat = heartbeat;
        this.allowed = allowed;
        this.votes = new Votes();
        this.random = random;
        this.progress = progress;
    }

    /**
     * Does faults until {@code end}, by {@link System#nanoTime}, or so many rounds. After each all is well again.
     *
     * @param afterRound told a height that every validator has
     */
    void run(long end, int most, LongConsumer afterRound) throws IOException, InterruptedException {
        while (rounds < most && System.nanoTime() < end) {
            Fault fault = next();
            progress.accept("chaos.round", new Object[] {rounds + 1, fault.label()});
            perform(fault);
            done.merge(fault, 1, Integer::sum);
            rounds++;
            afterRound.accept(settle(0));
            pause(200, 1_500);
        }
        votes.close();
    }

    /** Every kind once before any comes again, in random order. */
    private Fault next() {
        if (due.isEmpty()) {
            due.addAll(allowed);
        }
        Fault fault = due.remove(random.nextInt(due.size()));
        return fault;
    }

    private void perform(Fault fault) throws IOException, InterruptedException {
        Network.Member victim = members.get(random.nextInt(members.size()));
        switch (fault) {
            case KILL -> {
                kill(victim);
                requireProgress(victim);
                pause(0, 3_000);
                start(victim);
            }
            case KILL_LEADER -> leader();
            case KILL_AND_START -> {
                long since = System.nanoTime();
                kill(victim);
                start(victim);
                restartToVote.add(System.nanoTime() - since);
            }
            case RESTART -> {
                signal(victim, "-TERM");
                await(
                        "the end of " + victim.name(),
                        () -> network.pid(victim.name()).isEmpty());
                start(victim);
            }
            case PAUSE -> {
                signal(victim, "-STOP");
                requireProgress(victim);
                pause(500, 6_000);
                long since = System.nanoTime();
                signal(victim, "-CONT");
                await("the votes of " + victim.name(), () -> votes.count(victim, members, heartbeat.height()));
                recovery.add(System.nanoTime() - since);
            }
            case KILL_ALL -> all();
            case FULL_DISK -> fullDisk();
        }
    }

    private void leader() throws IOException {
        OptionalLong index = heartbeat.nextLeader();
        Network.Member victim =
                members.get(index.isPresent() ? (int) index.getAsLong() : random.nextInt(members.size()));
        long since = System.nanoTime();
        kill(victim);
        requireProgress(victim);
        LockSupport.parkNanos(since + GAP_WINDOW - System.nanoTime());
        leaderGap.add(heartbeat.longestGap(since, since + GAP_WINDOW));
        start(victim);
    }

    private void all() throws IOException {
        for (Network.Member member : members) {
            signal(member, "-KILL");
        }
        long since = System.nanoTime();
        kills += members.size();
        long height = heartbeat.height();
        for (Network.Member member : members) {
            network.kill(member.name()); // also waits for the end
        }
        for (Network.Member member : members) {
            network.start(member.name());
        }
        await(
                "finality after all were killed",
                () -> heartbeat.firstAbove(height, since).isPresent());
        heartbeat.firstAbove(height, since).ifPresent(allKill::add);
        for (Network.Member member : members) {
            await("the votes of " + member.name(), () -> votes.count(member, members, heartbeat.height()));
        }
        recovery.add(System.nanoTime() - since);
    }

    private void fullDisk() throws IOException {
        SmallDisk small = disk;
        if (small == null) {
            throw new IllegalStateException("no small disk");
        }
        small.fill();
        try {
            await(
                    "the end of " + starved.name() + ", whose disk is full",
                    () -> network.pid(starved.name()).isEmpty());
            requireProgress(starved);
        } finally {
            small.free();
        }
        start(starved);
    }

    private void kill(Network.Member victim) {
        network.kill(victim.name());
        votes.forget(victim);
        kills++;
    }

    /** Starts one and waits until its own votes count. */
    private void start(Network.Member victim) throws IOException {
        long since = System.nanoTime();
        network.start(victim.name());
        await("the votes of " + victim.name(), () -> votes.count(victim, members, heartbeat.height()));
        recovery.add(System.nanoTime() - since);
    }

    /** The others go on. */
    private void requireProgress(Network.Member without) throws IOException {
        long height = heartbeat.height();
        await("finality without " + without.name(), () -> heartbeat.height() > height + 1);
    }

    /**
     * Returns once everyone has what anyone called final up to now, and the chain goes on.
     *
     * @param known a height that is known to be final
     * @return what everyone has
     */
    long settle(long known) throws IOException {
        long height = Math.max(known, heartbeat.height());
        await(
                "all at height " + height,
                () -> heartbeat.height() > height
                        && network.status().stream().allMatch(report -> report.height() >= height));
        return height;
    }

    private void signal(Network.Member victim, String signal) throws IOException {
        long pid = network.pid(victim.name()).orElseThrow(() -> new IOException(victim.name() + " does not run"));
        try {
            if (new ProcessBuilder("kill", signal, Long.toString(pid)).start().waitFor() != 0) {
                throw new IOException("kill " + signal + " " + pid);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pause(int leastMs, int mostMs) throws InterruptedException {
        LockSupport.parkNanos(random.nextInt(leastMs, mostMs + 1) * MS);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private static void await(String what, BooleanSupplier holds) throws IOException {
        long end = System.nanoTime() + PATIENCE;
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IOException("not within " + PATIENCE / SECOND + " s: " + what);
            }
            LockSupport.parkNanos(POLL);
        }
    }

    Report report(long seed, int rate, Acknowledged log, Audit.Verdict verdict) {
        return new Report(
                seed,
                rate,
                rounds,
                done,
                kills,
                log.count(),
                verdict,
                recovery,
                restartToVote,
                leaderGap,
                allKill,
                log.errors());
    }
}
