package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Two JVMs that agree on nothing but the rules reach one state. */
class DeterminismTest {
    private static String replay(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(Replay.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(out).isZero();
        return out.lines().filter(line -> line.startsWith("root ")).findFirst().orElse(out);
    }

    @Test
    void differentMachinesReachOneRoot() throws IOException, InterruptedException {
        String here = "root " + Replay.root();
        String other = replay(
                "-Xint",
                "-XX:+UseParallelGC",
                "-Duser.language=tr",
                "-Duser.country=TR",
                "-Duser.timezone=Pacific/Chatham",
                "-Dfile.encoding=ISO-8859-1");
        String third = replay("-XX:+UseSerialGC", "-Duser.language=ar", "-Duser.timezone=Asia/Kathmandu");
        assertThat(other).isEqualTo(here);
        assertThat(third).isEqualTo(here);
    }
}
