package io.ixi.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Vote;
import io.ixi.node.journal.Journal;
import io.ixi.node.net.Channel;
import io.ixi.node.net.Transport;
import io.ixi.node.store.Ledger;
import io.ixi.node.store.MemoryLedger;
import io.ixi.node.wire.PeerCodec;
import io.ixi.node.wire.PeerMessage;
import io.ixi.vm.kernel.crypto.MlDsaVerifier;
import io.ixi.vm.kernel.tx.Domain;
import io.ixi.vm.kernel.tx.Tx;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One node of a {@link World}: its disks outlive it. */
final class SimNode {
    final World world;
    final int index;
    final SimPool pool = new SimPool();
    SpyDisk disk = new SpyDisk();
    MemoryLedger ledger = new MemoryLedger(Ledger.Options.DEFAULT);
    Tuning tuning = Tuning.DEFAULT.withListenMs(0).withBatchMs(2);
    /** What a Byzantine node says instead; null: nothing. */
    UnaryOperator<@Nullable PeerMessage> says = message -> message;
    /** What gets lost on the way to a peer besides what the world loses. */
    BiPredicate<Integer, PeerMessage> drops = (peer, message) -> false;
    /** How long the execution of a block takes. */
    int executeMs;
    /** How often each kind of event came. */
    final Map<Class<?>, Integer> events = new LinkedHashMap<>();

    @Nullable
    Replica replica;

    @Nullable
    Throwable failure;

    private final TreeSet<Integer> connected = new TreeSet<>();
    private final Map<Tasks.Lane, Long> lanes = new EnumMap<>(Tasks.Lane.class);
    private int life;
    private long tickAt = Long.MAX_VALUE;
    int messages;

    SimNode(World world, int index) {
        this.world = world;
        this.index = index;
    }

    boolean alive() {
        return replica != null;
    }

    Replica replica() {
        if (replica == null) {
            throw new IllegalStateException("node " + index + " is down");
        }
        return replica;
    }

    void start() {
        life++;
        tickAt = Long.MAX_VALUE;
        lanes.clear();
        if (ledger.isEmpty()) {
            ledger.commitGenesis(
                    world.genesisHeader, io.ixi.consensus.codec.Wire.headerHash(world.genesisHeader), world.genesis);
        }
        Journal.Opened opened = Journal.open(disk, world.genesisHeader.chain(), new Journal.Options(1 << 20, 1));
        Ports ports = new Ports(
                new Net(),
                ledger,
                world.executor,
                pool,
                checks -> checks.stream()
                        .allMatch(c -> MlDsaVerifier.verify(
                                c.scheme(),
                                c.publicKey().unsafeArray(),
                                Domain.txContext(),
                                c.message().unsafeArray(),
                                c.signature().unsafeArray())),
                (signer, subject, signature) -> world.sign(signer, subject).equals(signature),
                subject -> {
                    Bytes signature = world.sign(index, subject);
                    disk.signed(signature);
                    return signature;
                },
                new Work(life),
                new Time(),
                (hash, header, executed) -> world.finalized(index, hash, header, executed),
                new ReplicaMetrics(new SimpleMeterRegistry()));
        Replica started = new Replica(world.chain, index, opened, ports, tuning);
        replica = started;
        started.start();
        for (SimNode other : world.nodes) {
            if (other != this && other.alive()) {
                connect(other);
            }
        }
        rearm();
    }

    /** Kill -9: the ledger's operating system lives on, the journal's unsynced records may or may not. */
    void crash() {
        down();
        disk.disk.kill();
        disk.crashed();
    }

    /** The plug is pulled. */
    void powerLoss() {
        down();
        disk.disk.lose(world.random);
        disk.crashed();
        ledger.lose(world.random.nextLong(Math.max(0, ledger.durableHeight()), ledger.height() + 1));
    }

    private void down() {
        replica = null;
        life++;
        for (SimNode other : world.nodes) {
            if (other.connected.remove(index)) {
                other.deliver(new Event.PeerDown(index));
            }
        }
        connected.clear();
    }

