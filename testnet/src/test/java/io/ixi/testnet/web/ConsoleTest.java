package io.ixi.testnet.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.testnet.local.TemporaryNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * People's ways through the console in a real browser, in both languages, with axe-core on every section. Skipped, and
 * says so, where there is no Chromium. Screenshots lie in target/console.
 */
class ConsoleTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void peopleFindTheirWay() throws IOException {
        Assumptions.assumeTrue(
                Files.isExecutable(CHROMIUM),
                "skipped: no " + CHROMIUM + ", so the console is not tested in a browser");
        NodeJs.require();
        NodeJs.client(folder);
        NodeJs.packages(folder, "playwright-core@1.65.1", "axe-core@4.14.1", "jsqr@1.4.0", "@noble/post-quantum@0.7.1");
        Path screens = Files.createDirectories(Path.of("target/console").toAbsolutePath());
        try (TemporaryNetwork network = ClientTest.network("console")) {
            String url = "http://127.0.0.1:"
                    + network.network().network().validators().getFirst().rpcPort() + "/";
            assertThat(NodeJs.script(folder, "noble-live.mjs", url)).contains("noble and the chain agree");
            for (String language : new String[] {"en", "ru"}) {
                assertThat(NodeJs.script(folder, "console.mjs", url, language, screens.toString()))
                        .contains("console holds in " + language);
            }
        }
    }
}
