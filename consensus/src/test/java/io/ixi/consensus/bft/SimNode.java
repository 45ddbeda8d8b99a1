package io.ixi.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A node around the core: performs effects in order, loses what was not on disk in a crash. */
final class SimNode {
    private final SimCluster world;
    private final Bft.Setup setup;
    private final int address;
    private final @Nullable SimAdversary adversary;
    private final SimJournal journal;
    private final Map<Timer, Integer> timers = new EnumMap<>(Timer.class);
    private final TreeSet<Hash> durable = new TreeSet<>();
    private final Deque<Effect.Verify> unverified = new ArrayDeque<>();
    private TreeSet<Hash> held = new TreeSet<>();
    private @Nullable Bft bft;
    private int run;
    private long lastDelivered;
    private long durableFloor;
    private long delivered;

    SimNode(SimCluster world, int address, Bft.Setup setup, @Nullable SimAdversary adversary) {
        this.world = world;
        this.address = address;
        this.setup = setup;
        this.adversary = adversary;
        this.journal = new SimJournal(
                world.clock(), world.random(), entry -> world.record(this, t -> t.durable(address, entry)));
        durable.add(SimBlocks.GENESIS);
    }

    boolean up() {
        return bft != null;
    }

    boolean honest() {
        return adversary == null;
    }

    /** Whether it is an honest validator. */
    boolean votes() {
        return honest() && setup.me() >= 0;
    }

    Bft core() {
        if (bft == null) {
            throw new AssertionError("node " + address + " is down");
        }
        return bft;
    }

    /** Final views delivered over all runs, each once. */
    long delivered() {
        return delivered;
    }

    boolean holds(Hash payload) {
        return held.contains(payload);
    }

    void start(boolean losesVerdicts) {
        run++;
        if (losesVerdicts) {
            journal.loseVerdicts();
            world.record(this, t -> t.did("forget", address));
        }
        held = new TreeSet<>(durable);
        unverified.clear();
        lastDelivered = 0;
        List<Entry> entries = journal.durable();
        Bft fresh = new Bft(setup);
        fresh.recover(entries);
        if (honest()) {
            world.checker().recovering(address, entries, fresh.lastFinalized());
            assertThat(fresh.lastFinalized()).as("floor of %d", address).isGreaterThanOrEqualTo(durableFloor);
            assertThat(fresh.view()).isGreaterThanOrEqualTo(world.checker().lastVoted(address));
        }
        bft = fresh;
        world.record(this, t -> t.restarted(address, fresh.view()));
        feed(new Input.Start());
        feed(new Input.Work(world.busy()));
    }

    void crash() {
        run++;
        bft = null;
        journal.crash();
        world.record(this, t -> t.did("crash", address));
    }

    void roll() {
        if (up() && journal.roll(core().snapshot())) {
            world.record(this, t -> t.did("roll", address));
        }
    }

    void feed(Input input) {
        if (bft == null) {
            return;
        }
        world.checker().note(world.clock().nowMs(), address, input);
        for (Effect effect : core().on(input)) {
            perform(effect);
        }
    }