    private void connect(SimNode other) {
        if (connected.add(other.index) && other.connected.add(index)) {
            deliver(new Event.PeerUp(other.index));
            other.deliver(new Event.PeerUp(index));
        }
    }

    void accept(Tx tx) {
        if (alive()) {
            pool.add(tx);
            deliver(new Event.TransactionsArrived());
        }
    }

    void deliver(Event event) {
        Replica running = replica;
        if (running == null) {
            return;
        }
        events.merge(event.getClass(), 1, Integer::sum);
        try {
            running.on(event);
            running.endTurn();
        } catch (RuntimeException e) {
            failure = e;
            throw new AssertionError("node " + index + " at " + world.now + " ms, on " + event, e);
        }
        rearm();
    }

    private void rearm() {
        long next = replica().nextDeadlineMs();
        if (next < tickAt) {
            tickAt = next;
            int born = life;
            world.after(Math.max(0, next - world.now), () -> {
                if (born == life && tickAt == next) {
                    tickAt = Long.MAX_VALUE;
                    deliver(new Event.Tick());
                }
            });
        }
    }

    private final class Time implements Clock {
        @Override
        public long nowMs() {
            return world.now;
        }

        @Override
        public long unixMs() {
            return 1_000_000 + world.now;
        }
    }

    private final class Work implements Tasks {
        private final int born;

        Work(int born) {
            this.born = born;
        }

        @Override
        public void submit(Lane lane, Supplier<Event> work) {
            long at = world.now + (world.random.nextInt(4) == 0 ? 1 : 0) + (lane == Lane.EXECUTE ? executeMs : 0);
            if (lane != Lane.CHECK) {
                at = Math.max(at, lanes.getOrDefault(lane, 0L));
                lanes.put(lane, at);
            }
            world.after(at - world.now, () -> {
                if (born == life) {
                    deliver(work.get());
                }
            });
        }
    }

    private final class Net implements Transport {
        @Override
        public boolean send(int peer, Channel channel, byte[] bytes) {
            PeerMessage said = PeerCodec.decode(channel, bytes);
            checkDurable(said);
            messages++;
            PeerMessage message = says.apply(said);
            boolean lost = message == null
                    || !connected.contains(peer)
                    || world.cut.test(index, peer)
                    || drops.test(peer, message)
                    || world.random.nextDouble() < world.loss;
            if (!lost && message != null) {
                byte[] sent = PeerCodec.encode(message);
                world.after(world.delay(), () -> {
                    SimNode to = world.nodes.get(peer);
                    if (to.connected.contains(index)) {
                        to.deliver(new Event.Received(index, PeerCodec.decode(message.channel(), sent), sent.length));
                    }
                });
            }
            return connected.contains(peer);
        }

        private void checkDurable(PeerMessage message) {
            switch (message) {
                case PeerMessage.VoteMessage m -> check(m.vote());
                case PeerMessage.ProposalMessage m -> check(m.vote());
                case PeerMessage.CertificateMessage m -> check(m.certificate());
                case PeerMessage.CertShares m -> check(m.shares());
                default -> {}
            }
        }

        private void check(Certificate certificate) {
            for (Certificate.Share share : certificate.shares()) {
                check(new Vote(certificate.subject(), share.signer(), share.signature()));
            }
        }

        private void check(Vote vote) {
            if (vote.signer() == index) {
                assertThat(disk.isAtRisk(vote.signature()))
                        .as("node %d sends %s before it is on disk", index, vote.subject())
                        .isFalse();
            }
        }

        @Override
        public void penalize(int peer, String reason) {
            world.penalties.add(index + " -> " + peer + ": " + reason);
            SimNode other = world.nodes.get(peer);
            world.after(0, () -> {
                if (connected.remove(peer) && other.connected.remove(index)) {
                    deliver(new Event.PeerDown(peer));
                    other.deliver(new Event.PeerDown(index));
                }
            });
            world.after(3_000, () -> {
                if (alive() && other.alive()) {
                    connect(other);
                }
            });
        }

        @Override
        public int connectedCount() {
            return connected.size();
        }

        @Override
        public void close() {}
    }
}
