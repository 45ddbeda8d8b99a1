package io.ixi.testnet.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.cli.Main;
import io.ixi.cli.Terminal;
import io.ixi.cli.Texts;
import io.ixi.node.genesis.Modules;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SimCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(Locale language, String... arguments) {
        out.reset();
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                InputStream.nullInputStream(),
                Map.of(),
                Texts.of("io.ixi.cli.messages", language),
                false);
        return Main.run(terminal, () -> Modules.executor().registry(), arguments);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void tellsARunInBothLanguagesAndTheSameEachTime() {
        assertThat(run(Locale.ENGLISH, "testnet", "sim", "--seed", "15")).isZero();
        String english = printed();
        assertThat(english).contains("4 validators", "partition", "the last fault is over", "Audit hash ");
        assertThat(run(Locale.of("ru"), "testnet", "sim", "--seed", "15")).isZero();
        assertThat(printed()).contains("валидаторов 4", "последний сбой позади", "Контрольный хеш ");
        String hash = english.substring(english.indexOf("Audit hash ") + 11).strip();
        assertThat(printed()).contains(hash);
    }

    @Test
    void countsSeedsForMachines() {
        assertThat(run(Locale.ENGLISH, "testnet", "sim", "--seeds", "1..3", "--json"))
                .isZero();
        JsonNode json = Terminal.JSON.readTree(printed());
        assertThat(json.get("seeds").asInt()).isEqualTo(3);
        assertThat(json.get("violations").asInt()).isZero();
        assertThat(json.get("failing").isEmpty()).isTrue();
        assertThat(json.get("views_per_s").asLong()).isPositive();
        assertThat(json.get("audit").asString()).hasSize(64);
    }

    @Test
    void refusesWhatIsNoRange() {
        assertThat(run(Locale.ENGLISH, "testnet", "sim", "--seeds", "7")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--seeds A..B");
    }
}
