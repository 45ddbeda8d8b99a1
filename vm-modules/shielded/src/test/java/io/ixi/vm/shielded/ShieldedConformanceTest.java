package io.ixi.vm.shielded;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.vm.testkit.Fuzz;
import io.ixi.vm.testkit.Golden;
import io.ixi.vm.testkit.MemoryChain;
import io.ixi.vm.testkit.Specification;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Frozen bytes, the README, hostile bytes. */
class ShieldedConformanceTest {
    private static final Path README = Path.of("src/main/java/io/ixi/vm/shielded/README.md");
    private static final Path GOLDEN = Path.of("src/test/resources/io/ixi/vm/shielded/shielded.golden");

    @Test
    void bytesAreThoseOfTheFile() {
        MemoryChain chain = Stage.chain(Stage.DIGESTS);
        Golden golden = new Golden(GOLDEN).module(chain.executor.registry(), "shielded");
        golden.put("state.0", chain.digest(23).hex());
        assertThat(chain.outcome(1, Stage.deposit(chain, 1, "", 100, 1).build()))
                .isEqualTo("OK");
        golden.put("state.1", chain.digest(23).hex());
        assertThat(chain.outcome(2, Stage.withdraw(chain, 2, "", 3, 40, 2, 2).build()))
                .isEqualTo("OK");
        golden.put("state.2", chain.digest(23).hex());
        assertThat(chain.outcome(1, SeriesTest.asks(chain).build())).isEqualTo("OK");
        golden.put("state.3", chain.digest(23).hex()).check();
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
}