    void deliver(int from, SimNet.Message message) {
        switch (message) {
            case SimNet.Message.Voted(Vote vote, SimBlocks.Block block) -> {
                if (block != null) {
                    held.add(block.payload());
                }
                feed(new Input.VoteReceived(vote));
                if (block != null) {
                    verifyHeld();
                }
            }
            case SimNet.Message.Certified(var certificate) -> feed(new Input.CertificateReceived(certificate));
            case SimNet.Message.Offered(Subject subject) -> feed(new Input.CertificateOffered(from, subject));
            case SimNet.Message.Wanted(long view) -> feed(new Input.CertificateWanted(from, view));
        }
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Persist(Entry entry) -> {
                journal.append(entry);
                persisting(entry);
                if (honest() && entry instanceof Entry.Certified(var certificate)) {
                    // an assembled certificate that a crash takes with it never was
                    journal.whenDurable(() -> world.checker().certificate(certificate));
                }
            }
            case Effect.Sign(Subject subject) -> {
                world.record(this, t -> t.subject("decide", address, subject));
                later(0, 2, () -> feed(new Input.Signed(world.sign(subject, address))));
            }
            case Effect.Broadcast(Vote vote) -> journal.whenDurable(() -> broadcast(vote));
            case Effect.SendVote(int to, Vote vote) -> journal.whenDurable(() -> send(to, vote));
            case Effect.SendCertificate(int to, var certificate) ->
                journal.whenDurable(() -> world.net().send(address, to, new SimNet.Message.Certified(certificate)));
            case Effect.Announce(var certificate) ->
                journal.whenDurable(() -> {
                    for (int to = 0; to < world.size(); to++) {
                        if (to != address) {
                            world.net().send(address, to, new SimNet.Message.Offered(certificate.subject()));
                        }
                    }
                });
            case Effect.WantCertificate(int to, long view) ->
                journal.whenDurable(() -> world.net().send(address, to, new SimNet.Message.Wanted(view)));
            case Effect.Build build -> later(0, 4, () -> build(build));
            case Effect.Verify verify -> {
                unverified.add(verify);
                verifyHeld();
            }
            case Effect.Certify(Proposal proposal, Certificate _) -> certify(proposal);
            case Effect.Finalized(Proposal proposal, Certificate _) -> journal.whenDurable(() -> finalized(proposal));
            case Effect.Equivocation(Vote first, Vote second) -> world.equivocated(first, second);
            case Effect.SetTimer(Timer timer, long view, int delayMs) -> {
                int armed = timers.merge(timer, 1, Integer::sum);
                later(delayMs, delayMs, () -> {
                    if (timers.getOrDefault(timer, 0) == armed) {
                        feed(new Input.TimedOut(timer, view));
                    }
                });
            }
            case Effect.CancelTimer(Timer timer) -> timers.merge(timer, 1, Integer::sum);
            case Effect.Entered(long view, int _) -> world.record(this, t -> t.entered(address, view));
            case Effect.GaveUp _ -> {}
        }
    }

    private void persisting(Entry entry) {
        switch (entry) {
            case Entry.Certified(Certificate certificate) -> world.record(this, t -> t.learned(address, certificate));
            case Entry.Verdict verdict -> world.record(this, t -> t.verdict("execute", address, verdict));
            case Entry.Cast _ -> {}
        }
    }

    private void broadcast(Vote vote) {
        world.record(this, t -> t.subject("send", address, vote.subject()));
        if (adversary != null) {
            adversary.broadcast(this, vote);
            return;
        }
        for (int to = 0; to < world.size(); to++) {
            if (to != address) {
                send(to, vote);
            }
        }
        if (world.size() == 1) {
            world.checker().sent(address, vote);
        }
    }

    private void send(int to, Vote vote) {
        if (honest()) {
            world.checker().sent(address, vote);
            world.record(this, t -> t.subject("send", address, vote.subject()));
        }
        world.net().send(address, to, new SimNet.Message.Voted(vote, blockOf(vote)));
    }

    SimBlocks.@Nullable Block blockOf(Vote vote) {
        if (vote.subject() instanceof Subject.Notarize(Proposal p) && vote.signer() == core().leader(p.view())) {
            return held.contains(p.payload()) ? world.blocks().find(p.payload()) : null;
        }
        return null;
    }

    private void build(Effect.Build build) {
        if (!durable.contains(build.parent())) {
            feed(new Input.BuildFailed(build.view()));
            return;
        }
        boolean executes = adversary == null || adversary.buildsValid();
        var block = world.blocks().build(build.view(), build.parentView(), build.parent(), executes);
        held.add(block.payload());
        durable.add(block.payload());
        feed(new Input.Built(build.view(), build.parentView(), block.payload()));
    }

    private void verifyHeld() {
        for (int i = unverified.size(); i > 0; i--) {
            Effect.Verify verify = unverified.remove();
            Proposal p = verify.proposal();
            if (!held.contains(p.payload())) {
                unverified.add(verify);
                continue;
            }
            var block = world.blocks().get(p.payload());
            boolean valid = block.view() == p.view()
                    && block.parentView() == p.parentView()
                    && block.parent().equals(verify.parent());
            later(0, 3, () -> feed(new Input.Verified(p.view(), p.payload(), valid)));
        }
    }

    private void certify(Proposal proposal) {
        later(0, 4, () -> {
            if (core().lastFinalized() >= proposal.view()) {
                return;
            }
            if (execute(proposal.payload())) {
                boolean valid = world.blocks().get(proposal.payload()).executes();
                feed(new Input.Certified(proposal.view(), proposal.payload(), valid));
            } else {
                later(20, 20, () -> certify(proposal));
            }
        });
    }

    private void finalized(Proposal proposal) {
        assertThat(proposal.view()).isGreaterThan(lastDelivered);
        delivered += proposal.view() > durableFloor ? 1 : 0;
        lastDelivered = proposal.view();
        world.record(this, t -> t.delivered(address, proposal));
        durableFloor = Math.max(durableFloor, proposal.view());
        if (honest()) {
            world.checker().finalized(address, proposal);
        }
        catchUp(proposal.payload());
    }

    private void catchUp(Hash payload) {
        if (!execute(payload)) {
            later(20, 20, () -> catchUp(payload));
        }
    }

    /** Fetches what is missing down to the last block that is here, then keeps it all. False while something lacks. */
    private boolean execute(Hash payload) {
        TreeSet<Hash> fetched = new TreeSet<>();
        Hash at = payload;
        while (!durable.contains(at)) {
            if (!held.contains(at) && !world.canFetch(address, at)) {
                return false;
            }
            fetched.add(at);
            held.add(at);
            at = world.blocks().get(at).parent();
            if (!at.equals(SimBlocks.GENESIS) && honest()) {
                assertThat(world.blocks().get(at).executes())
                        .as("built on an invalid block")
                        .isTrue();
            }
        }
        durable.addAll(fetched);
        return true;
    }

    private void later(int minMs, int maxMs, Runnable action) {
        int now = run;
        world.clock().after(world.random().nextInt(minMs, maxMs + 1), () -> {
            if (run == now && up()) {
                action.run();
            }
        });
    }
}
