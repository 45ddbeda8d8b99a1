package io.ixi.vm.ssi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ixi.vm.ssi.proto.CredentialOffered;
import io.ixi.vm.ssi.proto.Kind;
import io.ixi.vm.ssi.proto.Revoke;
import io.ixi.vm.testbed.Fuzz;
import io.ixi.vm.testbed.Golden;
import io.ixi.vm.testbed.Machines;
import io.ixi.vm.testbed.Specification;
import io.ixi.vm.testkit.MemoryChain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Frozen bytes, the README, hostile bytes, other machines. */
class SsiConformanceTest {
    private static final Path README = Path.of("src/main/java/io/ixi/vm/ssi/README.md");
    private static final Path GOLDEN = Path.of("src/test/resources/io/ixi/vm/ssi/ssi.golden");

    @Test
    void bytesAreThoseOfTheFile() {
        MemoryChain chain = Chains.chain();
        Golden golden = new Golden(GOLDEN).module(chain.executor.registry(), "ssi");
        ByteString type = SsiTest.defined(chain, SsiTest.define(Kind.KIND_DIPLOMA));
        golden.put("state.1", chain.digest(6).hex());
        ByteString id = chain.event(
                        CredentialOffered.class,
                        SsiTest.AUTHORITY,
                        SsiTest.offer(type, SsiTest.ALICE).build())
                .getCredential();
        assertThat(chain.outcome(SsiTest.ALICE, SsiTest.accept(id))).isEqualTo("OK");
        golden.put("state.2", chain.digest(6).hex());
        assertThat(chain.outcome(
                        SsiTest.AUTHORITY, Revoke.newBuilder().setCredential(id).build()))
                .isEqualTo("OK");
        golden.put("state.3", chain.digest(6).hex()).check();
    }

    @Test
    void theReadmeIsTheSpecificationAndEveryRefusalIsTried() {
        Specification readme = new Specification(Chains.chain().executor.registry(), "ssi", README);
        readme.check(SsiModule.DEFAULTS);
        assertThat(readme.untried(SsiTest.class, SsiListsTest.class, LargestBatchTest.class))
                .isEmpty();
    }

    @Test
    void anyBytesAreATransactionOrARefusal() {
        Map<String, Integer> succeeded = new Fuzz(Chains.chain(), "ssi", "https://a", "did:web:a", "").run();
        assertThat(succeeded).containsKeys("DefineType", "Accredit", "CreateDomain", "SetStatusBits");
    }

    @Test
    void differentMachinesReachOneRoot() throws IOException, InterruptedException {
        Machines.agree(SsiTest.class, SsiListsTest.class);
    }
}
