package io.ixi.vm.creators;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ixi.vm.testbed.Fuzz;
import io.ixi.vm.testbed.Golden;
import io.ixi.vm.testbed.Machines;
import io.ixi.vm.testbed.Specification;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Frozen bytes, the README, hostile bytes, other machines. */
class CreatorsConformanceTest {
    private static final Path README = Path.of("src/main/java/io/ixi/vm/creators/README.md");
    private static final Path GOLDEN = Path.of("src/test/resources/io/ixi/vm/creators/creators.golden");

    @Test
    void bytesAreThoseOfTheFile() {
        Stage stage = new Stage();
        Golden golden = new Golden(GOLDEN).module(stage.chain.executor.registry(), "creators");
        ByteString plan = stage.planned(Stage.terms(500));
        golden.put("state.1", stage.chain.digest(11).hex());
        stage.expect("OK", Stage.FAN, Stage.subscribe(plan, 500));
        golden.put("state.2", stage.chain.digest(11).hex());
        stage.chain.pass(Stage.HOUR);
        golden.put("state.3", stage.chain.digest(11).hex()).check();
    }

    @Test
    void theReadmeIsTheSpecificationAndEveryRefusalIsTried() {
        Specification readme = new Specification(new Stage().chain.executor.registry(), "creators", README);
        readme.check(CreatorsModule.DEFAULTS);
        assertThat(readme.untried(SubscriptionTest.class, PaymentTest.class)).isEmpty();
    }

    @Test
    void anyBytesAreATransactionOrARefusal() {
        assertThat(new Fuzz(new Stage().chain, "creators", "", "EUR", "GOLD").run())
                .containsKeys("Donate", "CreateGoal", "PayInvoice");
    }

    @Test
    void differentMachinesReachOneRoot() throws IOException, InterruptedException {
        Machines.agree(SubscriptionTest.class, PaymentTest.class);
    }
}
