package io.ixi.testnet.sim;

import io.ixi.node.mempool.Mempool;
import io.ixi.node.mempool.Workers;
import io.ixi.node.net.Channel;
import io.ixi.node.net.Transport;
import io.ixi.node.replica.Event;
import io.ixi.node.replica.Ports;
import io.ixi.node.replica.ReplicaMetrics;
import io.ixi.node.replica.Tasks;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** What one life of a node acts through: every call is an effect boundary, and takes virtual time only. */
final class SimPorts {
    /** Without a registry inside it counts nothing. */
    private static final MeterRegistry NO_METERS = new CompositeMeterRegistry();

    private static final ReplicaMetrics NO_METRICS = new ReplicaMetrics(NO_METERS);
    private static final int CHECK_US = 100;

    private final World world;
    private final SimNode node;
    private final SplittableRandom random;
    private final int born;
    private final Mempool mempool;
    private final Ports ports;

    SimPorts(World world, SimNode node, SplittableRandom random) {
        this.world = world;
        this.node = node;
        this.random = random;
        this.born = node.life();
        Transport link = new Link();
        this.mempool = new Mempool(
                World.EXECUTOR,
                world.chainHash(),
                node.ledger()::latest,
                link,
                node.index(),
                world.scenario()::holders,
                () -> node.post(new Event.TransactionsArrived()),
                NO_METERS,
                world::signed,
                new Checkers());
        this.ports = new Ports(
                link,
                node.ledger(),
                World.EXECUTOR,
                mempool,
                world::signed,
                world.keys()::of,
                SimKeys::holder,
                subject -> {
                    node.boundary();
                    return world.keys().sign(node.index(), subject);
                },
                new Work(),
                node.clock(),
                (hash, header, executed) -> {
                    world.checks().finalized(node, hash, header, executed);
                    node.committed(header);
                },
                message -> {
                    node.boundary();
                    world.clients().stakes(node.index(), message);
                },
                NO_METRICS);
    }

    Ports ports() {
        return ports;
    }

    Mempool mempool() {
        return mempool;
    }

    private final class Work implements Tasks {
        private final Map<Lane, Long> freeUs = new EnumMap<>(Lane.class);

        @Override
        public void submit(Lane lane, Supplier<Event> work) {
            node.boundary();
            long start = world.time().nowUs() + node.spentUs();
            if (lane != Lane.CHECK) {
                start = Math.max(start, freeUs.getOrDefault(lane, 0L));
            }
            long end = start + world.durationUs(lane, random);
            freeUs.put(lane, end);
            world.time().at(end, () -> run(lane, work));
        }

        private void run(Lane lane, Supplier<Event> work) {
            if (node.runs(born, () -> run(lane, work))) {
                node.perform(() -> {
                    node.boundary();
                    Event done = work.get();
                    node.boundary();
                    node.post(done);
                });
            }
        }
    }

    private final class Checkers implements Workers {
        @Override
        public void execute(Runnable work) {
            later(random.nextInt(CHECK_US, 5 * CHECK_US), work);
        }

        @Override
        public void after(int delayMs, Runnable action) {
            later(delayMs * VirtualTime.MS, action);
        }

        private void later(long us, Runnable work) {
            world.time().after(us, () -> run(work));
        }

        private void run(Runnable work) {
            if (node.runs(born, () -> run(work))) {
                node.perform(work);
            }
        }

        @Override
        public void close() {}
    }

    private final class Link implements Transport {
        @Override
        public boolean send(int peer, Channel channel, byte[] message) {
            node.boundary();
            return world.net().send(node, peer, channel, message);
        }

        @Override
        public void penalize(int peer, String reason) {
            world.net().penalize(node, peer, reason);
        }

        @Override
        public int connectedCount() {
            return world.net().peers(node);
        }

        @Override
        public void close() {}
    }
}
