package io.ixi.testnet.sim;

import io.ixi.node.journal.StorageException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;

/** Bad luck, dealt out at random while it lasts, and the operators who start again what ended. */
final class Faults {
    private static final int MAX_PAUSE_MS = 250;

    private final World world;
    private final SplittableRandom random;
    private final EnumSet<Fault> kinds;
    /** Stake that may still be lost for good. */
    private long spare;

    /** Nodes whose disk was made to fail: they may stop by themselves. */
    private final boolean[] failing;

    private final boolean[] rotten;
    private boolean on;

    Faults(World world, SplittableRandom random) {
        this.world = world;
        this.random = random;
        this.kinds = world.scenario().mix().faults();
        this.spare = world.scenario().spare();
        this.failing = new boolean[2 * world.scenario().holders()];
        this.rotten = new boolean[2 * world.scenario().holders()];
    }

    /** Stake that may still lie, forget or stay away for good. */
    boolean spend(int index) {
        long power = world.scenario().power(index);
        if (power > spare) {
            return false;
        }
        spare -= power;
        return true;
    }

    void begin() {
        on = true;
        next();
    }

    private void next() {
        if (on && !kinds.isEmpty()) {
            List<Fault> all = new ArrayList<>(kinds);
            happen(all.get(random.nextInt(all.size())));
            world.time().after(ms(random.nextInt(10, MAX_PAUSE_MS)), this::next);
        }
    }

    /** Everything works again: what ended is started, what was cut is joined. */
    void heal() {
        on = false;
        world.note("heal", world.checks().height());
        world.net().heal();
        for (SimNode node : world.nodes()) {
            node.killAfter(Long.MAX_VALUE / 2, false);
            node.disk().heal();
            failing[node.address()] = false;
            node.clock().skew(0);
            node.clock().drift(1_000);
            node.resume();
            restartSoon(node, 20);
        }
    }

    /** A process ended: somebody starts it again. */
    void ended(SimNode node) {
        restartSoon(node, on ? random.nextInt(1, 800) : 20);
    }

    /** The disk of this node was made to fail: it may stop by itself. */
    void expect(SimNode node) {
        failing[node.address()] = true;
    }

    /** A node does not go on because of its disk. Nobody may refuse a good one. */
    void refused(SimNode node, StorageException e) {
        if (!failing[node.address()] && node.honest()) {
            world.crashed(node, e);
        }
        world.trace().count("refused-" + e.reason());
        world.note("refused", node.address(), e.reason());
        world.time().after(ms(random.nextInt(50, 400)), () -> {
            node.disk().heal();
            failing[node.address()] = false;
            node.start();
        });
    }

    /** A node found its journal changed: its operator gives it a new one, and it only follows from then on. */
    void damaged(SimNode node) {
        if (!rotten[node.address()]) {
            world.crashed(node, new IllegalStateException("refused a good journal: " + node.lost()));
        }
        world.note("damaged", node.address());
        if (node.ledger().height() < 1) {
            // neither journal nor chain tells that it voted before
            world.checks().excuse(node.index());
        }
        node.forget(false);
        restartSoon(node, 200);
    }

    void happen(Fault fault) {
        List<SimNode> nodes = world.nodes();
        SimNode one = nodes.get(random.nextInt(nodes.size()));
        switch (fault) {
            case LOSS -> lossy();
            case DELAY -> slowNetwork();
            case SPLIT -> split(true);
            case ONE_WAY -> split(false);
            case ISOLATE -> {
                int forMs = random.nextInt(20, 1_500);
                world.note("isolate", one.address(), forMs);
                nodes.forEach(other -> world.net().disconnect(one, other, ms(forMs)));
            }
            case PAUSE -> pause(one, random.nextInt(20, 2_500));
            case KILL -> one.killAfter(random.nextInt(1, 400), false);
            case POWER -> one.killAfter(random.nextInt(1, 400), true);
            case KILL_ALL -> all(false);
            case POWER_ALL -> all(true);
            case SLOW_DISK -> {
                int us = random.nextInt(1_000, 60_000);
                world.note("slow-disk", one.address(), us / 1_000);
                one.disk().slow(us);
                world.time()
                        .after(ms(random.nextInt(100, 1_000)), () -> one.disk().slow(120));
            }
            case FULL_DISK -> {
                world.note("full-disk", one.address());
                failing[one.address()] = true;
                one.disk().fill(random.nextInt(40_000));
            }
            case FAILED_SYNC -> {
                world.note("failed-sync", one.address());
                failing[one.address()] = true;
                one.disk().failNextSync();
            }
            case ROT -> rot(one);
            case SKEW -> skew(one);
            case DRIFT -> {
                world.trace().count("drift");
                one.clock().drift(random.nextInt(900, 1_101));
            }
            case AMNESIA -> amnesia(one);
        }
    }

