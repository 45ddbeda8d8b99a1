package io.ixi.vm.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Any bytes are a transaction or a refusal, whatever agents are told leaves the books right, and every machine agrees.
 */
class AgentsMachinesTest {
    private static final int OPERATIONS = Integer.getInteger("ixi.operations", 3_000);
    private static final long SEED = Long.getLong("ixi.seed", 20_261_123L);

    private static String replay(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(AgentsReplay.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(out).isZero();
        return out.lines().filter(line -> line.startsWith("root ")).findFirst().orElse(out);
    }

    @Test
    void differentMachinesReachOneRoot() throws IOException, InterruptedException {
        String here = replay("-XX:+UseSerialGC");
        String other = replay(
                "-Xint",
                "-XX:+UseParallelGC",
                "-Duser.language=tr",
                "-Duser.country=TR",
                "-Duser.timezone=Pacific/Chatham",
                "-Dfile.encoding=ISO-8859-1");
        assertThat(other).isEqualTo(here).startsWith("root ");
    }

    @Test
    void anyBytesAreATransactionOrARefusal() {
        System.out.println("AgentsMachinesTest seed " + SEED + ", operations " + OPERATIONS);
        AgentsReplay replay = new AgentsReplay(SEED);
        replay.run(OPERATIONS);
        System.out.println("decoded " + replay.decoded + ", succeeded " + replay.succeeded);
        assertThat(replay.decoded).isGreaterThan(OPERATIONS / 4);
        assertThat(replay.succeeded).isGreaterThan(OPERATIONS / 50);
    }
}
