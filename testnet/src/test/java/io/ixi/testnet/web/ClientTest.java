package io.ixi.testnet.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.cli.DemoKeys;
import io.ixi.cli.Texts;
import io.ixi.testnet.TestnetCommand;
import io.ixi.testnet.local.TemporaryNetwork;
import io.ixi.vm.kernel.Address;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JavaScript client against four validators as real processes. */
class ClientTest {
    private static final long FUNDS = 1_000_000_000_000L;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theClientSendsAndIsTold() throws IOException {
        NodeJs.require();
        NodeJs.client(folder);
        try (TemporaryNetwork network = network("client")) {
            String url = "http://127.0.0.1:"
                    + network.network().network().validators().getFirst().rpcPort() + "/";
            assertThat(NodeJs.script(folder, "live.mjs", url)).contains("live holds");
            assertThat(NodeJs.script(folder, "light.mjs", url)).contains("light holds");
        }
    }

    /** Four validators that finalize, and the demo accounts with money. */
    static TemporaryNetwork network(String name) {
        Map<Address, Long> funds = new TreeMap<>();
        for (DemoKeys key : DemoKeys.values()) {
            funds.put(key.address(), FUNDS);
        }
        Texts texts = Texts.of(TestnetCommand.BUNDLE, Locale.ENGLISH);
        TemporaryNetwork network = new TemporaryNetwork(name, 4, funds, texts);
        network.network().start();
        network.network().awaitFinality(done -> {});
        return network;
    }
}