    private void lossy() {
        int percent = random.nextInt(1, 51);
        world.note("loss", percent);
        world.net().loss(percent);
        world.time().after(ms(random.nextInt(100, 1_000)), () -> world.net().loss(0));
    }

    private void slowNetwork() {
        int maxMs = random.nextInt(5, 150);
        world.note("delay", maxMs);
        world.net().delays(300, maxMs * 1_000, random.nextBoolean());
        world.time().after(ms(random.nextInt(100, 1_000)), () -> world.net().delays(300, 3_000, true));
    }

    private void split(boolean both) {
        boolean[] side = new boolean[world.nodes().size()];
        StringBuilder group = new StringBuilder();
        for (int i = 0; i < side.length; i++) {
            side[i] = random.nextBoolean();
            group.append(side[i] ? " " + i : "");
        }
        int forMs = random.nextInt(50, 2_000);
        boolean breaks = random.nextBoolean();
        world.note(both ? "split" : "one-way", group.toString().strip(), forMs);
        cut(side, both, true);
        if (breaks) {
            for (SimNode a : world.nodes()) {
                for (SimNode b : world.nodes()) {
                    if (side[a.address()] && !side[b.address()]) {
                        world.net().disconnect(a, b, ms(forMs));
                    }
                }
            }
        }
        world.time().after(ms(forMs), () -> cut(side, both, false));
    }

    private void cut(boolean[] side, boolean both, boolean off) {
        for (int a = 0; a < side.length; a++) {
            for (int b = 0; b < side.length; b++) {
                if (side[a] && !side[b]) {
                    world.net().cut(a, b, off);
                    world.net().cut(b, a, off && both);
                }
            }
        }
    }

    private void pause(SimNode node, int forMs) {
        world.note("pause", node.address(), forMs);
        node.pause();
        world.time().after(ms(forMs), node::resume);
    }

    private void all(boolean power) {
        world.note(power ? "power-all" : "kill-all");
        int spread = random.nextBoolean() ? 2 : 200;
        for (SimNode node : world.nodes()) {
            node.killAfter(random.nextInt(1, spread), power);
        }
    }

    private void rot(SimNode node) {
        if (!node.up() || (node.honest() && !spend(node.index()))) {
            return;
        }
        rotten[node.address()] = true;
        node.stop(false);
        world.note("rot", node.address(), node.disk().rot());
        ended(node);
    }

    private void skew(SimNode node) {
        long ms = random.nextBoolean() ? random.nextLong(-400, 400) : random.nextLong(-3_600_000, 3_600_000);
        world.note("skew", node.address(), ms);
        node.clock().skew(ms);
        world.time().after(ms(random.nextInt(100, 1_500)), () -> node.clock().skew(0));
    }

    private void amnesia(SimNode node) {
        if (!node.up() || node.ledger().durableHeight() < 1 || (node.honest() && !spend(node.index()))) {
            return;
        }
        boolean all = random.nextInt(3) == 0;
        world.note(all ? "amnesia-all" : "amnesia", node.address());
        node.stop(false);
        node.forget(all);
        if (all) {
            // nothing is left to tell it that it voted before: only what it hears can
            world.checks().excuse(node.index());
            node.tuning(world.scenario().tuning().withListenMs(300));
        }
        ended(node);
    }

    private void restartSoon(SimNode node, int maxMs) {
        world.time().after(ms(random.nextInt(1, maxMs + 2)), node::start);
    }

    private static long ms(long ms) {
        return ms * VirtualTime.MS;
    }
}
