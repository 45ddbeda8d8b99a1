package io.ixi.vm.trade.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.vm.testbed.Fuzz;
import io.ixi.vm.testbed.Golden;
import io.ixi.vm.testbed.Machines;
import io.ixi.vm.testbed.Specification;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Frozen bytes, the README, hostile bytes, other machines. */
class ExchangeConformanceTest {
    private static final Path README = Path.of("src/main/java/io/ixi/vm/trade/exchange/README.md");
    private static final Path GOLDEN = Path.of("src/test/resources/io/ixi/vm/trade/exchange.golden");

    @Test
    void bytesAreThoseOfTheFile() {
        Stage stage = Stage.open();
        Golden golden = new Golden(GOLDEN).module(stage.chain.executor.registry(), "exchange");
        stage.placed(Stage.SELLER, stage.sell(8, 80));
        golden.put("root.1", stage.chain.root().hex());
        stage.expect("OK", Stage.BUYER, stage.buy(10, 100));
        golden.put("root.2", stage.chain.root().hex()).check();
    }

    @Test
    void theReadmeIsTheSpecificationAndEveryRefusalIsTried() {
        Specification readme = new Specification(new Stage().chain.executor.registry(), "exchange", README);
        readme.check(ExchangeModule.DEFAULTS);
        assertThat(readme.untried(ExchangeTest.class)).isEmpty();
    }

    @Test
    void anyBytesAreATransactionOrARefusal() {
        assertThat(new Fuzz(new Stage().chain, "exchange", "", "EUR", "GOLD").run())
                .containsKeys("CreateMarket", "SetMarketStatus");
    }

    @Test
    void differentMachinesReachOneRoot() throws IOException, InterruptedException {
        Machines.agree(ExchangeTest.class, AuctionTest.class);
    }
}
