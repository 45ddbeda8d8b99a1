package io.ixi.vm.ssi.pass;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.testkit.Fuzz;
import io.ixi.vm.testkit.Golden;
import io.ixi.vm.testkit.MemoryChain;
import io.ixi.vm.testkit.Specification;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Frozen bytes, the README, hostile bytes. */
class PassConformanceTest {
    private static final Path README = Path.of("src/main/java/io/ixi/vm/ssi/pass/README.md");
    private static final Path GOLDEN = Path.of("src/test/resources/io/ixi/vm/ssi/pass/pass.golden");

    @Test
    void bytesAreThoseOfTheFile() {
        MemoryChain chain = Passes.chain();
        Golden golden = new Golden(GOLDEN).module(chain.executor.registry(), "pass");
        golden.put("state.0", chain.digest(24).hex());
        assertThat(chain.outcome(Passes.ISSUER, Passes.publish(Passes.AGE, 1))).isEqualTo("OK");
        golden.put("state.1", chain.digest(24).hex());
        ByteString verifier = Passes.opened(chain, Passes.asks().build());
        assertThat(chain.outcome(
                        Passes.ALICE,
                        Passes.shows(chain, verifier, Passes.ALICE, Passes.word(7))
                                .build()))
                .isEqualTo("OK");
        golden.put("state.2", chain.digest(24).hex()).check();
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
}
