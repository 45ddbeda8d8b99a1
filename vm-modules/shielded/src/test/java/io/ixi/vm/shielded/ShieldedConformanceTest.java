package io.ixi.vm.shielded;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.vm.testbed.Fuzz;
import io.ixi.vm.testbed.Golden;
import io.ixi.vm.testbed.Machines;
import io.ixi.vm.testbed.Specification;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Frozen bytes, the README, hostile bytes, other machines. */
class ShieldedConformanceTest {
    private static final Path README = Path.of("src/main/java/io/ixi/vm/shielded/README.md");
    private static final Path GOLDEN = Path.of("src/test/resources/io/ixi/vm/shielded/shielded.golden");

    @Test
    void bytesAreThoseOfTheFile() {
        new Golden(GOLDEN)
                .module(Stage.chain(Stage.DIGESTS).executor.registry(), "shielded")
                .check();
    }

    @Test
    void theReadmeIsTheSpecificationAndEveryRefusalIsTried() {
        Specification readme =
                new Specification(Stage.chain(Stage.DIGESTS).executor.registry(), "shielded", README);
        readme.check(ShieldedModule.DEFAULTS);
        assertThat(readme.untried(PoolTest.class, SeriesTest.class)).isEmpty();
    }

    /** The real verifier: whatever is no proof is refused without an exception. */
    @Test
    void anyBytesAreATransactionOrARefusal() {
        assertThat(new Fuzz(Stage.chain((statement, proof) -> statement.isShownBy(proof)), "shielded", "", "EUR", "x")
                        .run())
                .containsKeys("OpenSeries");
    }

    @Test
    void differentMachinesReachOneRoot() throws IOException, InterruptedException {
        Machines.agree(PoolTest.class, SeriesTest.class);
    }
}
