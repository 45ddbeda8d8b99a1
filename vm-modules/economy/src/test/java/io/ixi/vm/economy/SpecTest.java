package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.ixi.vm.economy.fee.FeeModule;
import io.ixi.vm.economy.governance.GovernanceModule;
import io.ixi.vm.economy.staking.StakingModule;
import io.ixi.vm.kernel.module.Registry;
import io.ixi.vm.kernel.sched.proto.Poke;
import io.ixi.vm.testbed.Specification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A module's README says what its descriptors say, and each of its refusals was met. */
class SpecTest {
    private static final List<String> MODULES = List.of("accounts", "bank", "fee", "sched", "staking", "governance");
    private static final Registry REGISTRY = Registry.of(TestChain.economy());

    private static Specification readme(String module) {
        Path own = Path.of("src/main/java/io/ixi/vm/economy", module, "README.md");
        Path kernel = Path.of("../kernel/src/main/java/io/ixi/vm/kernel", module, "README.md");
        return new Specification(REGISTRY, module, Files.exists(own) ? own : kernel);
    }

    private static Message defaults(String module) {
        return switch (module) {
            case "fee" -> FeeModule.DEFAULTS;
            case "staking" -> StakingModule.DEFAULTS;
            case "governance" -> GovernanceModule.DEFAULTS;
            default -> Poke.getDefaultInstance();
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"accounts", "bank", "fee", "sched", "staking", "governance"})
    void theReadmeIsTheSpecification(String module) {
        readme(module).check(defaults(module));
    }

    @Test
    void everyRefusalIsTried() {
        Specification.runAll(
                AccountKeysTest.class,
                AccountLifeTest.class,
                AccountsTest.class,
                AssetRulesTest.class,
                BankTest.class,
                DecisionsTest.class,
                FeePayersTest.class,
                FeeSharesTest.class,
                FeeTest.class,
                GovernanceTest.class,
                KernelTest.class,
                ParametersTest.class,
                SchedTest.class,
                StakingMovesTest.class,
                StakingTest.class);
        List<String> missing = new ArrayList<>();
        MODULES.forEach(module -> missing.addAll(readme(module).untried()));
        assertThat(missing).isEmpty();
    }
}
