package io.ixi.vm.education;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ixi.vm.education.proto.GenesisState;
import io.ixi.vm.testbed.Fuzz;
import io.ixi.vm.testbed.Golden;
import io.ixi.vm.testbed.Machines;
import io.ixi.vm.testbed.Specification;
import io.ixi.vm.testkit.MemoryChain;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Frozen bytes, the README, hostile bytes, other machines. */
class EducationConformanceTest {
    private static final Path README = Path.of("src/main/java/io/ixi/vm/education/README.md");
    private static final Path GOLDEN = Path.of("src/test/resources/io/ixi/vm/education/education.golden");

    @Test
    void bytesAreThoseOfTheFile() {
        MemoryChain chain = EducationTest.chain();
        Golden golden = new Golden(GOLDEN).module(chain.executor.registry(), "education");
        ByteString achievement = EducationTest.created(chain, EducationTest.course("algebra", 600))
                .getAchievement();
        golden.put("state.1", chain.digest(22).hex());
        assertThat(chain.outcome(
                        EducationTest.UNIVERSITY,
                        EducationTest.award(achievement, EducationTest.ALICE).build()))
                .isEqualTo("OK");
        golden.put("state.2", chain.digest(22).hex()).check();
    }

    @Test
    void theReadmeIsTheSpecificationAndEveryRefusalIsTried() {
        Specification readme = new Specification(EducationTest.chain().executor.registry(), "education", README);
        readme.check(GenesisState.getDefaultInstance());
        assertThat(readme.untried(EducationTest.class)).isEmpty();
    }

    @Test
    void anyBytesAreATransactionOrARefusal() {
        assertThat(new Fuzz(EducationTest.chain(), "education").run())
                .containsKeys("CreateAchievement", "Award", "Endorse");
    }

    @Test
    void differentMachinesReachOneRoot() throws IOException, InterruptedException {
        Machines.agree(EducationTest.class);
    }
}
