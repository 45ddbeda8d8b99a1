package io.ixi.testnet.sim;

import io.ixi.consensus.types.Hash;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One run from a seed: bad luck for a while, then none; then everything must be well within a bounded time. */
final class Simulation {
    /** Virtual time within which an undisturbed network must have done what {@link #GOAL} says. */
    static final long BOUND_MS = 30_000;

    /** Blocks that must become final after the last fault. */
    static final long GOAL = 10;

    /**
     * What came of a run.
     *
     * @param nodeViews views that honest nodes went through
     * @param recoveryMs virtual time from the last fault to the goal
     */
    record Outcome(
            Scenario scenario,
            @Nullable Violation violation,
            Hash audit,
            long height,
            long transactions,
            long nodeViews,
            long events,
            long virtualMs,
            long recoveryMs) {}

    private Simulation() {}

    static Outcome run(Scenario scenario, Trace trace) {
        SplittableRandom random = new SplittableRandom(scenario.seed() ^ 0x4c49_4152);
        List<Integer> liars = liars(scenario, random);
        List<Integer> twins = new ArrayList<>();
        for (int liar : liars) {
            if (random.nextInt(3) == 0) {
                twins.add(liar);
            }
        }
        twins.forEach(_ -> trace.count("twins"));
        if (scenario.powers().stream().distinct().count() > 1) {
            trace.count("unequal-stakes");
        }
        World world = new World(scenario, twins, trace);
        for (SimNode node : world.nodes()) {
            if (liars.contains(node.index())) {
                boolean spent =
                        node.address() >= scenario.holders() || world.faults().spend(node.index());
                EnumSet<Liar.Trait> traits =
                        twins.contains(node.index()) ? EnumSet.noneOf(Liar.Trait.class) : traits(random);
                node.corrupt(new Liar(world, node, random.split(), traits));
                traits.forEach(trait -> trace.count("lie-" + trait));
                trace.note(0, "liar", node.address(), node.index(), spent ? traits : "");
            }
        }
        return live(world, random);
    }

    private static Outcome live(World world, SplittableRandom random) {
        Scenario scenario = world.scenario();
        for (SimNode node : world.nodes()) {
            world.time().after(random.nextInt(20_000), node::start);
            Liar liar = node.liar();
            if (liar != null) {
                lie(world, liar, random.nextLong(10_000, 200_000));
            }
        }
        world.clients().open();
        world.faults().begin();
        world.changes().begin();
        world.run(scenario.faultMs());
        world.faults().heal();
        world.changes().end();
        world.clients().close();
        long healedUs = world.time().nowUs();
        long target = world.checks().height() + GOAL;
        boolean well = world.await(BOUND_MS, () -> well(world, target));
        if (!well) {
            world.violated(
                    Violation.Kind.LIVENESS,
                    "height " + world.lowest() + " instead of " + target + " and "
                            + world.clients().waiting() + " transactions left " + BOUND_MS
                            + " ms after the last fault; heights " + heights(world));
        }
        long recoveryMs = (world.time().nowUs() - healedUs) / VirtualTime.MS;
        if (world.violation() == null) {
            world.checks().ended();
        }
        return new Outcome(
                scenario,
                world.violation(),
                world.audit().finish(),
                world.checks().height(),
                world.checks().transactions(),
                world.nodeViews(),
                world.audit().events(),
                world.time().nowUs() / VirtualTime.MS,
                recoveryMs);
    }

    private static boolean well(World world, long target) {
        if (world.checks().height() < target || world.clients().waiting() > 0) {
            return false;
        }
        for (SimNode node : world.nodes()) {
            if (node.honest() && (!node.up() || node.ledger().height() < target)) {
                return false;
            }
        }
        return true;
    }

    private static String heights(World world) {
        StringBuilder heights = new StringBuilder();
        for (SimNode node : world.nodes()) {
            heights.append(heights.isEmpty() ? "" : " ")
                    .append(node.honest() ? "" : "liar:")
                    .append(node.up() ? "" : "down:")
                    .append(node.ledger().height());
        }
        return heights.toString();
    }

    private static void lie(World world, Liar liar, long everyUs) {
        world.time().after(everyUs, () -> {
            liar.act();
            lie(world, liar, everyUs);
        });
    }

    /** Validators under the adversary: as many as the quorum bears, or fewer. */
    private static List<Integer> liars(Scenario scenario, SplittableRandom random) {
        List<Integer> liars = new ArrayList<>();
        if (!scenario.mix().hasLiars()) {
            return liars;
        }
        long spare = scenario.spare();
        int start = random.nextInt(scenario.size());
        for (int i = 0; i < scenario.size(); i++) {
            int index = (start + i * 5) % scenario.size();
            long power = scenario.powers().get(index);
            if (power <= spare && !liars.contains(index) && random.nextInt(6) > 0) {
                spare -= power;
                liars.add(index);
            }
        }
        return liars;
    }

    private static EnumSet<Liar.Trait> traits(SplittableRandom random) {
        EnumSet<Liar.Trait> traits = EnumSet.noneOf(Liar.Trait.class);
        for (Liar.Trait trait : Liar.Trait.values()) {
            if (random.nextInt(3) == 0) {
                traits.add(trait);
            }
        }
        return traits;
    }
}
