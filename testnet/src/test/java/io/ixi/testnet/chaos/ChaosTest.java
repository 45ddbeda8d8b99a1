package io.ixi.testnet.chaos;

import static io.ixi.testnet.local.Session.ixi;
import static io.ixi.testnet.local.Session.types;
import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.cli.FailedException;
import io.ixi.testnet.local.Session;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The command on a network of its own; longer runs are the same command with more minutes. */
class ChaosTest {
    @TempDir
    private Path temp = Path.of("");

    /** With this seed the first round kills every validator. */
    @Test
    void aShortRunLosesNothing() {
        Session.Ran ran = types("testnet chaos --json --seed 1 --rounds 1 --accounts 8");
        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        JsonNode report = ran.json();
        assertThat(report.path("rounds").asInt()).isEqualTo(1);
        assertThat(report.path("faults").path("kill_all").asInt()).isEqualTo(1);
        assertThat(report.path("kills").asInt()).isEqualTo(4);
        assertThat(report.path("acknowledged").asLong()).isGreaterThanOrEqualTo(8);
        assertThat(report.path("lost").asLong()).isZero();
        assertThat(report.path("duplicated").asLong()).isZero();
        assertThat(report.path("diverged").asLong()).isZero();
        assertThat(report.path("recovery_p99_ms").asLong()).isPositive();
        assertThat(report.path("all_kill_to_finality_ms").asLong()).isPositive();
        assertThat(report.path("errors")).isEmpty();
    }

    /** The judge itself: what is missing, elsewhere or twice is seen. */
    @Test
    void anythingLostOrDoubledMakesTheReportUnsound() {
        assertThat(report(new Audit.Verdict(0, 0, 0), Map.of()).sound()).isTrue();
        assertThat(report(new Audit.Verdict(1, 0, 0), Map.of()).sound()).isFalse();
        assertThat(report(new Audit.Verdict(0, 1, 0), Map.of()).sound()).isFalse();
        assertThat(report(new Audit.Verdict(0, 0, 1), Map.of()).sound()).isFalse();
        assertThat(report(new Audit.Verdict(0, 0, 0), Map.of("BALANCE", 1L)).sound())
                .isFalse();
    }

    @Test
    void whatWasNotMeasuredIsNotSaidToBeZero() {
        Report report = report(new Audit.Verdict(0, 0, 0), Map.of());
        assertThat(report.json().path("restart_to_vote_ms").isNull()).isTrue();
        report.restartToVote().add(2_000_000);
        assertThat(report.json().path("restart_to_vote_ms").intValue()).isEqualTo(2);
    }

    private static Report report(Audit.Verdict verdict, Map<String, Long> errors) {
        Report.Times none = new Report.Times();
        return new Report(1, 0, 0, Map.of(), 0, 0, verdict, none, none, none, none, errors);
    }

    @Test
    void itNeedsANetworkThatItMayKill() {
        String dir = temp.resolve("none").toString();
        assertThat(ixi("testnet", "chaos", "--json", "--dir", dir).error()).isEqualTo("NO_TESTNET");
        assertThat(types("testnet chaos --json --rpc http://127.0.0.1:9 --dir " + dir)
                        .error())
                .isEqualTo("NO_TESTNET");
        assertThat(ixi("testnet", "chaos", "--minutes", "0").code()).isEqualTo(FailedException.USAGE);
        assertThat(ixi("testnet", "chaos", "--validators", "3").code()).isEqualTo(FailedException.USAGE);
        assertThat(ixi("testnet", "chaos", "--json", "--faults", "kill,earthquake")
                        .error())
                .isEqualTo("BAD_FAULTS");
    }
}
