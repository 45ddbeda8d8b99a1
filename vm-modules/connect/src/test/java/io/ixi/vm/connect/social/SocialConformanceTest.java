package io.ixi.vm.connect.social;

import static io.ixi.vm.testkit.MemoryChain.address;
import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.vm.connect.social.proto.BuyUnits;
import io.ixi.vm.connect.social.proto.RelationKind;
import io.ixi.vm.connect.social.proto.SetRelations;
import io.ixi.vm.testbed.Fuzz;
import io.ixi.vm.testbed.Golden;
import io.ixi.vm.testbed.Machines;
import io.ixi.vm.testbed.Specification;
import io.ixi.vm.testkit.MemoryChain;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Frozen bytes, the README, hostile bytes, other machines. */
class SocialConformanceTest {
    private static final Path README = Path.of("src/main/java/io/ixi/vm/connect/social/README.md");
    private static final Path GOLDEN = Path.of("src/test/resources/io/ixi/vm/connect/social.golden");

    @Test
    void bytesAreThoseOfTheFile() {
        MemoryChain chain = SocialTest.chain();
        Golden golden = new Golden(GOLDEN).module(chain.executor.registry(), "social");
        SetRelations follow = SetRelations.newBuilder()
                .setKind(RelationKind.RELATION_FOLLOW)
                .addAdd(address(SocialTest.BOB))
                .build();
        assertThat(chain.outcome(
                        SocialTest.ALICE, BuyUnits.newBuilder().setUnits(1).build(), follow))
                .isEqualTo("OK");
        golden.put("state.1", chain.digest(8).hex()).check();
    }

    @Test
    void theReadmeIsTheSpecificationAndEveryRefusalIsTried() {
        Specification readme = new Specification(SocialTest.chain().executor.registry(), "social", README);
        readme.check(SocialModule.DEFAULTS);
        assertThat(readme.untried(SocialTest.class, ModerationTest.class)).isEmpty();
    }

    @Test
    void anyBytesAreATransactionOrARefusal() {
        assertThat(new Fuzz(SocialTest.chain(), "social", "", "alice", "bob_1").run())
                .containsKeys("CommitHandle", "BuyUnits", "SetProfile");
    }

    @Test
    void differentMachinesReachOneRoot() throws IOException, InterruptedException {
        Machines.agree(SocialTest.class, ModerationTest.class);
    }
}
