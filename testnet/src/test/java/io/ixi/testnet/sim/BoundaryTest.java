package io.ixi.testnet.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process may end between any two effects: every one of the first few hundred boundaries is tried. */
class BoundaryTest {
    private static final int BOUNDARIES = Integer.getInteger("ixi.sim.boundaries", 400);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneNodeEndsAtEachBoundary(boolean power) {
        List<String> failures = new ArrayList<>();
        for (int boundary = 1; boundary <= BOUNDARIES; boundary++) {
            World world = world(boundary);
            world.node(0).killAfter(boundary, power);
            judge(world, boundary, failures);
        }
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void allNodesEndAtTheSameBoundary(boolean power) {
        List<String> failures = new ArrayList<>();
        for (int boundary = 1; boundary <= BOUNDARIES; boundary += 2) {
            World world = world(boundary);
            for (SimNode node : world.nodes()) {
                node.killAfter(boundary, power);
            }
            judge(world, boundary, failures);
        }
        assertThat(failures).isEmpty();
    }

    private static World world(long seed) {
        World world = new World(Scenario.of(seed, 4, Mix.CALM), List.of(), new Trace(false));
        world.startAll();
        world.clients().open();
        return world;
    }

    private static void judge(World world, int boundary, List<String> failures) {
        world.run(400);
        world.clients().close();
        long target = world.checks().height() + 4;
        world.await(20_000, () -> world.lowest() >= target && world.clients().waiting() == 0);
        if (world.violation() == null) {
            world.checks().ended();
        }
        if (world.violation() != null || world.lowest() < target) {
            failures.add("boundary " + boundary + ": " + world.violation() + " at height " + world.lowest());
        }
    }
}
