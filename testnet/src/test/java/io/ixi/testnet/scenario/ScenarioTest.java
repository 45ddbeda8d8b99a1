package io.ixi.testnet.scenario;

import static io.ixi.testnet.local.Session.types;
import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.cli.FailedException;
import io.ixi.cli.Texts;
import io.ixi.testnet.TestnetCommand;
import io.ixi.testnet.local.Session;
import java.util.Locale;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The command, with the shortest story on real processes. */
class ScenarioTest {
    @Test
    void anAgentIsContained() {
        Session.Ran ran = types("testnet scenario s6 --json");
        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        JsonNode report = ran.json();
        assertThat(report.path("scenario").asString()).isEqualTo("S6");
        assertThat(report.path("passed").asBoolean()).isTrue();
        JsonNode steps = report.path("steps");
        assertThat(steps.size()).isGreaterThan(20);
        for (JsonNode step : steps) {
            assertThat(step.path("observed").asString())
                    .isEqualTo(step.path("expected").asString());
            assertThat(step.path("passed").asBoolean()).isTrue();
        }
        assertThat(steps.get(steps.size() - 1).path("step").asString())
                .startsWith("state root")
                .endsWith("4 nodes");
    }

    @Test
    void everyScenarioSaysWhatItIsAboutInBothLanguages() {
        JsonNode list = types("testnet scenario --list --json").json();
        assertThat(list.size()).isEqualTo(Scenarios.ALL.size());
        for (Locale language : new Locale[] {Locale.ENGLISH, Locale.of("ru")}) {
            ResourceBundle texts = Texts.of(TestnetCommand.BUNDLE, language).bundle();
            for (Scenario scenario : Scenarios.ALL) {
                assertThat(texts.getString("scenario.about." + scenario.name())).isNotBlank();
                assertThat(Scenarios.of(scenario.name())).contains(scenario);
            }
        }
    }

    @Test
    void whatCannotBePlayedIsRefused() {
        assertThat(types("testnet scenario S99 --json").error()).isEqualTo("NO_SCENARIO");
        assertThat(types("testnet scenario S99").code()).isEqualTo(FailedException.USAGE);
        assertThat(types("testnet scenario S6 --json --rpc http://127.0.0.1:9").error())
                .isEqualTo("NO_NODE");
    }

    /** The judge itself. */
    @Test
    void aStepThatWentOtherwiseIsNotPassed() {
        assertThat(new Step("a step", "OK", "OK").passed()).isTrue();
        Step wrong = new Step("a step", "OK", "BUDGET");
        assertThat(wrong.passed()).isFalse();
        assertThat(wrong.json().path("passed").asBoolean()).isFalse();
        assertThat(wrong.json().path("observed").asString()).isEqualTo("BUDGET");
    }
}
