package io.ixi.vm.ssi.pass;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.testbed.Fuzz;
import io.ixi.vm.testbed.Golden;
import io.ixi.vm.testbed.Machines;
import io.ixi.vm.testbed.Specification;
import io.ixi.vm.testkit.MemoryChain;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Frozen bytes, the README, hostile bytes, other machines. */
class PassConformanceTest {
    private static final Path README = Path.of("src/main/java/io/ixi/vm/ssi/pass/README.md");
    private static final Path GOLDEN = Path.of("src/test/resources/io/ixi/vm/ssi/pass/pass.golden");

    @Test
    void bytesAreThoseOfTheFile() {
        new Golden(GOLDEN).module(Passes.chain().executor.registry(), "pass").check();
    }

    @Test
    void theReadmeIsTheSpecificationAndEveryRefusalIsTried() {
        Specification readme = new Specification(Passes.chain().executor.registry(), "pass", README);
        readme.check(PassModule.DEFAULTS);
        assertThat(readme.untried(PassTest.class)).isEmpty();
    }

    /** The real verifier, and types that every id names: whatever is no proof is refused without an exception. */
    @Test
    void anyBytesAreATransactionOrARefusal() {
        Issuers anybody = new Issuers() {
            @Override
            public boolean knows(Overlay state, Bytes type) {
                return type.size() == 20;
            }

            @Override
            public boolean mayIssue(Overlay state, Bytes type, Address issuer, long timeMs) {
                return type.size() == 20 && type.at(0) % 2 == 0;
            }
        };
        MemoryChain chain = Passes.chain(anybody, (statement, proof) -> statement.isShownBy(proof));
        assertThat(new Fuzz(chain, "pass").run()).containsKeys("PublishRoot", "WithdrawRoot");
    }

    @Test
    void differentMachinesReachOneRoot() throws IOException, InterruptedException {
        Machines.agree(PassTest.class);
    }
}
