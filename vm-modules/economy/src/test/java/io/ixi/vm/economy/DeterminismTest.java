package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.vm.testbed.Fuzz;
import io.ixi.vm.testbed.Machines;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Machines that agree on nothing but the rules reach one state, and any bytes are a transaction or a refusal. */
class DeterminismTest {
    @Test
    void differentMachinesReachOneRoot() throws IOException, InterruptedException {
        Machines.agree(
                AccountLifeTest.class,
                FeePayersTest.class,
                FeeSharesTest.class,
                GovernanceTest.class,
                KernelTest.class);
    }

    @Test
    void anyBytesAreATransactionOrARefusal() {
        Fuzz fuzz = new Fuzz(new StakingChain().chain, "", "", "ixi", "EUR", "fee", "burn_ppm", "GOLD", "a.b");
        assertThat(fuzz.run()).containsKeys("Send", "CreateAsset", "Delegate", "CreateTickets", "GrantFee");
    }
}
