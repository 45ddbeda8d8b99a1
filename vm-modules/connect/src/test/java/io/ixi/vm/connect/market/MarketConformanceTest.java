package io.ixi.vm.connect.market;

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
class MarketConformanceTest {
    private static final Path README = Path.of("src/main/java/io/ixi/vm/connect/market/README.md");
    private static final Path GOLDEN = Path.of("src/test/resources/io/ixi/vm/connect/market.golden");

    @Test
    void bytesAreThoseOfTheFile() {
        Town town = new Town();
        Golden golden = new Golden(GOLDEN).module(town.chain.executor.registry(), "market");
        ByteString calendar = town.calendar(Town.calendar());
        ByteString service = town.service(calendar, 1_000);
        golden.put("state.1", town.chain.digest(10).hex());
        ByteString order =
                town.placed(Town.BUYER, Town.order(service, 1).setSlot(Town.slot(calendar, Town.MONDAY, 40)));
        golden.put("state.2", town.chain.digest(10).hex());
        town.expect("OK", Town.SELLER, Town.accept(order));
        town.expect("OK", Town.SELLER, Town.deliver(order));
        town.expect("OK", Town.BUYER, Town.dispute(order));
        golden.put("state.3", town.chain.digest(10).hex()).check();
    }

    @Test
    void theReadmeIsTheSpecificationAndEveryRefusalIsTried() {
        Specification readme = new Specification(new Town().chain.executor.registry(), "market", README);
        readme.check(MarketModule.DEFAULTS);
        assertThat(readme.untried(ListingTest.class, OrderTest.class, DisputeTest.class))
                .isEmpty();
    }

    @Test
    void anyBytesAreATransactionOrARefusal() {
        assertThat(new Fuzz(new Town().chain, "market", "", "EUR", "GOLD").run())
                .containsKeys("RegisterArbiter");
    }

    @Test
    void differentMachinesReachOneRoot() throws IOException, InterruptedException {
        Machines.agree(ListingTest.class, OrderTest.class, DisputeTest.class);
    }
}
